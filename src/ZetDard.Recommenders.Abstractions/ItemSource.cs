namespace ZetDard.Recommenders;

/// <summary>Makes sources of items.</summary>
public static class ItemSource
{
    /// <summary>A source of items that are in memory.</summary>
    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    public static IItemSource<TKey, TSource> From<TKey, TSource>(IEnumerable<KeyValuePair<TKey, TSource>> items)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(items);
        KeyValuePair<TKey, TSource>[] all = [.. items];
        return new Memory<TKey, TSource>(new(all.Select(item => item.Key)), Array.ConvertAll(all, item => item.Value));
    }

    private sealed class Memory<TKey, TSource>(Vocabulary<TKey> keys, TSource[] values) : IItemSource<TKey, TSource>
        where TKey : notnull
    {
        public IReadOnlyCollection<TKey> Items => keys;

        public ValueTask<TSource> ReadAsync(TKey item, CancellationToken cancellationToken = default) =>
            keys.IndexOf(item) is >= 0 and var index ? new(values[index]) : throw new ArgumentException($"There is no item {item} here.", nameof(item));
    }
}
