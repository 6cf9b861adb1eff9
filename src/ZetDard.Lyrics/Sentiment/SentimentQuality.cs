namespace ZetDard.Lyrics;

/// <summary>The quality of a sentiment model on sentences on which its classifier was not trained.</summary>
/// <param name="SentenceCount">The number of sentences.</param>
/// <param name="TermCount">The number of characters and pairs of characters that the model knows.</param>
/// <param name="ClassifierAccuracy">The share of sentences that the classifier alone classifies correctly.</param>
/// <param name="Accuracy">The share of sentences that the whole model classifies correctly.</param>
/// <param name="ClassifierAuc">The probability that the classifier alone scores a positive sentence above a negative one.</param>
/// <param name="Auc">The same probability for the whole model.</param>
/// <param name="CalibrationError">
/// The mean distance between predicted probability and share of positive sentences, over ten equal ranges of the probability.
/// </param>
public sealed record SentimentQuality(
    int SentenceCount,
    int TermCount,
    double ClassifierAccuracy,
    double Accuracy,
    double ClassifierAuc,
    double Auc,
    double CalibrationError)
{
    /// <summary>The expected calibration error (Naeini, Cooper and Hauskrecht 2015) with ten bins.</summary>
    /// <param name="chances">The predicted probabilities, 0 … 1.</param>
    /// <param name="labels">The true labels.</param>
    /// <exception cref="ArgumentException">
    /// The spans differ in length or are empty, or a probability is not a number from 0 to 1.
    /// </exception>
    internal static double CalibrationErrorOf(ReadOnlySpan<double> chances, ReadOnlySpan<bool> labels)
    {
        if (chances.Length != labels.Length || chances.IsEmpty)
        {
            throw new ArgumentException(
                $"There are {chances.Length} probabilities for {labels.Length} labels; give one for each, and at least one.", nameof(chances));
        }

        const int Bins = 10;
        var surplus = new double[Bins];         // Σ (probability − label) of each bin
        for (var i = 0; i < chances.Length; i++)
        {
            if (chances[i] is not (>= 0 and <= 1))
            {
                throw new ArgumentException($"Probability {i} is {chances[i]}; it must be between 0 and 1.", nameof(chances));
            }

            surplus[Math.Min((int)(chances[i] * Bins), Bins - 1)] += chances[i] - (labels[i] ? 1 : 0);
        }

        return surplus.Sum(Math.Abs) / chances.Length;
    }
}
