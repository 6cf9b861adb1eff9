namespace ZetDard.Recommenders;

/// <summary>Says to which cluster a row of features belongs. Trained, immutable and safe for concurrent use.</summary>
public interface IClusterer
{
    /// <summary>How many clusters there are; a cluster is a number 0 … <see cref="ClusterCount"/> − 1, and none is empty.</summary>
    int ClusterCount { get; }

    /// <summary>The cluster of each row that was learned from, in their order.</summary>
    IReadOnlyList<int> Assignments { get; }

    /// <summary>The cluster of a row; that of <see cref="Assignments"/> for one that was learned from.</summary>
    /// <exception cref="ArgumentException">The row has other features than those learned from; the message names the first.</exception>
    int Assign(FeatureRow row);
}
