using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ZetDard.Recommenders;

/// <summary>The id of a playlist: a number in JSON, in routes, in configurations and as text.</summary>
/// <param name="Value">The number behind the id.</param>
[JsonConverter(typeof(IdJsonConverter<PlaylistId>))]
[TypeConverter(typeof(IdTypeConverter<PlaylistId>))]
public readonly record struct PlaylistId(long Value) : IId<PlaylistId>, IParsable<PlaylistId>
{
    /// <inheritdoc/>
    public static PlaylistId From(long value) => new(value);

    /// <inheritdoc/>
    public static PlaylistId Parse(string s, IFormatProvider? provider) => Id.Parse<PlaylistId>(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PlaylistId result) =>
        Id.TryParse(s, out result);

    /// <summary>The number of the id.</summary>
    public override string ToString() => Id.Format(this);
}
