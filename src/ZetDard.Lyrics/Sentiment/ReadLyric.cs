namespace ZetDard.Lyrics;

/// <summary>What <see cref="LyricSentimentParts"/> sees in a text.</summary>
/// <param name="Prepared">Its Chinese characters, as <see cref="TermReader.Prepare(string, bool)"/> gives them.</param>
/// <param name="Contrasts">Mean nearness to positive seeds, for each set of vectors; NaN where no word is known.</param>
/// <param name="Lexicon">Score of the lexicon.</param>
/// <param name="Classified">Log-odds of the classifier of sentences.</param>
/// <param name="Pooled">The pooled word vector, of length 1, or 0.</param>
/// <param name="IsKnown">Whether there is anything to judge by.</param>
internal sealed record ReadLyric(string Prepared, double[] Contrasts, double Lexicon, double Classified, float[] Pooled, bool IsKnown);
