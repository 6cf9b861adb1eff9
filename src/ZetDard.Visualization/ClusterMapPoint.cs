namespace ZetDard.Visualization;

/// <summary>One point of a cluster map.</summary>
/// <param name="X">Its place from left to right, finite; such as its first principal component.</param>
/// <param name="Y">Its place from bottom to top, finite; such as its second principal component.</param>
/// <param name="Cluster">Its cluster, 0 or more: colour and form.</param>
/// <param name="Label">
/// Its name, in any script; <see langword="null"/> for none. Points with names stand out; a name is left out where there is no room for it.
/// </param>
public readonly record struct ClusterMapPoint(double X, double Y, int Cluster, string? Label = null);
