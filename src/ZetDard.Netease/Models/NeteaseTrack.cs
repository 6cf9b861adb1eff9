namespace ZetDard.Netease;

/// <summary>A place in a playlist.</summary>
/// <param name="SongId">The song.</param>
/// <param name="Added">When it was put there; <see langword="null"/> where unknown.</param>
public readonly record struct NeteaseTrack(long SongId, DateTimeOffset? Added);
