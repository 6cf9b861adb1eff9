using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ZetDard.Recommenders;

/// <summary>The id of an artist: a number in JSON, in routes, in configurations and as text.</summary>
/// <param name="Value">The number behind the id.</param>
[JsonConverter(typeof(IdJsonConverter<ArtistId>))]
[TypeConverter(typeof(IdTypeConverter<ArtistId>))]
public readonly record struct ArtistId(long Value) : IId<ArtistId>, IParsable<ArtistId>
{
    /// <inheritdoc/>
    public static ArtistId From(long value) => new(value);

    /// <inheritdoc/>
    public static ArtistId Parse(string s, IFormatProvider? provider) => Id.Parse<ArtistId>(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ArtistId result) =>
        Id.TryParse(s, out result);

    /// <summary>The number of the id.</summary>
    public override string ToString() => Id.Format(this);
}
