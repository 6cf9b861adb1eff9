using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZetDard.Recommenders;

/// <summary>The fast version of the top n items of many users: the same bits as <see cref="NeighbourScoringReference"/>, for any
/// number of threads.</summary>
/// <remarks>
/// User by user, lists are added into a dense accumulator, known items set to 0, and a SIMD pass takes what may belong to the
/// best n and leaves zeros behind.
/// Where the lists are short beside the number of columns, the additions mark the cache lines that they touch and the pass visits
/// only these:
/// time then follows the entries, not users × columns.
/// </remarks>
internal static unsafe class NeighbourScoringKernel
{
    private const int LineSize = 16;                    // scores in a cache line of 64 bytes
    private const int LinesPerWord = sizeof(ulong);     // marks are bytes, and looked at 8 together
    private const int PrefetchDistance = 2;

    /// <summary>A user whose entries times this are fewer than the columns marks lines instead of passing over all.</summary>
    private const int PassSpeed = 8;

    public static NeighbourLists TopItems(
        NeighbourLists neighbours, CsrMatrix histories, int[]? users, int n, int threadCount, IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var bounds = NeighbourScoringReference.Bounds(neighbours, histories, users, n);
        var rowCount = bounds.Length;
        var longest = rowCount == 0 ? 1 : Math.Max(1, bounds.Max());
        var builder = new NeighbourListsBuilder(histories.ColumnCount, bounds);
        Workers.Run(
            rowCount, 16, threadCount, "scores", progress,
            () => new UserWorker(neighbours, longest),
            (worker, row) => builder.Set(row, worker.Row(histories.Row(users is null ? row : users[row]))),
            cancellationToken);
        return builder.Build();
    }

    /// <summary>Scores users; one for each thread.</summary>
    private sealed class UserWorker
    {
        private readonly NeighbourLists _neighbours;
        private readonly int _wordCount;                // columns, in whole words of lines
        private readonly float[] _memory;               // keeps _scores alive
        private readonly float* _scores;                // all 0 between users; aligned to lines
        private readonly ulong[] _marks;                // a byte for each line, all 0 between users
        private readonly TopKeys _top;

        public UserWorker(NeighbourLists neighbours, int n)
        {
            const int WordSize = LinesPerWord * LineSize;
            _neighbours = neighbours;
            _wordCount = (neighbours.ColumnCount + WordSize - 1) / WordSize;
            _memory = GC.AllocateArray<float>((_wordCount * WordSize) + LineSize, pinned: true);
            _scores = (float*)(((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)) + (LineSize * sizeof(float)) - 1) & -(LineSize * sizeof(float)));
            _marks = GC.AllocateArray<ulong>(_wordCount, pinned: true);
            _top = new TopKeys(n, 64);
        }

        /// <summary>The keys of a user's best items, ascending. Valid until the next call.</summary>
        public ReadOnlySpan<ulong> Row(ReadOnlySpan<int> history)
        {
            var entryCount = 0L;
            foreach (var item in history)
            {
                entryCount += _neighbours.Neighbours(item).Length;
            }

            var mark = entryCount * PassSpeed < _neighbours.ColumnCount;
            Add(history, mark);
            foreach (var item in history)
            {
                _scores[item] = 0;
            }

            _top.Reset(0);
            if (mark)
            {
                TakeAndClearMarked();
            }
            else
            {
                TakeAndClearAll();
            }

            return _top.Sorted();
        }

        private void Add(ReadOnlySpan<int> history, bool mark)
        {
            var marks = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_marks));
            fixed (int* offsets = _neighbours.Offsets, columns = _neighbours.Columns)
            fixed (float* weights = _neighbours.Values)
            {
                for (var i = 0; i < history.Length; i++)
                {
                    if (Sse.IsSupported && i + PrefetchDistance < history.Length)
                    {
                        var item = history[i + PrefetchDistance];
                        for (var ahead = offsets[item]; ahead < offsets[item + 1]; ahead += LineSize)
                        {
                            Sse.Prefetch0(columns + ahead);
                            Sse.Prefetch0(weights + ahead);
                        }
                    }

                    var (start, end) = (offsets[history[i]], offsets[history[i] + 1]);
                    if (mark)
                    {
                        AddListAndMark(columns + start, columns + end, weights + start, _scores, marks);
                    }
                    else
                    {
                        AddList(columns + start, columns + end, weights + start, _scores);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void AddList(int* columns, int* end, float* weights, float* scores)
        {
            for (; columns + 4 <= end; columns += 4, weights += 4)
            {
                scores[(uint)columns[0]] += weights[0];
                scores[(uint)columns[1]] += weights[1];
                scores[(uint)columns[2]] += weights[2];
                scores[(uint)columns[3]] += weights[3];
            }

            for (; columns < end; columns++, weights++)
            {
                scores[(uint)*columns] += *weights;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void AddListAndMark(int* columns, int* end, float* weights, float* scores, byte* marks)
        {
            for (; columns < end; columns++, weights++)
            {
                var column = (uint)*columns;
                scores[column] += *weights;
                marks[column / LineSize] = 1;
            }
        }

        // Below, scores are compared as the integers of their bits: above 0 the two orders are the same, and a negative score is
        // a negative integer.
        // Only bits above `below` may still belong to the best n; it starts at 0 and rises with the floor of the keys.

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void TakeAndClearAll()
        {
            var below = Vector256<int>.Zero;
            var count = _wordCount * LinesPerWord * LineSize;
            for (var first = 0; first < count; first += 2 * LineSize)
            {
                var scores = (int*)_scores + first;
                var a = Vector256.LoadAligned(scores);
                var b = Vector256.LoadAligned(scores + 8);
                var c = Vector256.LoadAligned(scores + 16);
                var d = Vector256.LoadAligned(scores + 24);
                Vector256<int>.Zero.StoreAligned(scores);
                Vector256<int>.Zero.StoreAligned(scores + 8);
                Vector256<int>.Zero.StoreAligned(scores + 16);
                Vector256<int>.Zero.StoreAligned(scores + 24);
                if (Vector256.GreaterThanAny(Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d)), below))
                {
                    below = Take(a, first, below);
                    below = Take(b, first + 8, below);
                    below = Take(c, first + 16, below);
                    below = Take(d, first + 24, below);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void TakeAndClearMarked()
        {
            var below = Vector256<int>.Zero;
            for (var word = 0; word < _marks.Length; word++)
            {
                for (var marks = _marks[word]; marks != 0; marks &= marks - 1)
                {
                    var byteIndex = BitOperations.TrailingZeroCount(marks) / 8;
                    var line = (word * LinesPerWord) + (BitConverter.IsLittleEndian ? byteIndex : LinesPerWord - 1 - byteIndex);
                    var first = line * LineSize;
                    var scores = (int*)_scores + first;
                    var a = Vector256.LoadAligned(scores);
                    var b = Vector256.LoadAligned(scores + 8);
                    Vector256<int>.Zero.StoreAligned(scores);
                    Vector256<int>.Zero.StoreAligned(scores + 8);
                    if (Vector256.GreaterThanAny(Vector256.Max(a, b), below))
                    {
                        below = Take(a, first, below);
                        below = Take(b, first + 8, below);
                    }
                }

                _marks[word] = 0;
            }
        }

        private Vector256<int> Take(Vector256<int> scores, int first, Vector256<int> below)
        {
            for (var hits = Vector256.GreaterThan(scores, below).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                var lane = BitOperations.TrailingZeroCount(hits);
                var key = TopKey.Of(BitConverter.Int32BitsToSingle(scores.GetElement(lane)), first + lane);
                if (key >= _top.Floor && _top.Add(key))
                {
                    below = Vector256.Create(BitConverter.SingleToInt32Bits(TopKey.Score(_top.Floor)) - 1);
                }
            }

            return below;
        }
    }
}
