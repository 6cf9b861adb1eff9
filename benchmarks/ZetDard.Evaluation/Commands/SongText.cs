using ZetDard.Lyrics;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>What is known of a song.</summary>
/// <param name="Lyric">Its words.</param>
/// <param name="WordRow">The features of the words that need no learning from the labelled songs.</param>
/// <param name="Numbers">Its numbers.</param>
internal sealed record SongText(ParsedLyric Lyric, FeatureRow WordRow, FeatureRow Numbers);
