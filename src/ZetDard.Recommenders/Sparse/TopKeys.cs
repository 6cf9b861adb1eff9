using System.Runtime.CompilerServices;

namespace ZetDard.Recommenders;

/// <summary>Keeps the k greatest of the keys that it is offered (<see cref="TopKey"/>, of scores above 0). Not safe for
/// concurrent use.</summary>
/// <remarks>Keys gather in a buffer; when it is full, a quickselect keeps the best k and raises <see cref="Floor"/> to the
/// smallest of them.</remarks>
internal sealed class TopKeys
{
    private readonly ulong[] _keys;
    private int _count;

    /// <param name="k">How many to keep, 1 or more.</param>
    /// <param name="capacity">Minimum size of the buffer; a larger one needs fewer selections.</param>
    public TopKeys(int k, int capacity)
    {
        K = k;
        _keys = new ulong[Math.Max(capacity, checked(2 * k))];
    }

    /// <summary>How many are kept.</summary>
    public int K { get; }

    /// <summary>Keys below it are not wanted. Offer none.</summary>
    public ulong Floor { get; private set; }

    /// <summary>How many keys there are, at most the size of the buffer.</summary>
    public int Count => _count;

    /// <summary>Forgets all keys; from now on only scores above 0 of <paramref name="threshold"/> or more are wanted.</summary>
    public void Reset(float threshold)
    {
        _count = 0;
        Floor = TopKey.Below(Math.Max(threshold, float.Epsilon));
    }

    /// <summary>Takes a key that is not below <see cref="Floor"/>. Returns whether the floor rose.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(ulong key)
    {
        _keys[_count++] = key;
        return _count == _keys.Length && Shrink();
    }

    /// <summary>The best k keys, or all where there are fewer, in ascending order. Valid until the next call.</summary>
    public ReadOnlySpan<ulong> Sorted()
    {
        if (_count > K)
        {
            SelectGreatest(_keys.AsSpan(0, _count), K);
            _count = K;
        }

        var keys = _keys.AsSpan(0, _count);
        keys.Sort();
        return keys;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Shrink()
    {
        SelectGreatest(_keys, K);
        _count = K;
        var least = ulong.MaxValue;
        foreach (var key in _keys.AsSpan(0, K))
        {
            least = Math.Min(least, key);
        }

        Floor = least;
        return true;
    }

    /// <summary>Quickselect (Hoare 1961): moves the <paramref name="k"/> greatest keys to the front, in any order.</summary>
    private static void SelectGreatest(Span<ulong> keys, int k)
    {
        var (low, high) = (0, keys.Length - 1);
        while (low < high)
        {
            var pivot = MedianOf3(keys[low], keys[low + ((high - low) / 2)], keys[high]);
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (keys[left] > pivot)
                {
                    left++;
                }

                while (keys[right] < pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (keys[left], keys[right]) = (keys[right], keys[left]);
                    left++;
                    right--;
                }
            }

            // Now low … right are at least the pivot, left … high at most, and what is between them equals it.
            if (k - 1 <= right)
            {
                high = right;
            }
            else if (k - 1 >= left)
            {
                low = left;
            }
            else
            {
                return;
            }
        }
    }

    private static ulong MedianOf3(ulong a, ulong b, ulong c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
