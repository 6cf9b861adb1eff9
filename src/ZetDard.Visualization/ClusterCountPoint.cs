namespace ZetDard.Visualization;

/// <summary>What one number of clusters gives.</summary>
/// <param name="ClusterCount">The number of clusters.</param>
/// <param name="Inertia">The sum of the squared distances from the centres, finite.</param>
/// <param name="Silhouette">The silhouette, −1 … 1; <see langword="null"/> where it is not defined.</param>
public readonly record struct ClusterCountPoint(int ClusterCount, double Inertia, double? Silhouette = null);
