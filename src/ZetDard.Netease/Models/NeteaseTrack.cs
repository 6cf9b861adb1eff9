namespace ZetDard.Netease;

/// <summary>A song at its place in a playlist.</summary>
/// <param name="SongId">The song's id.</param>
/// <param name="Added">When the song was added to the playlist; <see langword="null"/> if unknown.</param>
public readonly record struct NeteaseTrack(long SongId, DateTimeOffset? Added);
