namespace ZetDard.Lyrics;

/// <summary>What a sentiment model is worth on sentences that its classifier had not seen.</summary>
/// <param name="SentenceCount">How many sentences.</param>
/// <param name="TermCount">How many characters and pairs of them the model knows.</param>
/// <param name="ClassifierAccuracy">Share of sentences that the classifier of characters alone gets right.</param>
/// <param name="Accuracy">Share of sentences that the whole model gets right.</param>
/// <param name="ClassifierAuc">Chance that the classifier alone scores a positive sentence above a negative one.</param>
/// <param name="Auc">The same of the whole model.</param>
/// <param name="CalibrationError">Mean distance between predicted chance and share of positive sentences, over ten equal ranges of the chance.</param>
public sealed record SentimentQuality(int SentenceCount, int TermCount, double ClassifierAccuracy, double Accuracy, double ClassifierAuc, double Auc, double CalibrationError)
{
    /// <summary>The expected calibration error (Naeini, Cooper and Hauskrecht 2015) with ten bins.</summary>
    /// <param name="chances">Predicted chances, 0 … 1.</param>
    /// <param name="labels">What was true.</param>
    /// <exception cref="ArgumentException">The spans differ in length or are empty.</exception>
    public static double CalibrationErrorOf(ReadOnlySpan<double> chances, ReadOnlySpan<bool> labels)
    {
        if (chances.Length != labels.Length || chances.IsEmpty)
        {
            throw new ArgumentException($"There are {chances.Length} chances for {labels.Length} labels; give one for each, and one or more.", nameof(chances));
        }

        const int Bins = 10;
        var surplus = new double[Bins];         // Σ (chance − label) of each bin
        for (var i = 0; i < chances.Length; i++)
        {
            surplus[Math.Clamp((int)(chances[i] * Bins), 0, Bins - 1)] += chances[i] - (labels[i] ? 1 : 0);
        }

        return surplus.Sum(Math.Abs) / chances.Length;
    }

    /// <summary>The area under the ROC curve: the chance that a positive scores above a negative, ties half (Mann and Whitney's statistic by ranks).</summary>
    /// <param name="scores">Scores, none of them NaN.</param>
    /// <param name="labels">Which are positive; both kinds must occur.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or only one kind occurs.</exception>
    public static double AucOf(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length || !labels.Contains(true) || !labels.Contains(false))
        {
            throw new ArgumentException($"There are {scores.Length} scores for {labels.Length} labels; give one for each, and both labels.", nameof(scores));
        }

        var sorted = scores.ToArray();
        var positive = labels.ToArray();
        Array.Sort(sorted, positive);
        var (positives, ranks) = (0L, 0.0);
        for (var first = 0; first < sorted.Length;)
        {
            var end = first;
            while (end < sorted.Length && sorted[end] == sorted[first])
            {
                end++;
            }

            var count = positive.AsSpan(first, end - first).Count(true);
            positives += count;
            ranks += count * ((first + end + 1) / 2.0);     // the mean of the ranks first + 1 … end
            first = end;
        }

        return (ranks - (positives * (positives + 1) / 2.0)) / (positives * (double)(sorted.Length - positives));
    }
}
