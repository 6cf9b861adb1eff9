namespace ZetDard.Recommenders;

/// <summary>One line of a list of nearest rows.</summary>
/// <typeparam name="TKey">The key of a row.</typeparam>
/// <param name="Key">The row that is near.</param>
/// <param name="Score">
/// Its <see cref="Similarity"/>; higher is nearer, finite. Double precision: features near the largest float do not overflow it.
/// </param>
public readonly record struct Neighbour<TKey>(TKey Key, double Score)
    where TKey : notnull;
