using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZetDard.Recommenders;

/// <summary>The fast version of the sparse product XᵀX with the top k of each row: the same bits as <see cref="CoOccurrenceReference"/>, for any number of threads.</summary>
/// <remarks>
/// From top to bottom:
/// <list type="number">
/// <item>Items are renamed to ranks, most users first, and each user's list is copied as 16-bit ranks, in segments of 65,536.</item>
/// <item>A row's counts are increments of a dense accumulator, as narrow as the row's degree allows, so that it stays in the cache.</item>
/// <item>The accumulator is scanned by SIMD for the counts that can matter, in blocks of 512 columns: within a block degrees are close,
/// so one least count holds for all of it. Where to begin is guessed from the row before; a guess that was too high is lowered and the scan repeated.</item>
/// <item>Rows with little work, for which the scan would dominate, note the columns that they touch instead: time follows the entries, never rows × columns.</item>
/// </list>
/// A weight is computed by one formula everywhere and ties go by original index, so neither ranks, nor guesses, nor threads can change the result.
/// </remarks>
internal static unsafe class CoOccurrenceKernel
{
    private const int SegmentSize = 1 << 16;
    private const int BlockSize = 512;
    private const int ChunkSize = 16;
    private const int PrefetchDistance = 8;
    private const ushort Escape = ushort.MaxValue;
    private const int CacheLine = 64;

    /// <summary>A row whose additions times this are fewer than the columns notes what it touches instead of scanning.</summary>
    private const int ScanSpeed = 128;

    public static NeighbourLists TopNeighbours(CsrMatrix interactions, NeighbourWeight weight, int k, int threadCount, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var ranked = new RankedInteractions(interactions, weight);
        var bounds = new int[ranked.ItemCount];
        for (var rank = 0; rank < bounds.Length; rank++)
        {
            bounds[ranked.ItemOf[rank]] = (int)Math.Min(ranked.Work[rank], Math.Min(k, ranked.ItemCount - 1));
        }

        k = Math.Max(1, Math.Min(k, ranked.ItemCount - 1));
        var builder = new NeighbourListsBuilder(ranked.ItemCount, bounds);
        Workers.Run(
            ranked.ItemCount, ChunkSize, threadCount, "neighbours", progress,
            () => new RowWorker(ranked, k),
            (worker, rank) => builder.Set(ranked.ItemOf[rank], worker.Row(rank)),
            cancellationToken);
        return builder.Build();
    }

    /// <summary>The interactions with items renamed to ranks: by descending degree, then ascending index.</summary>
    private sealed class RankedInteractions
    {
        public RankedInteractions(CsrMatrix interactions, NeighbourWeight weight)
        {
            ItemCount = interactions.ColumnCount;
            var states = new ItemState[ItemCount];
            for (var user = 0; user < interactions.RowCount; user++)
            {
                foreach (var item in interactions.Row(user))
                {
                    ref var state = ref states[item];
                    state.Degree++;
                    state.Codes += 1 + ((user - state.LastUser) / Escape);
                    state.LastUser = user;
                }
            }

            ItemOf = ByDescendingDegree(Array.ConvertAll(states, state => state.Degree), interactions.RowCount);
            Degrees = Array.ConvertAll(ItemOf, item => states[item].Degree);
            (Left, Right) = CoOccurrenceReference.InverseNorms(Degrees, weight);
            CodeStarts = new int[ItemCount + 1];
            for (var rank = 0; rank < ItemCount; rank++)
            {
                ref var state = ref states[ItemOf[rank]];
                CodeStarts[rank + 1] = checked(CodeStarts[rank] + state.Codes);
                state = new() { Rank = rank, Codes = CodeStarts[rank] };
            }

            SegmentCount = (ItemCount + SegmentSize - 1) / SegmentSize;
            UserCodes = GC.AllocateUninitializedArray<ushort>(CodeStarts[^1]);
            Lists = GC.AllocateUninitializedArray<ushort>(interactions.EntryCount, pinned: true);
            ListStarts = GC.AllocateArray<int>(checked((interactions.RowCount * SegmentCount) + 1), pinned: true);
            Fill(interactions, states);
            Work = Array.ConvertAll(ItemOf, item => states[item].Work);
        }

        public int ItemCount { get; }

        /// <summary>The original index of a rank.</summary>
        public int[] ItemOf { get; }

        /// <summary>Number of users of a rank.</summary>
        public int[] Degrees { get; }

        /// <summary>Other entries of the users of a rank: the increments of its row, and a bound of its neighbours.</summary>
        public long[] Work { get; }

        /// <summary>Inverse norm of a rank as the row, and as the column, of a weight.</summary>
        public double[] Left { get; }

        public double[] Right { get; }

        /// <summary>
        /// The users of a rank, ascending: <see cref="UserCodes"/> from <c>CodeStarts[rank]</c> to <c>CodeStarts[rank + 1]</c>. A code is the step from the user before (at first from 0);
        /// <see cref="Escape"/> goes that far and names no user. Half the memory of user indices.
        /// </summary>
        public int[] CodeStarts { get; }

        public ushort[] UserCodes { get; }

        public int SegmentCount { get; }

        /// <summary>The ranks that a user has in a segment, less the segment's first: <see cref="Lists"/> from <c>ListStarts[user * SegmentCount + segment]</c> to the next.</summary>
        public ushort[] Lists { get; }

        public int[] ListStarts { get; }

        /// <summary>Writes the users of a rank, ascending, into room for <c>Degrees[rank]</c>.</summary>
        public void CopyUsers(int rank, Span<int> users)
        {
            var (count, user) = (0, 0);
            foreach (var code in UserCodes.AsSpan(CodeStarts[rank], CodeStarts[rank + 1] - CodeStarts[rank]))
            {
                user += code;
                if (code != Escape)
                {
                    users[count++] = user;
                }
            }
        }

        private static int[] ByDescendingDegree(int[] degreeOfItem, int maxDegree)
        {
            var next = new int[maxDegree + 2];          // counting sort: where the next item of a degree goes
            foreach (var degree in degreeOfItem)
            {
                next[degree]++;
            }

            var place = 0;
            for (var degree = maxDegree; degree >= 0; degree--)
            {
                (next[degree], place) = (place, place + next[degree]);
            }

            var itemOf = new int[degreeOfItem.Length];
            for (var item = 0; item < itemOf.Length; item++)
            {
                itemOf[next[degreeOfItem[item]]++] = item;
            }

            return itemOf;
        }

        private void Fill(CsrMatrix interactions, ItemState[] states)
        {
            var nextInSegment = new int[SegmentCount];
            for (var user = 0; user < interactions.RowCount; user++)
            {
                var items = interactions.Row(user);
                var starts = ListStarts.AsSpan(user * SegmentCount, SegmentCount + 1);
                Array.Clear(nextInSegment);
                foreach (var item in items)
                {
                    nextInSegment[states[item].Rank / SegmentSize]++;
                }

                for (var segment = 0; segment < SegmentCount; segment++)
                {
                    starts[segment + 1] = starts[segment] + nextInSegment[segment];
                    nextInSegment[segment] = starts[segment];
                }

                foreach (var item in items)
                {
                    ref var state = ref states[item];
                    Lists[nextInSegment[state.Rank / SegmentSize]++] = (ushort)state.Rank;
                    var step = user - state.LastUser;
                    state.LastUser = user;
                    for (; step >= Escape; step -= Escape)
                    {
                        UserCodes[state.Codes++] = Escape;
                    }

                    UserCodes[state.Codes++] = (ushort)step;
                    state.Work += items.Length - 1;
                }
            }
        }

        /// <summary>What the two passes over the interactions keep of an item, side by side: one cache line an interaction, not one an array.</summary>
        private struct ItemState
        {
            public int Degree;
            public int Codes;           // first how many, then where the next goes
            public int LastUser;
            public int Rank;
            public long Work;
        }
    }

    /// <summary>Computes rows; one for each thread.</summary>
    private sealed class RowWorker
    {
        private readonly RankedInteractions _ranked;
        private readonly ushort* _lists;
        private readonly int* _listStarts;
        private readonly int _paddedCount;              // columns, rounded up to whole blocks
        private readonly byte[] _memory;                // keeps _counts alive
        private readonly byte* _counts;                 // the accumulator, all 0 between rows: bytes, ushorts or uints
        private readonly int[] _users;                  // of the row in work
        private readonly int[] _touched;
        private readonly TopKeys _top;
        private readonly double[] _blockRoots;          // 1 / the greatest inverse norm of a block
        private readonly int[] _blockMaxima;            // the greatest degree of a block
        private float _lastWeight;                      // the k-th weight of the row before; 0 where it had fewer

        public RowWorker(RankedInteractions ranked, int k)
        {
            _ranked = ranked;
            _lists = PointerTo(ranked.Lists);
            _listStarts = PointerTo(ranked.ListStarts);
            var blockCount = (ranked.ItemCount + BlockSize - 1) / BlockSize;
            _paddedCount = blockCount * BlockSize;
            var width = ranked.ItemCount == 0 ? 1 : ranked.Degrees[0] switch { <= byte.MaxValue => sizeof(byte), <= ushort.MaxValue => sizeof(ushort), _ => sizeof(uint) };
            _memory = GC.AllocateArray<byte>(checked((_paddedCount * width) + CacheLine), pinned: true);
            _counts = (byte*)(((nint)PointerTo(_memory) + CacheLine - 1) & -CacheLine);
            _users = new int[ranked.ItemCount == 0 ? 0 : ranked.Degrees[0]];
            _touched = new int[(ranked.ItemCount / ScanSpeed) + 1];
            _top = new TopKeys(k, 1024);
            _blockRoots = new double[blockCount];
            _blockMaxima = new int[blockCount];
            for (var block = 0; block < blockCount; block++)
            {
                var greatest = 0.0;
                foreach (var inverse in ranked.Right.AsSpan(block * BlockSize, Math.Min(BlockSize, ranked.ItemCount - (block * BlockSize))))
                {
                    greatest = Math.Max(greatest, inverse);
                }

                _blockRoots[block] = greatest == 0 ? 0 : 1 / greatest;
                _blockMaxima[block] = ranked.Degrees[block * BlockSize];
            }
        }

        /// <summary>The first element of an array that is pinned for life.</summary>
        private static T* PointerTo<T>(T[] pinned)
            where T : unmanaged => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

        /// <summary>The keys of a row's neighbours, ascending. Valid until the next call.</summary>
        public ReadOnlySpan<ulong> Row(int rank)
        {
            var keys = _ranked.Degrees[rank] switch
            {
                <= byte.MaxValue => Row<byte>(rank),
                <= ushort.MaxValue => Row<ushort>(rank),
                _ => Row<uint>(rank),
            };
            _lastWeight = keys.Length < _top.K ? 0 : TopKeys.Weight(keys[0]);
            return keys;
        }

        private ReadOnlySpan<ulong> Row<TCount>(int rank)
            where TCount : unmanaged, IBinaryInteger<TCount>
        {
            var counts = (TCount*)_counts;
            var users = _users.AsSpan(0, _ranked.Degrees[rank]);
            _ranked.CopyUsers(rank, users);
            if (_ranked.Work[rank] * ScanSpeed < _ranked.ItemCount)
            {
                _top.Reset(0);
                TakeTouched(counts, rank, CountAndNote(counts, rank, users));
                return _top.Sorted();
            }

            Count(counts, users);
            counts[rank] = TCount.Zero;
            var wanted = (int)Math.Min(_top.K, _ranked.Work[rank]);
            var threshold = 0.95f * _lastWeight;
            Scan(counts, rank, threshold);
            if (_top.Count < wanted && threshold > 0)
            {
                Scan(counts, rank, 0.7f * threshold);
                if (_top.Count < wanted)
                {
                    Scan(counts, rank, 0);
                }
            }

            NativeMemory.Clear(counts, (nuint)(_paddedCount * sizeof(TCount)));
            return _top.Sorted();
        }

        /// <summary>Adds up the lists of the row's users: the whole work of the product.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Count<TCount>(TCount* counts, ReadOnlySpan<int> users)
            where TCount : unmanaged, IBinaryInteger<TCount>
        {
            var lists = _lists;
            var listStarts = _listStarts;
            var segmentCount = _ranked.SegmentCount;
            for (var i = 0; i < users.Length; i++)
            {
                if (Sse.IsSupported && i + PrefetchDistance < users.Length)
                {
                    var ahead = lists + listStarts[users[i + PrefetchDistance] * segmentCount];
                    Sse.Prefetch0(ahead);
                    Sse.Prefetch0(ahead + (CacheLine / sizeof(ushort)));
                }

                var starts = listStarts + (users[i] * segmentCount);
                var list = lists + starts[0];
                var segmentCounts = counts;
                for (var segment = 1; segment <= segmentCount; segment++)
                {
                    var end = lists + starts[segment];
                    for (; list + 4 <= end; list += 4)
                    {
                        segmentCounts[list[0]]++;
                        segmentCounts[list[1]]++;
                        segmentCounts[list[2]]++;
                        segmentCounts[list[3]]++;
                    }

                    for (; list < end; list++)
                    {
                        segmentCounts[*list]++;
                    }

                    segmentCounts += SegmentSize;
                }
            }
        }

        /// <summary>Offers every column whose weight may reach the threshold; the threshold rises as better ones are found.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Scan<TCount>(TCount* counts, int rank, float threshold)
            where TCount : unmanaged, IBinaryInteger<TCount>
        {
            const int GroupVectors = 4;
            var (degree, left, right, itemOf) = (_ranked.Degrees[rank], _ranked.Left[rank], _ranked.Right, _ranked.ItemOf);
            _top.Reset(threshold);
            var scale = LeastCountScale(left);
            for (var block = 0; block < _blockMaxima.Length; block++)
            {
                // The threshold only ever rises, so a least count that is not raised within a block is merely too careful.
                var least = LeastCount(scale, block);
                if (least > Math.Min(degree, _blockMaxima[block]))
                {
                    continue;
                }

                var wantedCounts = Vector256.Create(TCount.CreateTruncating(least));
                var column = block * BlockSize;
                for (var end = column + BlockSize; column < end; column += GroupVectors * Vector256<TCount>.Count)
                {
                    var group = counts + column;
                    var greatest = Vector256.Max(
                        Vector256.Max(Vector256.LoadAligned(group), Vector256.LoadAligned(group + Vector256<TCount>.Count)),
                        Vector256.Max(Vector256.LoadAligned(group + (2 * Vector256<TCount>.Count)), Vector256.LoadAligned(group + (3 * Vector256<TCount>.Count))));
                    if (!Vector256.EqualsAny(Vector256.Max(greatest, wantedCounts), greatest))
                    {
                        continue;               // no count of the group is wantedCounts or more
                    }

                    for (var vector = 0; vector < GroupVectors; vector++)
                    {
                        var first = column + (vector * Vector256<TCount>.Count);
                        var values = Vector256.LoadAligned(counts + first);
                        for (var hits = Vector256.Equals(Vector256.Max(values, wantedCounts), values).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
                        {
                            var other = first + BitOperations.TrailingZeroCount(hits);
                            var key = TopKeys.Key((float)(int.CreateTruncating(counts[other]) * (left * right[other])), itemOf[other]);
                            if (key >= _top.Floor && _top.Add(key))
                            {
                                scale = LeastCountScale(left);
                            }
                        }
                    }
                }
            }
        }

        /// <summary>Times a block's root it gives the count at which a weight reaches the floor, less a millionth: weights are rounded, by far less.</summary>
        private double LeastCountScale(double left) => TopKeys.Weight(_top.Floor) * (1 - 1e-6) / left;

        private int LeastCount(double scale, int block) => Math.Max(1, (int)Math.Min(Math.Ceiling(scale * _blockRoots[block]), int.MaxValue));

        /// <summary>The same as <see cref="Count{TCount}"/>, and notes each column when it is first touched. Returns how many.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private int CountAndNote<TCount>(TCount* counts, int rank, ReadOnlySpan<int> users)
            where TCount : unmanaged, IBinaryInteger<TCount>
        {
            var touchedCount = 0;
            counts[rank] = TCount.One;                  // so that the row's own column is never noted
            var lists = _lists;
            var listStarts = _listStarts;
            var (segmentCount, touched) = (_ranked.SegmentCount, _touched);
            foreach (var user in users)
            {
                var starts = listStarts + (user * segmentCount);
                var list = lists + starts[0];
                for (var segment = 0; segment < segmentCount; segment++)
                {
                    for (var end = lists + starts[segment + 1]; list < end; list++)
                    {
                        var column = (segment * SegmentSize) + *list;
                        touched[touchedCount] = column;         // kept only where the count was 0; there is room for one more than the row's work
                        touchedCount += TCount.IsZero(counts[column]) ? 1 : 0;
                        counts[column]++;
                    }
                }
            }

            counts[rank] = TCount.Zero;
            return touchedCount;
        }

        /// <summary>Offers the noted columns and clears them.</summary>
        private void TakeTouched<TCount>(TCount* counts, int rank, int touchedCount)
            where TCount : unmanaged, IBinaryInteger<TCount>
        {
            var (left, right, itemOf) = (_ranked.Left[rank], _ranked.Right, _ranked.ItemOf);
            foreach (var other in _touched.AsSpan(0, touchedCount))
            {
                var key = TopKeys.Key((float)(int.CreateTruncating(counts[other]) * (left * right[other])), itemOf[other]);
                if (key >= _top.Floor)
                {
                    _top.Add(key);
                }

                counts[other] = TCount.Zero;
            }
        }
    }
}
