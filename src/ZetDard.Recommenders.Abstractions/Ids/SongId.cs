using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ZetDard.Recommenders;

/// <summary>The id of a song: a number in JSON, in routes, in configurations and as text.</summary>
/// <param name="Value">The number behind the id.</param>
[JsonConverter(typeof(IdJsonConverter<SongId>))]
[TypeConverter(typeof(IdTypeConverter<SongId>))]
public readonly record struct SongId(long Value) : IId<SongId>, IParsable<SongId>
{
    /// <inheritdoc/>
    public static SongId From(long value) => new(value);

    /// <inheritdoc/>
    public static SongId Parse(string s, IFormatProvider? provider) => Id.Parse<SongId>(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SongId result) => Id.TryParse(s, out result);

    /// <summary>The number of the id.</summary>
    public override string ToString() => Id.Format(this);
}
