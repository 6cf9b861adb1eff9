using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>One metric of one model.</summary>
/// <param name="Name">Such as <c>recall</c>.</param>
/// <param name="K">
/// The length of the lists that were measured; <see langword="null"/> for a metric that has none, such as <c>auc</c>.
/// </param>
/// <param name="Value">
/// The mean over the cases that have a value (of the AUC over their pairs); of <c>coverage</c> the share itself.
/// </param>
/// <param name="Values">
/// One value for each case, in the order of the cases; <see langword="null"/> where the metric says nothing of a case, such as novelty of
/// an empty list. Empty for <c>coverage</c>, which belongs to all lists together.
/// </param>
/// <param name="Interval">
/// The 95 % bootstrap interval of <paramref name="Value"/>; <see langword="null"/> where there are no values by case.
/// </param>
public sealed record MetricResult(string Name, int? K, double Value, IReadOnlyList<double?> Values, Interval? Interval)
{
    /// <summary>Name and length, such as <c>recall@10</c>.</summary>
    public string Label => LabelOf(Name, K);

    /// <summary>
    /// How many values were averaged for each case, where that differs (the pairs of a user's AUC); else <see langword="null"/>.
    /// </summary>
    internal IReadOnlyList<double>? Weights { get; init; }

    /// <summary>Such as <c>recall@10 0.0546 [0.0459 … 0.0634]</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Label} {Value:F4}{(Interval is { } interval ? $" [{interval}]" : "")}");

    internal static string LabelOf(string name, int? k) => k is null ? name : string.Create(CultureInfo.InvariantCulture, $"{name}@{k}");
}
