namespace ZetDard.Netease;

/// <summary>A song of a user's play record.</summary>
/// <param name="Song">The song.</param>
/// <param name="Score">How much he plays it against his most played one, 0 … 100.</param>
public sealed record NeteasePlay(NeteaseSong Song, int Score)
{
    /// <summary>How often; <see langword="null"/> where the service hides it (it writes 0 of other users).</summary>
    public long? PlayCount { get; init; }
}
