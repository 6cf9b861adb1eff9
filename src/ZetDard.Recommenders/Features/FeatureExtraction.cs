namespace ZetDard.Recommenders;

/// <summary>What <see cref="FeatureExtractionExtensions.ExtractAsync{TKey, TSource}"/> computed.</summary>
/// <typeparam name="TKey">The key of an item, usually an id.</typeparam>
/// <param name="Table">The features of every item that could be read, in the order of the source.</param>
/// <param name="Failures">The others, with reasons, in the order of the source.</param>
/// <param name="CachedCount">How many rows of the table came from the cache.</param>
public sealed record FeatureExtraction<TKey>(FeatureTable<TKey> Table, IReadOnlyList<FeatureFailure<TKey>> Failures, int CachedCount)
    where TKey : notnull
{
    /// <summary>Why features could not be kept in the cache, the last reason; <see langword="null"/> where they were, or none was asked for. The table is whole all the same.</summary>
    public string? CacheProblem { get; init; }
}
