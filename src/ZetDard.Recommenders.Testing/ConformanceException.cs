namespace ZetDard.Recommenders.Testing;

/// <summary>Thrown when a recommender, classifier, clusterer, learner or extractor breaks promises; lists all of them.</summary>
public sealed class ConformanceException : Exception
{
    internal ConformanceException(string subject, IReadOnlyList<string> broken)
        : base(
            $"{subject} breaks {broken.Count} promises of its contract:{string.Concat(broken.Select(promise => $"{Environment.NewLine}- {promise}"))}") =>
        Broken = broken;

    /// <summary>The broken promises, each with what was seen.</summary>
    public IReadOnlyList<string> Broken { get; }
}
