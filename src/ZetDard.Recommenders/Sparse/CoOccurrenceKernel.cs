using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZetDard.Recommenders;

/// <summary>The fast version of the sparse product XᵀX with the top k of each row: the same bits as
/// <see cref="CoOccurrenceReference"/>, for any number of threads.</summary>
/// <remarks>
/// From top to bottom:
/// <list type="number">
/// <item>Items are renamed to ranks, greatest norm first (most users, where interactions count 1), and each user's list is copied
/// as 16-bit ranks, in segments of 65,536.</item>
/// <item>A row's sums are additions to a dense accumulator: counts as narrow as the row's degree allows, so that it stays in the
/// cache; single-precision numbers where entries or users have weights,
/// in ascending order of the users, whatever the version.</item>
/// <item>The accumulator is scanned by SIMD for the sums that can matter, in blocks of 512 columns: within a block norms are close,
/// so that one lowest sum holds for all of it. Where to begin is guessed from the row before; a guess that was too high is
/// lowered and the scan repeated.</item>
/// <item>Rows with little work, for which the scan would dominate, note the columns that they touch instead: time follows the
/// entries, never rows × columns.</item>
/// </list>
/// A weight is computed by one formula everywhere and ties go by original index, so neither ranks, nor guesses, nor threads can
/// change the result.
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

    public static NeighbourLists TopNeighbours(
        WeightedInteractions interactions, int k, int threadCount, IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var ranked = new RankedInteractions(interactions);
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

    /// <summary>The interactions with items renamed to ranks, by descending norm.</summary>
    private sealed class RankedInteractions
    {
        private readonly WeightedInteractions _weighted;

        public RankedInteractions(WeightedInteractions weighted)
        {
            var interactions = weighted.Matrix;
            _weighted = weighted;
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

            ItemOf = weighted.AreCounts
                ? ByDescendingDegree(Array.ConvertAll(states, state => state.Degree), interactions.RowCount)
                : ByDescendingSquare(weighted, states);
            Degrees = Array.ConvertAll(ItemOf, item => states[item].Degree);
            var squares = Array.ConvertAll(ItemOf, item => weighted.Square(item, states[item].Degree));
            RowNorms = Array.ConvertAll(squares, weighted.RowNorm);
            ColumnNorms = Array.ConvertAll(squares, weighted.ColumnNorm);
            RowParts = Array.ConvertAll(RowNorms, weighted.Part);
            ColumnParts = Array.ConvertAll(ColumnNorms, weighted.Part);
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
            ListValues = GC.AllocateUninitializedArray<float>(weighted.HasValues ? Lists.Length : 0, pinned: true);
            UserFactors = GC.AllocateUninitializedArray<float>(weighted.AreCounts ? 0 : UserCodes.Length);
            Reach = weighted.AreCounts ? Array.ConvertAll(Degrees, degree => (double)degree) : new double[ItemCount];
            Fill(interactions, states);
            Work = Array.ConvertAll(ItemOf, item => states[item].Work);
            for (var rank = 0; rank < ItemCount && !AreCounts; rank++)
            {
                Reach[rank] *= Math.Exp((Degrees[rank] + 4) * 1.2e-7);         // each addition may be rounded up by 2^-24
            }
        }

        public int ItemCount { get; }

        /// <summary>The original index of a rank.</summary>
        public int[] ItemOf { get; }

        /// <summary>Number of users of a rank.</summary>
        public int[] Degrees { get; }

        /// <summary>Other entries of the users of a rank: the increments of its row, and a bound of its neighbours.</summary>
        public long[] Work { get; }

        /// <summary>Norm of a rank as the row, and as the column, of a weight.</summary>
        public double[] RowNorms { get; }

        public double[] ColumnNorms { get; }

        /// <summary>What the formula for a weight takes of these norms.</summary>
        public double[] RowParts { get; }

        public double[] ColumnParts { get; }

        public double Shrinkage => _weighted.Shrinkage;

        public bool AreCounts => _weighted.AreCounts;

        /// <summary>No sum of a rank, as the row or as the column, is greater.</summary>
        public double[] Reach { get; }

        /// <summary>
        /// The users of a rank, ascending: <see cref="UserCodes"/> from <c>CodeStarts[rank]</c> to <c>CodeStarts[rank + 1]</c>. A
        /// code is the step from the user before (at first from 0);
        /// <see cref="Escape"/> goes that far and names no user. Half the memory of user indices.
        /// </summary>
        public int[] CodeStarts { get; }

        public ushort[] UserCodes { get; }

        /// <summary>The factor of each user of a rank, beside <see cref="UserCodes"/>; empty for counts.</summary>
        public float[] UserFactors { get; }

        public int SegmentCount { get; }

        /// <summary>The ranks that a user has in a segment, less the segment's first: <see cref="Lists"/> from <c>ListStarts[user
        /// * SegmentCount + segment]</c> to the next.</summary>
        public ushort[] Lists { get; }

        public int[] ListStarts { get; }

        /// <summary>The values beside <see cref="Lists"/>; empty where all are 1.</summary>
        public float[] ListValues { get; }

        /// <summary>Writes the users of a rank, ascending, into room for <c>Degrees[rank]</c>, and their factors beside them
        /// where there are any.</summary>
        public void CopyUsers(int rank, Span<int> users, Span<float> factors)
        {
            var (count, user) = (0, 0);
            for (var place = CodeStarts[rank]; place < CodeStarts[rank + 1]; place++)
            {
                var code = UserCodes[place];
                user += code;
                if (code != Escape)
                {
                    if (factors.Length > 0)
                    {
                        factors[count] = UserFactors[place];
                    }

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

        private static int[] ByDescendingSquare(WeightedInteractions weighted, ItemState[] states)
        {
            var itemOf = Enumerable.Range(0, states.Length).ToArray();
            Array.Sort(Array.ConvertAll(itemOf, item => -weighted.Square(item, states[item].Degree)), itemOf);
            return itemOf;
        }

        private void Fill(CsrMatrix interactions, ItemState[] states)
        {
            var nextInSegment = new int[SegmentCount];
            var areCounts = AreCounts;
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

                for (var i = 0; i < items.Length; i++)
                {
                    ref var state = ref states[items[i]];
                    var place = nextInSegment[state.Rank / SegmentSize]++;
                    Lists[place] = (ushort)state.Rank;
                    var step = user - state.LastUser;
                    state.LastUser = user;
                    for (; step >= Escape; step -= Escape)
                    {
                        UserCodes[state.Codes++] = Escape;
                    }

                    if (!areCounts)
                    {
                        SetWeights(user, interactions.Offsets[user] + i, place, state);
                    }

                    UserCodes[state.Codes++] = (ushort)step;
                    state.Work += items.Length - 1;
                }
            }
        }

        private void SetWeights(int user, int entry, int place, in ItemState state)
        {
            var factor = _weighted.Factor(user, entry);
            UserFactors[state.Codes] = factor;
            if (ListValues.Length > 0)
            {
                ListValues[place] = _weighted.Values[entry];
            }

            // A value is below 2; tiny products are rounded by up to the smallest float.
            Reach[state.Rank] += (factor * (ListValues.Length > 0 ? 2.0 : 1.0)) + 1e-44;
        }

        /// <summary>What the two passes over the interactions keep of an item, side by side: one cache line an interaction, not
        /// one an array.</summary>
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
        private readonly float* _listValues;            // null where all are 1
        private readonly int _paddedCount;              // columns, rounded up to whole blocks
        private readonly byte[] _memory;                // keeps _sums alive
        private readonly byte* _sums;                   // the accumulator, all 0 between rows: bytes, ushorts, uints or floats
        private readonly int[] _users;                  // of the row in work
        private readonly float[] _factors;              // beside them; empty for counts
        private readonly int[] _touched;
        private readonly TopKeys _top;
        private readonly double[] _blockNorms;          // the smallest norm of a column of a block
        private readonly double[] _blockReach;          // the greatest reach of a block
        private float _lastWeight;                      // the k-th weight of the row before; 0 where it had fewer

        public RowWorker(RankedInteractions ranked, int k)
        {
            _ranked = ranked;
            _lists = PointerTo(ranked.Lists);
            _listStarts = PointerTo(ranked.ListStarts);
            _listValues = ranked.ListValues.Length == 0 ? null : PointerTo(ranked.ListValues);
            var blockCount = (ranked.ItemCount + BlockSize - 1) / BlockSize;
            _paddedCount = blockCount * BlockSize;
            var maxDegree = ranked.Degrees.DefaultIfEmpty().Max();
            var width = !ranked.AreCounts
                ? sizeof(float)
                : maxDegree switch { <= byte.MaxValue => sizeof(byte), <= ushort.MaxValue => sizeof(ushort), _ => sizeof(uint) };
            _memory = GC.AllocateArray<byte>(checked((_paddedCount * width) + CacheLine), pinned: true);
            _sums = (byte*)(((nint)PointerTo(_memory) + CacheLine - 1) & -CacheLine);
            _users = new int[maxDegree];
            _factors = new float[ranked.AreCounts ? 0 : maxDegree];
            _touched = new int[(ranked.ItemCount / ScanSpeed) + 1];
            _top = new TopKeys(k, 1024);
            _blockNorms = new double[blockCount];
            _blockReach = new double[blockCount];
            for (var block = 0; block < blockCount; block++)
            {
                var (start, count) = (block * BlockSize, Math.Min(BlockSize, ranked.ItemCount - (block * BlockSize)));
                _blockNorms[block] = double.PositiveInfinity;
                for (var column = start; column < start + count; column++)
                {
                    _blockReach[block] = Math.Max(_blockReach[block], ranked.Reach[column]);
                    _blockNorms[block] = ranked.Reach[column] > 0
                        ? Math.Min(_blockNorms[block], ranked.ColumnNorms[column])
                        : _blockNorms[block];
                }
            }
        }

        /// <summary>The first element of an array that is pinned for life.</summary>
        private static T* PointerTo<T>(T[] pinned)
            where T : unmanaged => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

        /// <summary>The keys of a row's neighbours, ascending. Valid until the next call.</summary>
        public ReadOnlySpan<ulong> Row(int rank)
        {
            var keys = !_ranked.AreCounts ? Row<float>(rank) : _ranked.Degrees[rank] switch
            {
                <= byte.MaxValue => Row<byte>(rank),
                <= ushort.MaxValue => Row<ushort>(rank),
                _ => Row<uint>(rank),
            };
            _lastWeight = keys.Length < _top.K ? 0 : TopKey.Score(keys[0]);
            return keys;
        }

        private ReadOnlySpan<ulong> Row<TSum>(int rank)
            where TSum : unmanaged, INumber<TSum>
        {
            var sums = (TSum*)_sums;
            var users = _users.AsSpan(0, _ranked.Degrees[rank]);
            var factors = _factors.AsSpan(0, typeof(TSum) == typeof(float) ? users.Length : 0);
            _ranked.CopyUsers(rank, users, factors);
            if (_ranked.Work[rank] * ScanSpeed < _ranked.ItemCount)
            {
                _top.Reset(0);
                TakeTouched(sums, rank, AddAndNote(sums, rank, users, factors));
                return _top.Sorted();
            }

            if (typeof(TSum) == typeof(float))
            {
                Add((float*)sums, users, factors);
            }
            else
            {
                Count(sums, users);
            }

            sums[rank] = TSum.Zero;
            var wanted = (int)Math.Min(_top.K, _ranked.Work[rank]);
            var threshold = 0.95f * _lastWeight;
            Scan(sums, rank, threshold);
            if (_top.Count < wanted && threshold > 0)
            {
                Scan(sums, rank, 0.7f * threshold);
                if (_top.Count < wanted)
                {
                    Scan(sums, rank, 0);
                }
            }

            NativeMemory.Clear(sums, (nuint)(_paddedCount * sizeof(TSum)));
            return _top.Sorted();
        }

        /// <summary>Counts the lists of the row's users: the whole work of the product.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Count<TSum>(TSum* counts, ReadOnlySpan<int> users)
            where TSum : unmanaged, INumber<TSum>
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

        /// <summary>Adds up the lists of the row's users, each times their factor: the same for weights.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Add(float* sums, ReadOnlySpan<int> users, ReadOnlySpan<float> factors)
        {
            var lists = _lists;
            var listStarts = _listStarts;
            var listValues = _listValues;
            var segmentCount = _ranked.SegmentCount;
            for (var i = 0; i < users.Length; i++)
            {
                if (Sse.IsSupported && i + PrefetchDistance < users.Length)
                {
                    var ahead = listStarts[users[i + PrefetchDistance] * segmentCount];
                    Sse.Prefetch0(lists + ahead);
                    Sse.Prefetch0(lists + ahead + (CacheLine / sizeof(ushort)));
                    if (listValues != null)
                    {
                        Sse.Prefetch0(listValues + ahead);
                        Sse.Prefetch0(listValues + ahead + (CacheLine / sizeof(float)));
                    }
                }

                var factor = factors[i];
                var starts = listStarts + (users[i] * segmentCount);
                var segmentSums = sums;
                for (var segment = 0; segment < segmentCount; segment++)
                {
                    var list = lists + starts[segment];
                    var end = lists + starts[segment + 1];
                    if (listValues == null)
                    {
                        AddList(segmentSums, list, end, factor);
                    }
                    else
                    {
                        AddList(segmentSums, list, end, factor, listValues + starts[segment]);
                    }

                    segmentSums += SegmentSize;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void AddList(float* sums, ushort* list, ushort* end, float factor)
        {
            for (; list + 4 <= end; list += 4)
            {
                sums[list[0]] += factor;
                sums[list[1]] += factor;
                sums[list[2]] += factor;
                sums[list[3]] += factor;
            }

            for (; list < end; list++)
            {
                sums[*list] += factor;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void AddList(float* sums, ushort* list, ushort* end, float factor, float* values)
        {
            for (; list + 4 <= end; list += 4, values += 4)
            {
                sums[list[0]] += factor * values[0];
                sums[list[1]] += factor * values[1];
                sums[list[2]] += factor * values[2];
                sums[list[3]] += factor * values[3];
            }

            for (; list < end; list++, values++)
            {
                sums[*list] += factor * *values;
            }
        }

        /// <summary>Offers every column whose weight may reach the threshold; the threshold rises as better ones are found.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Scan<TSum>(TSum* sums, int rank, float threshold)
            where TSum : unmanaged, INumber<TSum>
        {
            const int GroupVectors = 4;
            var (rowPart, columnParts, shrinkage, itemOf) = (_ranked.RowParts[rank], _ranked.ColumnParts, _ranked.Shrinkage, _ranked.ItemOf);
            var (rowNorm, reach) = (_ranked.RowNorms[rank], _ranked.Reach[rank]);
            _top.Reset(threshold);
            var weight = LeastWeight();
            for (var block = 0; block < _blockNorms.Length; block++)
            {
                // The threshold only ever rises, so a lowest sum that is not raised within a block is merely too careful.
                var bar = weight * ((rowNorm * _blockNorms[block]) + shrinkage);
                if (!(bar <= Math.Min(reach, _blockReach[block])))
                {
                    continue;                   // out of reach, or a block of items without users
                }

                var wanted = Vector256.Create(LeastSum<TSum>(bar));
                var column = block * BlockSize;
                for (var end = column + BlockSize; column < end; column += GroupVectors * Vector256<TSum>.Count)
                {
                    var group = sums + column;
                    var greatest = Vector256.MaxNative(
                        Vector256.MaxNative(Vector256.LoadAligned(group), Vector256.LoadAligned(group + Vector256<TSum>.Count)),
                        Vector256.MaxNative(
                            Vector256.LoadAligned(group + (2 * Vector256<TSum>.Count)),
                            Vector256.LoadAligned(group + (3 * Vector256<TSum>.Count))));
                    if (!Vector256.EqualsAny(Vector256.MaxNative(greatest, wanted), greatest))
                    {
                        continue;               // no sum of the group is wanted or more
                    }

                    for (var vector = 0; vector < GroupVectors; vector++)
                    {
                        var first = column + (vector * Vector256<TSum>.Count);
                        var values = Vector256.LoadAligned(sums + first);
                        for (var hits = Vector256.Equals(Vector256.MaxNative(values, wanted), values).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
                        {
                            var other = first + BitOperations.TrailingZeroCount(hits);
                            var key = TopKey.Of(
                                WeightedInteractions.Weight(WeightedInteractions.Finite(sums[other]), rowPart, columnParts[other], shrinkage),
                                itemOf[other]);
                            if (key >= _top.Floor && _top.Add(key))
                            {
                                weight = LeastWeight();
                            }
                        }
                    }
                }
            }
        }

        /// <summary>The floor's weight less a millionth: weights are rounded, by far less where they are no tiny ones.</summary>
        private double LeastWeight() => TopKey.Score(_top.Floor) is >= 1e-37f and var weight ? weight * (1 - 1e-6) : 0;

        /// <summary>The smallest sum above 0 that is not below <paramref name="bar"/>; for numbers less a rounding, which the
        /// millionth covers.</summary>
        private static TSum LeastSum<TSum>(double bar)
            where TSum : unmanaged, INumber<TSum> =>
            TSum.CreateTruncating(typeof(TSum) == typeof(float) ? bar < 1e-37 ? float.Epsilon : bar : Math.Max(1, Math.Ceiling(bar)));

        /// <summary>The same as adding, and notes each column when it is first touched; one that underflows to 0 may be noted
        /// again. Returns how many.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private int AddAndNote<TSum>(TSum* sums, int rank, ReadOnlySpan<int> users, ReadOnlySpan<float> factors)
            where TSum : unmanaged, INumber<TSum>
        {
            var touchedCount = 0;
            sums[rank] = TSum.One;                      // so that the row's own column is never noted
            var lists = _lists;
            var listStarts = _listStarts;
            var listValues = _listValues;
            var (segmentCount, touched) = (_ranked.SegmentCount, _touched);
            for (var i = 0; i < users.Length; i++)
            {
                var starts = listStarts + (users[i] * segmentCount);
                for (var segment = 0; segment < segmentCount; segment++)
                {
                    for (var place = starts[segment]; place < starts[segment + 1]; place++)
                    {
                        var column = (segment * SegmentSize) + lists[place];
                        // Kept only where the sum was 0; there is room for one more than the row's work.
                        touched[touchedCount] = column;
                        touchedCount += TSum.IsZero(sums[column]) ? 1 : 0;
                        sums[column] += typeof(TSum) != typeof(float)
                            ? TSum.One
                            : TSum.CreateTruncating(listValues == null ? factors[i] : factors[i] * listValues[place]);
                    }
                }
            }

            sums[rank] = TSum.Zero;
            return touchedCount;
        }

        /// <summary>Offers the noted columns and clears them.</summary>
        private void TakeTouched<TSum>(TSum* sums, int rank, int touchedCount)
            where TSum : unmanaged, INumber<TSum>
        {
            var (rowPart, columnParts, shrinkage, itemOf) = (_ranked.RowParts[rank], _ranked.ColumnParts, _ranked.Shrinkage, _ranked.ItemOf);
            foreach (var other in _touched.AsSpan(0, touchedCount))
            {
                if (typeof(TSum) == typeof(float) && TSum.IsZero(sums[other]))
                {
                    continue;
                }

                var key = TopKey.Of(
                    WeightedInteractions.Weight(WeightedInteractions.Finite(sums[other]), rowPart, columnParts[other], shrinkage),
                    itemOf[other]);
                if (key >= _top.Floor)
                {
                    _top.Add(key);
                }

                sums[other] = TSum.Zero;
            }
        }
    }
}
