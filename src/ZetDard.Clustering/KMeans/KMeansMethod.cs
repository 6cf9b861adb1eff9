namespace ZetDard.Clustering;

/// <summary>How k-means looks for its clusters.</summary>
public enum KMeansMethod
{
    /// <summary>All rows in every round, exactly (Lloyd 1982): the better clusters.</summary>
    Lloyd,

    /// <summary>A random batch of rows in every round (Sculley 2010): for more rows than there is time for.</summary>
    MiniBatch,
}
