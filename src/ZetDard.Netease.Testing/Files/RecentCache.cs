namespace ZetDard.Netease.Testing;

/// <summary>
/// A cache of the most recently used values, up to a maximum number. Each value is made once, however many callers request it at
/// the same time; callers of other values do not wait for it.
/// </summary>
internal sealed class RecentCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, Lazy<TValue> Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, Lazy<TValue> Value)> _order = [];       // the most recently used first

    public TValue GetOrAdd<TState>(TKey key, Func<TKey, TState, TValue> make, TState state)
    {
        Lazy<TValue> value;
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                _order.Remove(node);
                _order.AddFirst(node);
            }
            else
            {
                _nodes[key] = node = _order.AddFirst((key, new Lazy<TValue>(() => make(key, state))));
                if (_nodes.Count > capacity)
                {
                    _nodes.Remove(_order.Last!.Value.Key);
                    _order.RemoveLast();
                }
            }

            value = node.Value.Value;
        }

        return value.Value;
    }
}
