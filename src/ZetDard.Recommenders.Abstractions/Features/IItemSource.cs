namespace ZetDard.Recommenders;

/// <summary>Reads what features are computed from (waveforms, lyrics), one item at a time, when the item is asked for.</summary>
/// <typeparam name="TKey">The key of an item, usually an id.</typeparam>
/// <typeparam name="TSource">What there is of each item.</typeparam>
/// <remarks>Safe for concurrent use.</remarks>
public interface IItemSource<TKey, TSource>
    where TKey : notnull
{
    /// <summary>The items, in the order that tables made of them get.</summary>
    Vocabulary<TKey> Items { get; }

    /// <summary>Reads one item.</summary>
    /// <exception cref="IOException">The item cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// What was read is damaged, or of a kind that cannot be used; the message says what it is.
    /// </exception>
    ValueTask<TSource> ReadAsync(TKey item, CancellationToken cancellationToken = default);

    /// <summary>
    /// A text that is equal only for equal content, such as a hash of the file and of how it is read. <see langword="null"/>: nothing of
    /// the item is cached.
    /// </summary>
    ValueTask<string?> ContentKeyAsync(TKey item, CancellationToken cancellationToken = default) => new((string?)null);
}
