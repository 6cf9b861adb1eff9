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
                    if (Sse.IsSupported && i + 1 < history.Length)
                    {
                        var ahead = offsets[history[i + 1]];
                        for (var line = 0; line < 4; line++)
                        {
                            Sse.Prefetch0(allColumns + ahead + (line * CacheLine / sizeof(int)));
                            Sse.Prefetch0(allWeights + ahead + (line * CacheLine / sizeof(float)));
                        }
                    }

                    var start = offsets[history[i]];
                    var columns = allColumns + start;
                    var weights = allWeights + start;
                    var count = offsets[history[i] + 1] - start;
                    var entry = 0;
                    for (; entry + 4 <= count; entry += 4)
                    {
                        scores[columns[entry]] += weights[entry];
                        scores[columns[entry + 1]] += weights[entry + 1];
                        scores[columns[entry + 2]] += weights[entry + 2];
                        scores[columns[entry + 3]] += weights[entry + 3];
                    }

                    for (; entry < count; entry++)
                    {
                        scores[columns[entry]] += weights[entry];
                    }
                }
            }
        }

        /// <summary>Offers every positive score that reaches the floor, which rises as better ones are found.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void TakeAndClear()
        {
            var scores = _scores;
            _top.Reset(float.Epsilon);                  // the least float above 0
            var floor = Vector256.Create(float.Epsilon);
            for (var first = 0; first < _paddedCount; first += GroupSize)
            {
                var a = Vector256.LoadAligned(scores + first);
                var b = Vector256.LoadAligned(scores + first + 8);
                var c = Vector256.LoadAligned(scores + first + 16);
                var d = Vector256.LoadAligned(scores + first + 24);
                Vector256<float>.Zero.StoreAligned(scores + first);
                Vector256<float>.Zero.StoreAligned(scores + first + 8);
                Vector256<float>.Zero.StoreAligned(scores + first + 16);
                Vector256<float>.Zero.StoreAligned(scores + first + 24);
                var hits = Vector256.GreaterThanOrEqual(a, floor) | Vector256.GreaterThanOrEqual(b, floor) | Vector256.GreaterThanOrEqual(c, floor) | Vector256.GreaterThanOrEqual(d, floor);
                if (hits.AsInt32() != Vector256<int>.Zero)
                {
                    Take(a, first, ref floor);
                    Take(b, first + 8, ref floor);
                    Take(c, first + 16, ref floor);
                    Take(d, first + 24, ref floor);
                }
            }
        }

        private void Take(Vector256<float> values, int first, ref Vector256<float> floor)
        {
            for (var hits = Vector256.GreaterThanOrEqual(values, floor).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
            {
                var lane = BitOperations.TrailingZeroCount(hits);
                var key = TopKeys.Key(values.GetElement(lane), first + lane);
                if (key >= _top.Floor && _top.Add(key))
                {
                    floor = Vector256.Create(TopKeys.Weight(_top.Floor));
                }
            }
        }
    }
}
