namespace ZetDard.Clustering;

/// <summary>Where k-means begins.</summary>
public enum KMeansInitialization
{
    /// <summary>
    /// Rows that are far from each other: greedy k-means++ (Arthur and Vassilvitskii 2007), of 2 + ⌊ln k⌋ candidates a step the one that
    /// lowers the inertia most, as scikit-learn does.
    /// </summary>
    KMeansPlusPlus,

    /// <summary>Random rows: faster to choose, and usually worse.</summary>
    RandomRows,
}
