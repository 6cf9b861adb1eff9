namespace ZetDard.Recommenders;

/// <summary>Makes sources of items.</summary>
public static class ItemSource
{
    /// <summary>A source of items that are in memory.</summary>
    /// <param name="items">The items.</param>
    /// <param name="contentKey">Gives a text that is equal for equal content only, so that features can be cached; nothing is cached where it is <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    public static IItemSource<TKey, TSource> From<TKey, TSource>(IEnumerable<KeyValuePair<TKey, TSource>> items, Func<TSource, string>? contentKey = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(items);
        KeyValuePair<TKey, TSource>[] all = [.. items];
        return new Memory<TKey, TSource>(new(all.Select(item => item.Key)), Array.ConvertAll(all, item => item.Value), contentKey);
    }

    private sealed class Memory<TKey, TSource>(Vocabulary<TKey> keys, TSource[] values, Func<TSource, string>? contentKey) : IItemSource<TKey, TSource>
        where TKey : notnull
    {
        public IReadOnlyCollection<TKey> Items => keys;

        public ValueTask<TSource> ReadAsync(TKey item, CancellationToken cancellationToken = default) => new(ValueOf(item));

        public ValueTask<string?> ContentKeyAsync(TKey item, CancellationToken cancellationToken = default) => new(contentKey?.Invoke(ValueOf(item)));

        private TSource ValueOf(TKey item) => keys.IndexOf(item) is >= 0 and var index ? values[index] : throw new ArgumentException($"There is no item {item} here.", nameof(item));
    }
}
