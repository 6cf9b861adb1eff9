namespace ZetDard.Recommenders;

/// <summary>The id of a playlist.</summary>
/// <param name="Value">The number behind the id.</param>
public readonly record struct PlaylistId(long Value) : IId<PlaylistId>
{
    /// <inheritdoc/>
    public static PlaylistId From(long value) => new(value);
}
