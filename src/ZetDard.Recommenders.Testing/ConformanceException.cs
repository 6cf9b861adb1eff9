namespace ZetDard.Recommenders.Testing;

/// <summary>Thrown when a recommender breaks promises; lists all of them.</summary>
public sealed class ConformanceException : Exception
{
    internal ConformanceException(string subject, IReadOnlyList<string> broken)
        : base($"{subject} breaks {broken.Count} of the promises of a recommender:{string.Concat(broken.Select(promise => $"{Environment.NewLine}- {promise}"))}") =>
        Broken = broken;

    /// <summary>The broken promises, each with what was seen.</summary>
    public IReadOnlyList<string> Broken { get; }
}
