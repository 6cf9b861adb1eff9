using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>The lyric of a song.</summary>
/// <param name="Song">The song.</param>
/// <param name="Text">The raw text, including time stamps (LRC).</param>
public sealed record Lyric(SongId Song, string Text);
