using System.Numerics;

namespace ZetDard.Recommenders;

/// <summary>
/// The runs of adjacent indices of a <see cref="ScoreBuffer"/> that were touched, ascending: enumerates itself, as pairs of the first
/// index and the one after the last.
/// </summary>
public ref struct ScoreRuns
{
    private readonly ReadOnlySpan<ulong> _marks;     // a bit for each block; empty when all scores are one run
    private readonly int _length;
    private int _end;

    internal ScoreRuns(ReadOnlySpan<ulong> marks, int length)
    {
        _marks = marks;
        _length = length;
    }

    /// <summary>The current run.</summary>
    public (int Start, int End) Current { get; private set; }

    /// <summary>Lets <c>foreach</c> enumerate.</summary>
    public readonly ScoreRuns GetEnumerator() => this;

    /// <summary>Goes on to the next run.</summary>
    public bool MoveNext()
    {
        if (_end >= _length)
        {
            return false;
        }

        var start = _marks.IsEmpty ? 0 : Next(_end, ofMarked: true);
        _end = _marks.IsEmpty ? _length : Next(start, ofMarked: false);
        Current = (start, _end);
        return start < _end;
    }

    /// <summary>
    /// The first index of the next block, at or after <paramref name="index"/>, that is marked (or is not); the length where there is
    /// none.
    /// </summary>
    private readonly int Next(int index, bool ofMarked)
    {
        var skip = ~0UL << (index / ScoreBuffer.BlockSize);
        for (var word = index / ScoreBuffer.WordSize; word < _marks.Length; word++, skip = ~0UL)
        {
            var found = (ofMarked ? _marks[word] : ~_marks[word]) & skip;
            if (found != 0)
            {
                return Math.Min(_length, (word * ScoreBuffer.WordSize) + (BitOperations.TrailingZeroCount(found) * ScoreBuffer.BlockSize));
            }
        }

        return _length;
    }
}
