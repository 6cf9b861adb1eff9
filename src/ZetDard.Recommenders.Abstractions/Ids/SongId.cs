namespace ZetDard.Recommenders;

/// <summary>The id of a song.</summary>
/// <param name="Value">The number behind the id.</param>
public readonly record struct SongId(long Value) : IId<SongId>
{
    /// <inheritdoc/>
    public static SongId From(long value) => new(value);
}
