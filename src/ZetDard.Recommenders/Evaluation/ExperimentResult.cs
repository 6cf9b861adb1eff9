namespace ZetDard.Recommenders;

/// <summary>Several models, measured on the same cases. Prints itself as a table.</summary>
/// <typeparam name="TItem">The id type of what was recommended.</typeparam>
/// <param name="Cases">Who was measured: those with something to find.</param>
/// <param name="Models">One result a model, in the order of the call.</param>
public sealed record ExperimentResult<TItem>(IReadOnlyList<RankingCase<TItem>> Cases, IReadOnlyList<ModelResult> Models)
    where TItem : struct, IId<TItem>
{
    /// <summary>What was measured: lengths, and seed and resamples of the intervals.</summary>
    public ExperimentOptions Options { get; init; } = new();

    /// <summary>How the metrics are defined, in a few lines for a report; the table ends with them.</summary>
    public IReadOnlyList<string> Conventions { get; init; } = [];

    /// <summary>The result of a model.</summary>
    /// <exception cref="KeyNotFoundException">There is no model of that name; the message says which there are.</exception>
    public ModelResult this[string model] => Models.FirstOrDefault(one => one.Name == model)
        ?? throw new KeyNotFoundException($"There is no model '{model}'. There are: {string.Join(", ", Models.Select(one => one.Name))}.");

    /// <summary>The index of a user's case, which is also the index of their values in every metric.</summary>
    /// <exception cref="KeyNotFoundException">The user has no case.</exception>
    public int CaseOf(UserId user)
    {
        for (var i = 0; i < Cases.Count; i++)
        {
            if (Cases[i].User == user)
            {
                return i;
            }
        }

        throw new KeyNotFoundException($"User {user.Value} has none of the {Cases.Count} cases; users without test items are left out.");
    }

    /// <summary>
    /// How much better one model is than another on a metric, case by case: far more certain than two intervals side by side.
    /// </summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="baseline">The name of the model whose values are subtracted.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="k">Its length, where it has one.</param>
    /// <exception cref="KeyNotFoundException">
    /// There is no such model, or one of them has no such metric; the message says what there is.
    /// </exception>
    /// <exception cref="ArgumentException">No case has a value of both.</exception>
    public PairedDifference Difference(string model, string baseline, string metric, int? k = null)
    {
        var (one, other) = (this[model][metric, k], this[baseline][metric, k]);
        var pairs = one.Values.Zip(other.Values, (a, b) => a - b)
            .Select((difference, i) => (Difference: difference, Weight: one.Weights?[i] ?? 1))
            .Where(pair => pair.Difference is not null)
            .Select(pair => (Sum: pair.Difference!.Value * pair.Weight, pair.Weight))
            .ToArray();
        if (pairs.Length == 0)
        {
            throw new ArgumentException(
                $"No case has a value of {one.Label} of both {model} and {baseline}; a metric over all lists together, such as coverage, has no difference by case.",
                nameof(metric));
        }

        double[] sums = [.. pairs.Select(pair => pair.Sum)];
        double[] weights = [.. pairs.Select(pair => pair.Weight)];
        return new(sums.Sum() / weights.Sum(), Bootstrap.OfRatio(sums, weights, Options.Seed, Options.ResampleCount), pairs.Length);
    }

    /// <summary>
    /// The table: a line a model with its metrics, their intervals and the times in seconds; what failed, and why; the conventions.
    /// </summary>
    public override string ToString()
    {
        using var text = new StringWriter { NewLine = "\n" };
        ExperimentTable.Write(text, Cases.Count, Models, Conventions);
        return text.ToString();
    }
}
