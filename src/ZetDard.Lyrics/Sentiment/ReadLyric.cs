namespace ZetDard.Lyrics;

/// <summary>What <see cref="LyricSentimentParts"/> measured in a text.</summary>
/// <param name="Prepared">The Chinese characters of the text, as <see cref="TermReader.Prepare(string, bool)"/> returns them.</param>
/// <param name="Contrasts">The mean contrast of its words, for each set of vectors; NaN if no word is known.</param>
/// <param name="Lexicon">The score of the lexicon.</param>
/// <param name="Classified">The log-odds of the classifier of sentences.</param>
/// <param name="Pooled">The averaged word vector, of length 1, or 0.</param>
/// <param name="IsKnown">Whether the text contains any known n-gram or word.</param>
internal sealed record ReadLyric(string Prepared, double[] Contrasts, double Lexicon, double Classified, float[] Pooled, bool IsKnown);
