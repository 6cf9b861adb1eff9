using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Predicted labels beside the right ones.</summary>
/// <param name="Actual">The right label of each example.</param>
/// <param name="Predicted">The predicted label of each example, in the same order.</param>
/// <exception cref="ArgumentException">There is not one predicted label for each right one.</exception>
public sealed record ClassificationResult(IReadOnlyList<string> Actual, IReadOnlyList<string> Predicted)
{
    /// <summary>The predicted label of each example.</summary>
    public IReadOnlyList<string> Predicted { get; } = Predicted.Count == Actual.Count
        ? Predicted
        : throw new ArgumentException(
            $"There are {Predicted.Count} predicted labels of {Actual.Count} examples; give one for each.", nameof(Predicted));

    /// <summary>The share of examples with the right label, 0 … 1; NaN without examples.</summary>
    public double Accuracy =>
        Actual.Count == 0 ? double.NaN : (double)Actual.Zip(Predicted).Count(pair => pair.First == pair.Second) / Actual.Count;

    /// <summary>
    /// The mean, over the labels that occur in <see cref="Actual"/>, of F1 = 2 · precision · recall / (precision + recall), 0 … 1; a
    /// label that is never predicted has 0. NaN without examples.
    /// </summary>
    public double MacroF1 => Actual.Count == 0 ? double.NaN : Actual.Distinct().Average(label =>
    {
        var (right, said, are) = (
            Actual.Zip(Predicted).Count(pair => pair.First == label && pair.Second == label),
            Predicted.Count(one => one == label),
            Actual.Count(one => one == label));
        return 2.0 * right / (said + are);
    });

    /// <summary>The accuracy and the mean F1.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"accuracy {Accuracy:F3}, macro-F1 {MacroF1:F3}, {Actual.Count} examples");
}
