namespace ZetDard.Lyrics;

/// <summary>What the teacher measures in a text. Immutable.</summary>
/// <param name="Classifier">The classifier of labelled sentences.</param>
/// <param name="Vectors">Word vectors learned with several windows; the last ones are averaged over a text.</param>
/// <param name="Contrasts">How much nearer each word is to positive seed words than to negative ones, for each set of vectors.</param>
/// <param name="FrequencyWeight">The a in a / (a + p).</param>
internal sealed record LyricSentimentParts(GramClassifier Classifier, WordVectors[] Vectors, float[][] Contrasts, double FrequencyWeight)
{
    public ReadLyric Read(string text)
    {
        var prepared = TermReader.Prepare(text, onlyHan: true);
        var words = TermReader.PreparedWords(prepared);
        var pooled = new double[Vectors[^1].EmbeddingSize];
        Vectors[^1].Pool(words, FrequencyWeight, pooled);
        var length = Math.Sqrt(pooled.Sum(value => value * value));
        var unit = Array.ConvertAll(pooled, value => length > 0 ? (float)(value / length) : 0);
        return new(
            prepared,
            Array.ConvertAll([.. Enumerable.Range(0, Vectors.Length)], i => Mean(Vectors[i], Contrasts[i], words)),
            ChineseLexicon.Score(prepared),
            Classifier.Score(prepared, out var isKnown),
            unit,
            isKnown || length > 0);
    }

    // NaN if no word is known; the scale then uses the mean.
    private double Mean(WordVectors vectors, float[] contrasts, List<string> words)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var word in words)
        {
            if (vectors.IndexOf(word) is >= 0 and var index)
            {
                var weight = FrequencyWeight / (FrequencyWeight + vectors.FrequencyAt(index));
                sum += weight * contrasts[index];
                weights += weight;
            }
        }

        return weights > 0 ? sum / weights : double.NaN;
    }
}
