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
    /// <exception cref="ArgumentException">The spans differ in length or are empty, or a chance is no number from 0 to 1.</exception>
    internal static double CalibrationErrorOf(ReadOnlySpan<double> chances, ReadOnlySpan<bool> labels)
    {
        if (chances.Length != labels.Length || chances.IsEmpty)
        {
            throw new ArgumentException($"There are {chances.Length} chances for {labels.Length} labels; give one for each, and one or more.", nameof(chances));
        }

        const int Bins = 10;
        var surplus = new double[Bins];         // Σ (chance − label) of each bin
        for (var i = 0; i < chances.Length; i++)
        {
            if (chances[i] is not (>= 0 and <= 1))
            {
                throw new ArgumentException($"Chance {i} is {chances[i]}; chances lie between 0 and 1.", nameof(chances));
            }

            surplus[Math.Min((int)(chances[i] * Bins), Bins - 1)] += chances[i] - (labels[i] ? 1 : 0);
        }

        return surplus.Sum(Math.Abs) / chances.Length;
    }
}
