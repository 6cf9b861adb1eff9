using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>
/// Finds the nearest centres exactly, and mostly without looking: several times faster than <see cref="RowLabelsReference"/>, which is its
/// oracle, and the same bits.
/// </summary>
/// <remarks>
/// <para>
/// 1. Bounds (Hamerly 2010). Each row keeps an upper bound of the distance from its centre and a lower bound of that from the others;
/// when centres move, the bounds give way by as much. While upper &lt; lower the row stays where it is, unseen. Bounds cost time and help
/// little while many rows change their clusters: they begin once few do.
/// </para>
/// <para>
/// 2. A screen. Of the other rows, blocks of 32 are compared with all centres in 16-bit integers: the nearest centre has the largest
/// x · c − |c|² / 2. Lanes are rows, so that nothing is added across lanes; the low bits of a score hold the number of its centre, so that
/// the best and the second best are two minima and maxima. By Cauchy and Schwarz rounding changes a score by no more than
/// |x − x̂| · |ĉ| + |x| · |c − ĉ|: where the best is ahead by more than twice that, it is the nearest.
/// </para>
/// <para>
/// 3. The definition, in double precision, for the rest: half a percent of the rows, and those that are far off.
/// </para>
/// <para>
/// Sums of rows are kept by adding and taking away what changes; they are exact (<see cref="ClusterSpace"/>).
/// </para>
/// </remarks>
internal sealed unsafe class BoundedLabels : RowLabels
{
    private const int BlockSize = 32;
    private const int ChunkSize = 1_024;
    private const double BoundsFrom = .05;              // of the rows changed: from there on bounds pay
    private const float Outward = 1e-6f;                // more than the rounding of a few operations in single precision

    private readonly RowCodes _codes;
    private readonly ParallelOptions _parallel;
    private readonly VectorWidth _width;
    private readonly float[] _upper;
    private readonly float[] _lower;
    private double[]? _before;                          // the centres of the last round
    private bool _hasBounds;
    private bool _keepsBounds;

    /// <param name="rows">The rows.</param>
    /// <param name="codes">Their codes, which several searches share.</param>
    /// <param name="clusterCount">Number of centres.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor.</param>
    /// <param name="width">The vectors to use; the widest by default.</param>
    public BoundedLabels(PlacedRows rows, RowCodes codes, int clusterCount, int threadCount, VectorWidth? width = null)
        : base(rows, clusterCount)
    {
        _codes = codes;
        _parallel = Threads.Options(threadCount);
        _width = width ?? (
            PairLanes512.IsSupported ? VectorWidth.Bits512
            : PairLanes256.IsSupported ? VectorWidth.Bits256
            : VectorWidth.Bits128);
        (_upper, _lower) = (new float[rows.Count], new float[rows.Count]);
    }

    public enum VectorWidth
    {
        Bits128,
        Bits256,
        Bits512,
    }

    public override int Assign(double[] centers, CancellationToken cancellationToken)
    {
        var round = new Round(this, centers);
        var chunkCount = (Rows.Count + ChunkSize - 1) / ChunkSize;
        var threads = _parallel.MaxDegreeOfParallelism > 0 ? _parallel.MaxDegreeOfParallelism : Environment.ProcessorCount;
        var workers = new Worker[Math.Min(threads, chunkCount)];
        var next = -1;
        if (workers.Length == 1)
        {
            Work(0);
        }
        else
        {
            Parallel.For(0, workers.Length, _parallel, Work);
        }

        var changed = 0;
        foreach (var worker in workers)
        {
            changed += worker.Changed;
            Add(worker);
        }

        _hasBounds = _keepsBounds;
        _keepsBounds = _keepsBounds || changed < BoundsFrom * Rows.Count;
        _before = [.. centers];
        return changed;

        void Work(int index)
        {
            var worker = workers[index] = new(round);
            for (var chunk = Interlocked.Increment(ref next); chunk < chunkCount; chunk = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                worker.Run(chunk * ChunkSize, Math.Min(Rows.Count, (chunk + 1) * ChunkSize));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(Worker worker)
    {
        for (var i = 0; i < Sums.Length; i++)
        {
            Sums[i] += worker.Sums[i];
        }

        for (var i = 0; i < Sizes.Length; i++)
        {
            Sizes[i] += worker.Sizes[i];
        }
    }

    public override void Move(int row, int cluster)
    {
        base.Move(row, cluster);
        _upper[row] = float.PositiveInfinity;           // it is seen in the next round
    }

    /// <summary>What all threads of a round share.</summary>
    private sealed class Round
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public Round(BoundedLabels labels, double[] centers)
        {
            (Labels, Centers) = (labels, new(centers, labels.Rows.Dimension, labels._codes.Longest, labels._codes.Scale));
            (Moves, MaxMoves) = (new float[labels.ClusterCount], new float[labels.ClusterCount]);
            if (!labels._hasBounds)
            {
                return;
            }

            for (var cluster = 0; cluster < Moves.Length; cluster++)
            {
                var dimension = labels.Rows.Dimension;
                var squares = 0.0;
                for (var i = cluster * dimension; i < (cluster + 1) * dimension; i++)
                {
                    var difference = centers[i] - labels._before![i];
                    squares += difference * difference;
                }

                Moves[cluster] = MathF.BitIncrement((float)(Math.Sqrt(squares) * (1 + 1e-6)));
            }

            // The largest move of the other centres.
            var farthest = Array.IndexOf(Moves, Moves.Max());
            MaxMoves.AsSpan().Fill(Moves[farthest]);
            MaxMoves[farthest] = Moves.Where((_, cluster) => cluster != farthest).DefaultIfEmpty(0).Max();
        }

        public BoundedLabels Labels { get; }

        public CenterCodes Centers { get; }

        /// <summary>How far each centre moved, rounded up.</summary>
        public float[] Moves { get; }

        /// <summary>How far the others moved at most.</summary>
        public float[] MaxMoves { get; }
    }

    /// <summary>One thread of a round.</summary>
    private sealed class Worker
    {
        private readonly Round _round;
        private readonly BoundedLabels _labels;
        private readonly RowCodes _codes;
        private readonly CenterCodes _centers;
        private readonly AlignedBlock _block;
        private readonly int[] _rows = new int[ChunkSize + BlockSize];     // of a chunk, that must be seen
        private readonly double[] _distances;

        public Worker(Round round)
        {
            (_round, _labels, _codes, _centers) = (round, round.Labels, round.Labels._codes, round.Centers);
            _block = new(_codes.Stride);
            _distances = new double[_centers.DistancesLength];
            (Sums, Sizes) = (new double[_labels.Sums.Length], new int[_labels.Sizes.Length]);
        }

        public int Changed { get; private set; }

        public double[] Sums { get; }

        public int[] Sizes { get; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int start, int end)
        {
            var count = Collect(start, end);
            if (_labels.Rows.FarRows.Length > 0)
            {
                count = DefineFar(count);
            }

            _rows.AsSpan(count, BlockSize).Fill(_rows[0]);      // the last block of a chunk: anything that can be read
            for (var first = 0; first < count; first += BlockSize)
            {
                for (var i = first + BlockSize; i < Math.Min(count, first + (2 * BlockSize)); i++)
                {
                    Prefetch(_rows[i]);
                }

                RunBlock(_rows.AsSpan(first, BlockSize), Math.Min(BlockSize, count - first));
            }
        }

        /// <summary>Lets bounds give way, and writes down the rows that they do not hold in their clusters.</summary>
        /// <returns>How many there are.</returns>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int Collect(int start, int end)
        {
            var (upper, lower, labels, count) = (_labels._upper, _labels._lower, _labels.Labels, 0);
            if (!_labels._hasBounds)
            {
                for (var row = start; row < end; row++)
                {
                    _rows[count++] = row;
                }

                return count;
            }

            for (var row = start; row < end; row++)
            {
                var label = labels[row];
                var above = (upper[row] + _round.Moves[label]) * (1 + Outward);
                var below = lower[row] - _round.MaxMoves[label];
                below -= MathF.Abs(below) * Outward;
                (upper[row], lower[row]) = (above, below);
                _rows[count] = row;
                count += above < below ? 0 : 1;                 // no branch: nobody could foretell it
            }

            return count;
        }

        /// <summary>Takes the rows that are far off out of those that were collected.</summary>
        private int DefineFar(int count)
        {
            var kept = 0;
            for (var i = 0; i < count; i++)
            {
                if (_codes.IsFar[_rows[i]])
                {
                    Define(_rows[i]);
                }
                else
                {
                    _rows[kept++] = _rows[i];
                }
            }

            return kept;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Prefetch(int row)
        {
            if (Sse.IsSupported)
            {
                var pairs = (byte*)Unsafe.AsPointer(ref _codes.Pairs[row * _codes.Stride]);         // a hint: it may move
                for (var offset = 0; offset < _codes.Stride * sizeof(int); offset += 64)
                {
                    Sse.Prefetch0(pairs + offset);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void RunBlock(ReadOnlySpan<int> rows, int count)
        {
            Transpose(rows);
            switch (_labels._width)
            {
                case VectorWidth.Bits512:
                    Kernel<PairLanes512>.Run(_centers, _block);
                    break;
                case VectorWidth.Bits256:
                    Kernel<PairLanes256>.Run(_centers, _block);
                    break;
                default:
                    Kernel<PairLanes128>.Run(_centers, _block);
                    break;
            }

            var undecided = _block.Judge(_centers, _labels._keepsBounds);
            var (labels, lowBits) = (_labels.Labels, (1 << _centers.LowBits) - 1);
            for (var i = 0; i < count; i++)
            {
                var row = rows[i];
                if ((undecided >> i & 1) != 0)
                {
                    Define(row);
                    continue;
                }

                var nearest = _centers.Screened[lowBits - (_block.Best[i] & lowBits)];
                if (nearest != labels[row])
                {
                    Change(row, nearest);
                }

                if (_labels._keepsBounds)
                {
                    (_labels._upper[row], _labels._lower[row]) = (_block.Upper[i], _block.Lower[i]);
                }
            }
        }

        /// <summary>The nearest centre by its definition.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Define(int row)
        {
            _centers.Distances(_labels.Rows.Row(row), _distances);
            var (best, least, second) = (0, double.PositiveInfinity, double.PositiveInfinity);
            for (var center = 0; center < _centers.Count; center++)
            {
                var distance = _distances[center];
                if (distance < least)
                {
                    (best, second, least) = (center, least, distance);
                }
                else if (distance < second)
                {
                    second = distance;
                }
            }

            if (best != _labels.Labels[row])
            {
                Change(row, best);
            }

            _labels._upper[row] = (float)(Math.Sqrt(least) * (1 + Outward));
            _labels._lower[row] = (float)(Math.Sqrt(second) * (1 - Outward));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Change(int row, int cluster)
        {
            var (old, dimension) = (_labels.Labels[row], _labels.Rows.Dimension);
            _labels.Labels[row] = cluster;
            Changed++;
            Sizes[cluster]++;
            if (old >= 0)
            {
                Sizes[old]--;
            }

            if (_codes.IsFar[row])
            {
                return;
            }

            var place = _labels.Rows.Row(row);
            Centers.Add(place, Sums.AsSpan(cluster * dimension, dimension));
            if (old >= 0)
            {
                Centers.Subtract(place, Sums.AsSpan(old * dimension, dimension));
            }
        }

        /// <summary>Brings the codes of the rows of a block to (pair, row), and what is known of the rows with them.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Transpose(ReadOnlySpan<int> rows)
        {
            fixed (int* pairs = _codes.Pairs)
            {
                var stride = _codes.Stride;
                for (var first = 0; first < BlockSize; first += Vector256<int>.Count)
                {
                    if (Avx.IsSupported)
                    {
                        TransposeEight(rows.Slice(first, Vector256<int>.Count), pairs, first, stride);
                        continue;
                    }

                    for (var i = first; i < first + Vector256<int>.Count; i++)
                    {
                        for (var pair = 0; pair < stride; pair++)
                        {
                            _block.Pairs[(pair * BlockSize) + i] = pairs[((long)rows[i] * stride) + pair];
                        }
                    }
                }
            }

            for (var i = 0; i < BlockSize; i++)
            {
                (_block.Lengths[i], _block.Lost[i]) = (_codes.Lengths[rows[i]], _codes.Lost[rows[i]]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void TransposeEight(ReadOnlySpan<int> rows, int* pairs, int first, int stride)
        {
            float* r0 = Row(rows[0]), r1 = Row(rows[1]), r2 = Row(rows[2]), r3 = Row(rows[3]);
            float* r4 = Row(rows[4]), r5 = Row(rows[5]), r6 = Row(rows[6]), r7 = Row(rows[7]);
            var target = (float*)_block.Pairs + first;
            for (var pair = 0; pair < stride; pair += Vector256<int>.Count, target += Vector256<int>.Count * BlockSize)
            {
                var (a0, a1) = (Vector256.Load(r0 + pair), Vector256.Load(r1 + pair));
                var (a2, a3) = (Vector256.Load(r2 + pair), Vector256.Load(r3 + pair));
                var (a4, a5) = (Vector256.Load(r4 + pair), Vector256.Load(r5 + pair));
                var (a6, a7) = (Vector256.Load(r6 + pair), Vector256.Load(r7 + pair));
                var (b0, b1) = (Avx.UnpackLow(a0, a1).AsDouble(), Avx.UnpackHigh(a0, a1).AsDouble());
                var (b2, b3) = (Avx.UnpackLow(a2, a3).AsDouble(), Avx.UnpackHigh(a2, a3).AsDouble());
                var (b4, b5) = (Avx.UnpackLow(a4, a5).AsDouble(), Avx.UnpackHigh(a4, a5).AsDouble());
                var (b6, b7) = (Avx.UnpackLow(a6, a7).AsDouble(), Avx.UnpackHigh(a6, a7).AsDouble());
                Write(target, Avx.UnpackLow(b0, b2), Avx.UnpackLow(b4, b6));
                Write(target + BlockSize, Avx.UnpackHigh(b0, b2), Avx.UnpackHigh(b4, b6));
                Write(target + (2 * BlockSize), Avx.UnpackLow(b1, b3), Avx.UnpackLow(b5, b7));
                Write(target + (3 * BlockSize), Avx.UnpackHigh(b1, b3), Avx.UnpackHigh(b5, b7));
            }

            float* Row(int row) => (float*)(pairs + ((long)row * stride));

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            static void Write(float* line, Vector256<double> left, Vector256<double> right)
            {
                Avx.Permute2x128(left, right, 0x20).AsSingle().Store(line);
                Avx.Permute2x128(left, right, 0x31).AsSingle().Store(line + (4 * BlockSize));
            }
        }
    }

    /// <summary>Thirty-two rows beside each other, and what the screen finds for them.</summary>
    private sealed class AlignedBlock
    {
        private readonly int[] _memory;

        public AlignedBlock(int pairCount)
        {
            _memory = GC.AllocateUninitializedArray<int>(((pairCount + 6) * BlockSize) + 16, pinned: true);
            Pairs = (int*)(((nint)Unsafe.AsPointer(ref _memory[0]) + 63) & -64);
            Best = Pairs + (pairCount * BlockSize);
            Second = Best + BlockSize;
            Lengths = (float*)(Second + BlockSize);
            Lost = Lengths + BlockSize;
            Upper = Lost + BlockSize;
            Lower = Upper + BlockSize;
        }

        /// <summary>(pair, row).</summary>
        public int* Pairs { get; }

        public int* Best { get; }

        public int* Second { get; }

        public float* Lengths { get; }

        public float* Lost { get; }

        public float* Upper { get; }

        public float* Lower { get; }

        /// <summary>Says of which rows the screen has not decided, a bit for each, and what bounds it gives for the others.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public uint Judge(CenterCodes centers, bool withBounds)
        {
            var undecided = 0u;
            var unit = Vector256.Create((float)centers.Unit);
            var largest = Vector256.Create((float)(centers.Largest * (1 + Outward)));
            var leftOut = Vector256.Create((float)(centers.NearestLeftOut * (1 - Outward)));
            for (var i = 0; i < BlockSize; i += Vector256<int>.Count)
            {
                var (best, second) = (
                    Vector256.ConvertToSingle(Vector256.Load(Best + i)), Vector256.ConvertToSingle(Vector256.Load(Second + i)));
                var (length, lost) = (Vector256.Load(Lengths + i), Vector256.Load(Lost + i));
                var error = (lost * centers.ErrorFactor) + (length * centers.LengthFactor) + Vector256.Create(centers.ErrorConstant);
                undecided |= (~Vector256.GreaterThan(best - second, error + error)).ExtractMostSignificantBits() << i;
                if (!withBounds)
                {
                    continue;
                }

                // |x − c|² = |x|² − 2 (x · c − |c|² / 2), and what single precision may lose of it.
                var squares = length * length;
                var reach = length + largest;
                var slack = reach * reach * (4 * Outward);
                var upper = Vector256.Max(Vector256<float>.Zero, squares - ((best - error) * unit * 2) + slack);
                var lower = Vector256.Max(Vector256<float>.Zero, squares - ((second + error) * unit * 2) - slack);
                (Vector256.Sqrt(upper) * (1 + Outward)).Store(Upper + i);
                Vector256.Min(Vector256.Sqrt(lower) * (1 - Outward), leftOut).Store(Lower + i);
            }

            return undecided;
        }
    }

    private static class Kernel<TLanes>
        where TLanes : struct, IPairLanes<TLanes>
    {
        /// <summary>The best and the second best score of each row of a block, with the number of the centre in the low bits.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run(CenterCodes centers, AlignedBlock block)
        {
            var lowBits = (1 << centers.LowBits) - 1;
            var mask = TLanes.Create(lowBits);
            fixed (int* pairs = centers.Pairs, biases = centers.Biases)
            {
                for (var row = 0; row < BlockSize; row += 2 * TLanes.Count)
                {
                    TLanes best0 = TLanes.Create(int.MinValue), best1 = best0, second0 = best0, second1 = best0;
                    var center = pairs;
                    var bias = biases;
                    var number = lowBits;
                    for (var tile = 0; tile < centers.TileCount; tile++, bias += CenterCodes.TileSize, number -= CenterCodes.TileSize)
                    {
                        TLanes a0 = TLanes.Create(bias[0]), b0 = TLanes.Create(bias[1]), c0 = TLanes.Create(bias[2]);
                        TLanes d0 = TLanes.Create(bias[3]), e0 = TLanes.Create(bias[4]), f0 = TLanes.Create(bias[5]);
                        TLanes a1 = a0, b1 = b0, c1 = c0, d1 = d0, e1 = e0, f1 = f0;
                        var rows = block.Pairs + row;
                        for (var pair = 0; pair < centers.PairCount; pair++, rows += BlockSize, center += CenterCodes.TileSize)
                        {
                            var (row0, row1) = (TLanes.Load(rows), TLanes.Load(rows + TLanes.Count));
                            var value = TLanes.Create(center[0]);
                            (a0, a1) = (TLanes.AddProducts(value, row0, a0), TLanes.AddProducts(value, row1, a1));
                            value = TLanes.Create(center[1]);
                            (b0, b1) = (TLanes.AddProducts(value, row0, b0), TLanes.AddProducts(value, row1, b1));
                            value = TLanes.Create(center[2]);
                            (c0, c1) = (TLanes.AddProducts(value, row0, c0), TLanes.AddProducts(value, row1, c1));
                            value = TLanes.Create(center[3]);
                            (d0, d1) = (TLanes.AddProducts(value, row0, d0), TLanes.AddProducts(value, row1, d1));
                            value = TLanes.Create(center[4]);
                            (e0, e1) = (TLanes.AddProducts(value, row0, e0), TLanes.AddProducts(value, row1, e1));
                            value = TLanes.Create(center[5]);
                            (f0, f1) = (TLanes.AddProducts(value, row0, f0), TLanes.AddProducts(value, row1, f1));
                        }

                        var bits = TLanes.Create(number);
                        var (score0, score1) = (TLanes.WithLowBits(a0, mask, bits), TLanes.WithLowBits(a1, mask, bits));
                        (second0, best0) = (TLanes.Max(second0, TLanes.Min(best0, score0)), TLanes.Max(best0, score0));
                        (second1, best1) = (TLanes.Max(second1, TLanes.Min(best1, score1)), TLanes.Max(best1, score1));
                        bits = TLanes.Create(number - 1);
                        (score0, score1) = (TLanes.WithLowBits(b0, mask, bits), TLanes.WithLowBits(b1, mask, bits));
                        (second0, best0) = (TLanes.Max(second0, TLanes.Min(best0, score0)), TLanes.Max(best0, score0));
                        (second1, best1) = (TLanes.Max(second1, TLanes.Min(best1, score1)), TLanes.Max(best1, score1));
                        bits = TLanes.Create(number - 2);
                        (score0, score1) = (TLanes.WithLowBits(c0, mask, bits), TLanes.WithLowBits(c1, mask, bits));
                        (second0, best0) = (TLanes.Max(second0, TLanes.Min(best0, score0)), TLanes.Max(best0, score0));
                        (second1, best1) = (TLanes.Max(second1, TLanes.Min(best1, score1)), TLanes.Max(best1, score1));
                        bits = TLanes.Create(number - 3);
                        (score0, score1) = (TLanes.WithLowBits(d0, mask, bits), TLanes.WithLowBits(d1, mask, bits));
                        (second0, best0) = (TLanes.Max(second0, TLanes.Min(best0, score0)), TLanes.Max(best0, score0));
                        (second1, best1) = (TLanes.Max(second1, TLanes.Min(best1, score1)), TLanes.Max(best1, score1));
                        bits = TLanes.Create(number - 4);
                        (score0, score1) = (TLanes.WithLowBits(e0, mask, bits), TLanes.WithLowBits(e1, mask, bits));
                        (second0, best0) = (TLanes.Max(second0, TLanes.Min(best0, score0)), TLanes.Max(best0, score0));
                        (second1, best1) = (TLanes.Max(second1, TLanes.Min(best1, score1)), TLanes.Max(best1, score1));
                        bits = TLanes.Create(number - 5);
                        (score0, score1) = (TLanes.WithLowBits(f0, mask, bits), TLanes.WithLowBits(f1, mask, bits));
                        (second0, best0) = (TLanes.Max(second0, TLanes.Min(best0, score0)), TLanes.Max(best0, score0));
                        (second1, best1) = (TLanes.Max(second1, TLanes.Min(best1, score1)), TLanes.Max(best1, score1));
                    }

                    best0.Store(block.Best + row);
                    best1.Store(block.Best + row + TLanes.Count);
                    second0.Store(block.Second + row);
                    second1.Store(block.Second + row + TLanes.Count);
                }
            }
        }
    }
}
