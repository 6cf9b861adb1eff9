using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZetDard.Recommenders;

/// <summary>The fast version of the top n items of many users: the same bits as <see cref="NeighbourScoringReference"/>, for any number of threads.</summary>
/// <remarks>User by user: lists are added into a dense accumulator, known items set to 0, and one SIMD pass takes what may belong to the best n and leaves zeros behind.</remarks>
internal static unsafe class NeighbourScoringKernel
{
    private const int GroupSize = 32;                   // columns looked at together
    private const int CacheLine = 64;
    private const int PrefetchLines = 7;                // of the next list; the rest comes by itself

    public static NeighbourLists TopItems(
        NeighbourLists neighbours, CsrMatrix histories, int[]? users, int n, int threadCount, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
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
        private readonly int _paddedCount;              // columns, rounded up to whole groups
        private readonly float[] _memory;               // keeps _scores alive
        private readonly float* _scores;                // all 0 between users
        private readonly TopKeys _top;

        public UserWorker(NeighbourLists neighbours, int n)
        {
            _neighbours = neighbours;
            _paddedCount = (neighbours.ColumnCount + GroupSize - 1) / GroupSize * GroupSize;
            _memory = GC.AllocateArray<float>(_paddedCount + (CacheLine / sizeof(float)), pinned: true);
            _scores = (float*)(((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)) + CacheLine - 1) & -CacheLine);
            _top = new TopKeys(n, 64);
        }

        /// <summary>The keys of a user's best items, ascending. Valid until the next call.</summary>
        public ReadOnlySpan<ulong> Row(ReadOnlySpan<int> history)
        {
            Add(history);
            foreach (var item in history)
            {
                _scores[item] = 0;
            }

            TakeAndClear();
            return _top.Sorted();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Add(ReadOnlySpan<int> history)
        {
            var scores = _scores;
            fixed (int* offsets = _neighbours.Offsets, allColumns = _neighbours.Columns)
            fixed (float* allWeights = _neighbours.Values)
            {
                for (var i = 0; i < history.Length; i++)
                {
                    if (Sse.IsSupported && i + 2 < history.Length)
                    {
                        var ahead = offsets[history[i + 2]];
                        for (var line = 0; line < PrefetchLines; line++)
                        {
                            Sse.Prefetch0(allColumns + ahead + (line * CacheLine / sizeof(int)));
                            Sse.Prefetch0(allWeights + ahead + (line * CacheLine / sizeof(float)));
                        }
                    }

                    var column = (uint*)allColumns + offsets[history[i]];
                    var end = (uint*)allColumns + offsets[history[i] + 1];
                    var weight = allWeights + offsets[history[i]];
                    for (; column + 4 <= end; column += 4, weight += 4)
                    {
                        scores[column[0]] += weight[0];
                        scores[column[1]] += weight[1];
                        scores[column[2]] += weight[2];
                        scores[column[3]] += weight[3];
                    }

                    for (; column < end; column++, weight++)
                    {
                        scores[*column] += *weight;
                    }
                }
            }
        }

        /// <summary>Offers every positive score that reaches the floor, which rises as better ones are found.</summary>
        /// <remarks>Scores are compared as the integers of their bits: above 0 the two orders are the same, and a negative score is a negative integer.</remarks>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void TakeAndClear()
        {
            var scores = (int*)_scores;
            _top.Reset(float.Epsilon);                  // the least float above 0
            var below = Vector256<int>.Zero;            // the bits of the greatest float below the floor
            for (var end = scores + _paddedCount; scores < end; scores += GroupSize)
            {
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
                    var first = (int)(scores - (int*)_scores);
                    below = Take(a, first, below);
                    below = Take(b, first + 8, below);
                    below = Take(c, first + 16, below);
                    below = Take(d, first + 24, below);
                }
            }
        }

        private Vector256<int> Take(Vector256<int> scores, int first, Vector256<int> below)
        {
            for (var hits = Vector256.GreaterThan(scores, below).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                var lane = BitOperations.TrailingZeroCount(hits);
                var key = TopKeys.Key(BitConverter.Int32BitsToSingle(scores.GetElement(lane)), first + lane);
                if (key >= _top.Floor && _top.Add(key))
                {
                    below = Vector256.Create((int)(_top.Floor >> 32) - 1);
                }
            }

            return below;
        }
    }
}
