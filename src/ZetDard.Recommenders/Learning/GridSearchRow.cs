using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>How good a candidate of a grid search is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scores">The measure on each fold.</param>
public sealed record GridSearchRow(string Name, IReadOnlyList<double> Scores)
{
    /// <summary>The mean over the folds.</summary>
    public double Mean => Scores.Average();

    /// <summary>The standard deviation over the folds (n − 1).</summary>
    public double Deviation => Math.Sqrt(Scores.Sum(score => (score - Mean) * (score - Mean)) / (Scores.Count - 1));

    /// <summary>The name, the mean and the deviation.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Mean:F4} ± {Deviation:F4}");
}
