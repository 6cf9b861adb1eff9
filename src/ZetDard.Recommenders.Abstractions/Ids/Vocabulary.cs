using System.Collections;

namespace ZetDard.Recommenders;

/// <summary>Maps keys to dense indices 0 … <see cref="Count"/> − 1 and back. Immutable and safe for concurrent use.</summary>
/// <typeparam name="TKey">The key, usually an id.</typeparam>
/// <remarks>
/// Ids are turned into indices once, where data is read, and indices into ids once, where results are returned; all computation in
/// between uses indices.
/// </remarks>
public sealed class Vocabulary<TKey> : IReadOnlyList<TKey>
    where TKey : notnull
{
    private readonly TKey[] _keys;
    private readonly Dictionary<TKey, int> _indexOf;

    /// <summary>Makes a vocabulary whose indices follow the order of <paramref name="keys"/>.</summary>
    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    public Vocabulary(IEnumerable<TKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = [.. keys];
        _indexOf = new Dictionary<TKey, int>(_keys.Length);
        for (var index = 0; index < _keys.Length; index++)
        {
            if (!_indexOf.TryAdd(_keys[index], index))
            {
                throw new ArgumentException(
                    $"The key {_keys[index]} occurs twice, at index {_indexOf[_keys[index]]} and {index}; a vocabulary needs distinct keys.",
                    nameof(keys));
            }
        }
    }

    /// <summary>How many keys there are.</summary>
    public int Count => _keys.Length;

    /// <summary>The keys in the order of their indices.</summary>
    public ReadOnlySpan<TKey> Keys => _keys;

    /// <summary>The key at an index.</summary>
    /// <exception cref="IndexOutOfRangeException"><paramref name="index"/> is not in 0 … <see cref="Count"/> − 1.</exception>
    public TKey this[int index] => _keys[index];

    /// <summary>The index of a key, or −1 where the vocabulary does not have the key.</summary>
    public int IndexOf(TKey key) => _indexOf.TryGetValue(key, out var index) ? index : -1;

    /// <summary>Whether the vocabulary has a key.</summary>
    public bool Contains(TKey key) => _indexOf.ContainsKey(key);

    /// <inheritdoc/>
    public IEnumerator<TKey> GetEnumerator() => ((IEnumerable<TKey>)_keys).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
