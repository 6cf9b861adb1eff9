namespace ZetDard.Recommenders;

/// <summary>
/// Keeps the values that were asked for last. A value is made once, also when several ask for it at the same time. Safe for concurrent
/// use.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, Lazy<TValue> Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, Lazy<TValue> Value)> _newestFirst = new();
    private readonly Lock _lock = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _nodes.Count;
            }
        }
    }

    public TValue GetOrAdd(TKey key, Func<TValue> make)
    {
        LinkedListNode<(TKey Key, Lazy<TValue> Value)>? node;
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out node))
            {
                _newestFirst.Remove(node);
            }
            else
            {
                _nodes[key] = node = new((key, new(make)));
                if (_nodes.Count > capacity)
                {
                    _nodes.Remove(_newestFirst.Last!.Value.Key);
                    _newestFirst.RemoveLast();
                }
            }

            _newestFirst.AddFirst(node);
        }

        try
        {
            return node.Value.Value.Value;      // outside the lock: other values are made meanwhile
        }
        catch
        {
            lock (_lock)
            {
                if (_nodes.TryGetValue(key, out var current) && current == node)
                {
                    _nodes.Remove(key);         // the next call tries again
                    _newestFirst.Remove(node);
                }
            }

            throw;
        }
    }
}
