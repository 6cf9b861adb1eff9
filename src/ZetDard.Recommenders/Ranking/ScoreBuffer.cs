using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;

namespace ZetDard.Recommenders;

/// <summary>
/// A rented buffer of scores, one for each item, all 0 at first. It remembers which scores were touched, so that ranking and returning it
/// take time for the touched scores only, not for all items.
/// </summary>
/// <remarks>
/// Touched scores are remembered in blocks of 16, one bit for each block. From one addition for 128 scores on, where scanning all is as
/// fast, or once <see cref="Span"/> was taken, all count as touched. A buffer belongs to one thread. Dispose it to give it back; it must
/// not be used afterwards.
/// </remarks>
public sealed class ScoreBuffer : IDisposable
{
    /// <summary>Scores in a block: a cache line.</summary>
    internal const int BlockSize = 16;

    /// <summary>Scores whose blocks' bits share a word.</summary>
    internal const int WordSize = 64 * BlockSize;

    // Measured with additions at random places, ranking and clearing included, on 20,000 to 2 million scores: from one addition for 128
    // scores on a scan of all is as fast as marking, at one for 32 more than twice as fast.
    private const int ScoresPerAdditionWhenWhole = 128;

    private const int PrefetchDistance = 8;

    private ScorePool.Storage? _storage;
    private long _additionCount;
    private bool _isWhole;

    private ScoreBuffer(ScorePool.Storage storage, int length)
    {
        _storage = storage;
        Length = length;
    }

    /// <summary>Number of scores.</summary>
    public int Length { get; }

    /// <summary>All scores, by item index, to read and to write. Taking it touches all.</summary>
    public Span<float> Span
    {
        get
        {
            _isWhole = true;
            return Scores;
        }
    }

    /// <summary>All scores, by item index, to read.</summary>
    public ReadOnlySpan<float> Values => Scores;

    /// <summary>
    /// The runs of adjacent indices that were touched, ascending; every score outside them is 0. They are read while enumerating: touch
    /// nothing new meanwhile.
    /// </summary>
    public ScoreRuns Touched => new(_isWhole ? [] : Marks, Length);

    /// <summary>The scores without touching them; only what is touched already may be changed.</summary>
    internal Span<float> Scores => Rented.Scores.AsSpan(0, Length);

    /// <summary>The array that holds the scores, which may be longer than they are.</summary>
    internal float[] Array => Rented.Scores;

    /// <summary>The number of words, which hold <see cref="WordSize"/> scores each, the last one fewer.</summary>
    internal int WordCount => (Length + WordSize - 1) / WordSize;

    private Span<ulong> Marks => Rented.Marks.AsSpan(0, WordCount);

    private ScorePool.Storage Rented
    {
        get
        {
            ObjectDisposedException.ThrowIf(_storage is null, this);
            return _storage;
        }
    }

    /// <summary>One score. Setting it touches it.</summary>
    /// <param name="index">0 … <see cref="Length"/> − 1.</param>
    public float this[int index]
    {
        get => Scores[index];
        set
        {
            Scores[index] = value;
            Mark(Rented.Marks, index);
        }
    }

    /// <summary>Rents a buffer of <paramref name="length"/> zeros.</summary>
    public static ScoreBuffer Rent(int length) => new(ScorePool.Rent(length), length);

    /// <summary>Adds <paramref name="score"/> to the score of each of <paramref name="indices"/>.</summary>
    public void Add(ReadOnlySpan<int> indices, float score)
    {
        var scores = Scores;
        if (IsWholeAfter(indices.Length))
        {
            foreach (var index in indices)
            {
                scores[index] += score;
            }
        }
        else
        {
            var marks = Marks;
            foreach (var index in indices)
            {
                scores[index] += score;
                Mark(marks, index);
            }
        }
    }

    /// <summary>Adds <paramref name="scale"/> times the weight beside it to the score of each of <paramref name="indices"/>.</summary>
    /// <param name="indices">Which scores.</param>
    /// <param name="weights">A weight for each of <paramref name="indices"/>.</param>
    /// <param name="scale">The same for all.</param>
    public void Add(ReadOnlySpan<int> indices, ReadOnlySpan<float> weights, float scale)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, indices.Length, nameof(weights));
        var scores = Scores;
        if (IsWholeAfter(indices.Length))
        {
            for (var i = 0; i < indices.Length; i++)
            {
                scores[indices[i]] += scale * weights[i];
            }
        }
        else
        {
            var marks = Marks;
            for (var i = 0; i < indices.Length; i++)
            {
                scores[indices[i]] += scale * weights[i];
                Mark(marks, indices[i]);
            }
        }
    }

    /// <summary>
    /// Adds to the scores of each row's columns the score beside the row, row after row. Fetches rows ahead, which pays where a matrix is
    /// larger than the caches.
    /// </summary>
    /// <param name="matrix">Its columns are the items of this buffer.</param>
    /// <param name="rows">Which rows of <paramref name="matrix"/>.</param>
    /// <param name="rowScores">What each of <paramref name="rows"/> adds.</param>
    public void Add(CsrMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> rowScores)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rowScores.Length, rows.Length, nameof(rowScores));
        for (var i = 0; i < rows.Length; i++)
        {
            if (i + PrefetchDistance < rows.Length)
            {
                Prefetch(matrix.Row(rows[i + PrefetchDistance]));
            }

            Add(matrix.Row(rows[i]), rowScores[i]);
        }
    }

    /// <summary>Multiplies each score by <paramref name="scale"/>, then by its own factor where there are factors.</summary>
    /// <param name="scale">The same for all; finite, so that what is 0 stays 0.</param>
    /// <param name="factors">One for each score, finite; empty for none.</param>
    public void Multiply(float scale, ReadOnlySpan<float> factors = default)
    {
        if (!factors.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(factors.Length, Length, nameof(factors));
        }

        foreach (var (start, end) in Touched)
        {
            var scores = Scores[start..end];
            TensorPrimitives.Multiply(scores, scale, scores);
            if (!factors.IsEmpty)
            {
                TensorPrimitives.Multiply(scores, factors[start..end], scores);
            }
        }
    }

    /// <summary>The scores of a word.</summary>
    internal ReadOnlySpan<float> Word(int word) => Scores[(word * WordSize)..Math.Min((word + 1) * WordSize, Length)];

    /// <summary>Whether a score of a word was touched; otherwise all of them are 0.</summary>
    internal bool IsTouched(int word) => _isWhole || Marks[word] != 0;

    /// <summary>The scores of a word, to be written. Touches all of them.</summary>
    internal Span<float> Touch(int word)
    {
        Marks[word] = ulong.MaxValue;
        return Scores[(word * WordSize)..Math.Min((word + 1) * WordSize, Length)];
    }

    /// <summary>Clears what was touched and gives the buffer back.</summary>
    public void Dispose()
    {
        if (_storage is { } storage)
        {
            foreach (var (start, end) in Touched)
            {
                storage.Scores.AsSpan(start, end - start).Clear();
            }

            Marks.Clear();
            _storage = null;
            ScorePool.Return(storage);
        }
    }

    private static unsafe void Prefetch(ReadOnlySpan<int> row)
    {
        if (Sse.IsSupported)
        {
            fixed (int* columns = row)
            {
                for (var ahead = 0; ahead < row.Length; ahead += BlockSize)
                {
                    Sse.Prefetch0(columns + ahead);
                }
            }
        }
    }

    private bool IsWholeAfter(int additionCount)
    {
        _additionCount += additionCount;
        return _isWhole |= _additionCount * ScoresPerAdditionWhenWhole > Length;
    }

    private static void Mark(Span<ulong> marks, int index) => marks[(int)((uint)index / WordSize)] |= 1UL << (int)((uint)index / BlockSize);
}
