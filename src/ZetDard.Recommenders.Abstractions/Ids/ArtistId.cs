namespace ZetDard.Recommenders;

/// <summary>The id of an artist.</summary>
/// <param name="Value">The number behind the id.</param>
public readonly record struct ArtistId(long Value) : IId<ArtistId>
{
    /// <inheritdoc/>
    public static ArtistId From(long value) => new(value);
}
