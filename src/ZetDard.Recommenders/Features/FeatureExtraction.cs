namespace ZetDard.Recommenders;

/// <summary>The result of <see cref="FeatureExtractionExtensions.ExtractAsync{TKey, TSource}"/>.</summary>
/// <typeparam name="TKey">The key of an item, usually an id.</typeparam>
/// <param name="Table">The features of the items that could be read, in the order of the source.</param>
/// <param name="Failures">The other items with the reasons, in the order of the source.</param>
/// <param name="CachedCount">The number of rows of the table that came from the cache.</param>
public sealed record FeatureExtraction<TKey>(FeatureTable<TKey> Table, IReadOnlyList<FeatureFailure<TKey>> Failures, int CachedCount)
    where TKey : notnull
{
    /// <summary>
    /// The last reason why features could not be stored in the cache; <see langword="null"/> if all were stored, or there is no cache. The
    /// table is complete in any case.
    /// </summary>
    public string? CacheProblem { get; init; }
}
