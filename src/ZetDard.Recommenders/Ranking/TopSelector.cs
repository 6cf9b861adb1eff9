using System.Numerics;

namespace ZetDard.Recommenders;

/// <summary>Keeps the n best of many scored indices: highest score first, ties by ascending index.</summary>
/// <remarks>
/// A pair is one 64-bit key, the score's bits in an order that sorts like the score above the complement of the index,
/// so that one comparison decides both; the keys are a binary heap whose root is the worst that is kept.
/// </remarks>
internal sealed class TopSelector(int n)
{
    private readonly ulong[] _heap = new ulong[n];
    private int _count;

    /// <summary>A score must be above this to get in; −∞ while there is room.</summary>
    public float Threshold => _count < _heap.Length ? float.NegativeInfinity : TopKey.Score(_heap[0]);

    /// <summary>
    /// Offers all scores above <paramref name="floor"/>, by ascending index; the first score's index is <paramref name="first"/>.
    /// </summary>
    public void OfferAll(ReadOnlySpan<float> scores, int first, float floor)
    {
        var index = 0;
        while (index < scores.Length)
        {
            // Most blocks hold nothing that gets in: skip them a vector at a time.
            var bar = Math.Max(floor, Threshold);
            var bars = new Vector<float>(bar);
            while (index + Vector<float>.Count <= scores.Length && !Vector.GreaterThanAny(new Vector<float>(scores[index..]), bars))
            {
                index += Vector<float>.Count;
            }

            var end = Math.Min(index + Vector<float>.Count, scores.Length);
            for (; index < end; index++)
            {
                if (scores[index] > floor)
                {
                    Offer(first + index, scores[index]);
                }
            }
        }
    }

    /// <summary>Offers one index.</summary>
    public void Offer(int index, float score)
    {
        var key = TopKey.Of(score, index);
        if (_count < _heap.Length)
        {
            var child = _count++;
            while (child > 0 && key < _heap[(child - 1) / 2])
            {
                _heap[child] = _heap[(child - 1) / 2];
                child = (child - 1) / 2;
            }

            _heap[child] = key;
        }
        else if (key > _heap[0])
        {
            SiftDown(key);
        }
    }

    /// <summary>The kept pairs, best first.</summary>
    public (int Index, float Score)[] Best()
    {
        var keys = _heap.AsSpan(0, _count).ToArray();
        Array.Sort(keys);
        Array.Reverse(keys);
        return Array.ConvertAll(keys, key => (TopKey.Index(key), TopKey.Score(key)));
    }

    private void SiftDown(ulong key)
    {
        var parent = 0;
        for (var child = 1; child < _count; child = (2 * parent) + 1)
        {
            if (child + 1 < _count && _heap[child + 1] < _heap[child])
            {
                child++;
            }

            if (key <= _heap[child])
            {
                break;
            }

            _heap[parent] = _heap[child];
            parent = child;
        }

        _heap[parent] = key;
    }
}
