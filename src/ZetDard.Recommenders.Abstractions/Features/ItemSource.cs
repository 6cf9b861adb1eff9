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
        var keys = new Vocabulary<TKey>(all.Select(item => item.Key));
        return new FunctionSource<TKey, TSource>(keys, (item, _) => new(all[keys.IndexOf(item)].Value));
    }

    /// <summary>A source that reads each item when it is asked for.</summary>
    /// <param name="items">The items, distinct, in the order that tables made of them get.</param>
    /// <param name="read">
    /// Reads one of them; called from any thread, and again each time the item is asked for. See
    /// <see cref="IItemSource{TKey, TSource}.ReadAsync"/> for what it may throw.
    /// </param>
    /// <exception cref="ArgumentException">An item occurs twice.</exception>
    public static IItemSource<TKey, TSource> From<TKey, TSource>(
        IEnumerable<TKey> items, Func<TKey, CancellationToken, ValueTask<TSource>> read)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(read);
        return new FunctionSource<TKey, TSource>(items as Vocabulary<TKey> ?? new(items), read);
    }

    private sealed class FunctionSource<TKey, TSource>(
        Vocabulary<TKey> items, Func<TKey, CancellationToken, ValueTask<TSource>> read) : IItemSource<TKey, TSource>
        where TKey : notnull
    {
        public Vocabulary<TKey> Items => items;

        public ValueTask<TSource> ReadAsync(TKey item, CancellationToken cancellationToken = default) =>
            items.Contains(item)
                ? read(item, cancellationToken)
                : throw new ArgumentException($"There is no item {item} here.", nameof(item));
    }
}
