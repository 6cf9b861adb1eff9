namespace ZetDard.Clustering;

/// <summary>What one number of clusters gives.</summary>
/// <param name="ClusterCount">The number that was asked for.</param>
/// <param name="Inertia">The sum of the squared distances of the rows from their centres; falls as the number rises.</param>
/// <param name="Silhouette">
/// The silhouette of the sample; <see langword="null"/> where it is not defined: for one cluster, or for as many as the sample has rows.
/// </param>
public sealed record ClusterCountRow(int ClusterCount, double Inertia, double? Silhouette);
