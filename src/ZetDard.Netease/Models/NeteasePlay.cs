namespace ZetDard.Netease;

/// <summary>A song in the play record of a user.</summary>
/// <param name="Song">The song.</param>
/// <param name="Score">How much the user plays the song compared with the one that they play most, 0 … 100.</param>
public sealed record NeteasePlay(NeteaseSong Song, int Score)
{
    /// <summary>The number of plays; <see langword="null"/> if the service hides it (it sends 0 for other users).</summary>
    public long? PlayCount { get; init; }
}
