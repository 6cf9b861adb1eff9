using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZetDard.Recommenders;

/// <summary>
/// Finds the few rows that may belong to the best of a query, by a copy of the table in bytes: ten times faster than scoring every row,
/// and never wrong.
/// </summary>
/// <remarks>
/// A row x becomes y = (x − mean) / unit, of length at most 1 or so, and y ≈ scale · code with 8 bits a value. The order of inner
/// products is that of p · y with p = query / |query|; the order of distances is that of p · y − |y|² / 2 with p = (query − mean) / unit;
/// and cosines are ordered as distances, of rows and queries brought to length 1 (a row of zeros is let through too often, never too
/// rarely). By Cauchy and Schwarz
/// <code>p · y + bias ≤ scale · (p · code) + |p| · slack + bias, with slack = |y − scale · code| + what rounding may add,</code>
/// and a row whose right side is below the worst score that is kept so far cannot matter. All others are scored by
/// <see cref="RowScore"/>, which alone decides. Codes lie in panels of 32 rows, [panel][column][row], so that neighbouring lanes are rows
/// and nothing is added across lanes. Many queries share a panel that was widened once, six at a time: as floats, or, where the machine
/// multiplies pairs of 16-bit integers (<see cref="PairKernel"/>), as those, with the queries rounded to 16 bits too; what that rounding
/// may change is taken off the level.
/// </remarks>
internal sealed unsafe class RowScreen
{
    private const int PanelSize = 32;
    private const int TileSize = 6;
    private const int MinRowCount = 256;                                   // fewer are scored as fast
    private const int LargestCode = sbyte.MaxValue;
    private const double FloatRounding = 1.0 / (1 << 23);                    // twice that of one operation
    private const double DoubleRounding = 4.0 / (1L << 53);
    // More than is lost where products are too small for a float; sums are of the order of 1.
    private const float Underflow = 1e-35f;

    private readonly Similarity _similarity;
    private readonly bool _byDistance;                                       // the cosine as well: of rows of length 1
    private readonly int _rowCount;
    private readonly int _dimension;
    private readonly double[] _mean;
    private readonly double _meanNorm;
    private readonly double _longest;                                        // length of the longest row
    private readonly double _unit;
    private readonly AlignedMemory<sbyte> _codes;                            // (panel, column, row)
    private readonly AlignedMemory<float> _bounds;                           // (panel, 3, row): scale, slack, bias

    private RowScreen(Similarity similarity, int rowCount, double[] mean, double longest)
    {
        _similarity = similarity;
        _byDistance = similarity != Similarity.InnerProduct;
        _rowCount = rowCount;
        _dimension = mean.Length;
        _mean = mean;
        _meanNorm = TensorPrimitives.Norm<double>(mean);
        _longest = longest;
        _unit = similarity == Similarity.Cosine || longest == 0 ? 1 : longest + _meanNorm;
        _codes = new((long)PanelCount * PanelSize * _dimension);
        _bounds = new((long)PanelCount * PanelSize * 3);
    }

    private int PanelCount => (_rowCount + PanelSize - 1) / PanelSize;

    /// <summary>Whether a table is large enough for a screen, and not so large that an array cannot hold it.</summary>
    public static bool Pays(int rowCount, int dimension) =>
        rowCount >= MinRowCount
            && dimension > 0
            && ((long)rowCount + PanelSize) * Math.Max(dimension, 3) < Array.MaxLength - AlignedMemory<sbyte>.LineSize;

    /// <summary>Makes the screen of a table: two passes over it.</summary>
    public static RowScreen Create<TKey>(
        FeatureTable<TKey> table, Similarity similarity, int threadCount, CancellationToken cancellationToken)
        where TKey : notnull
    {
        var (mean, wide, longest) = (new double[table.Dimension], new double[table.Dimension], 0.0);
        for (var row = 0; row < table.Keys.Count; row++)
        {
            var norm = RowScore.Norm(table.Row(row));
            TensorPrimitives.ConvertTruncating(table.Row(row), wide);
            TensorPrimitives.MultiplyAdd(wide, (similarity == Similarity.Cosine ? Inverse(norm) : 1) / table.Keys.Count, mean, mean);
            longest = Math.Max(longest, norm);
        }

        var screen = new RowScreen(similarity, table.Keys.Count, mean, longest);
        var negativeMean = Array.ConvertAll(mean, value => -value / screen._unit);
        Workers.Run<object?>(
            screen.PanelCount,
            64,
            threadCount,
            "Indexing rows",
            progress: null,
            () => null,
            (_, panel) => screen.Fill(table, panel, negativeMean),
            cancellationToken);
        return screen;
    }

    /// <summary>Offers every search the rows that may belong to its best, in ascending order.</summary>
    public void Run<TKey>(ReadOnlySpan<NearestSearch<TKey>> searches, CancellationToken cancellationToken)
        where TKey : notnull
    {
        // Vectors of 512 bits were measured: they are not faster, on a processor that has them.
        if (Vector256.IsHardwareAccelerated)
        {
            Run<TKey, Lanes256>(searches, cancellationToken);
        }
        else
        {
            Run<TKey, Lanes128>(searches, cancellationToken);
        }
    }

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run<TKey, TLanes>(ReadOnlySpan<NearestSearch<TKey>> searches, CancellationToken cancellationToken)
        where TKey : notnull
        where TLanes : struct, ILanes<TLanes>
    {
        var one = searches.Length == 1;
        var byPairs = !one && PairKernel.IsSupported && TLanes.Count == Vector256<float>.Count;
        var tileSize = one ? 1 : TileSize;
        var tileCount = (searches.Length + tileSize - 1) / tileSize;

        // (column, row), or shorts (pair of columns, row, column)
        var panelRows = one ? null : new AlignedMemory<float>(PanelSize * _dimension);
        var states = new QueryState[searches.Length];
        var dots = stackalloc float[TileSize * PanelSize];

        // (tile, column, query), or pairs of shorts (tile, pair of columns, query)
        fixed (float* queries = new float[tileCount * tileSize * _dimension])
        {
            for (var i = 0; i < searches.Length; i++)
            {
                states[i] = Prepare(
                    searches[i].Query, queries + (i / tileSize * tileSize * _dimension) + (i % tileSize), tileSize, byPairs);
            }

            for (var panel = 0; panel < PanelCount; panel++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var codes = _codes.Start + ((long)panel * PanelSize * _dimension);
                if (byPairs)
                {
                    PairKernel.Expand(codes, _dimension, (short*)panelRows!.Start);
                }
                else if (panelRows is not null)
                {
                    Kernel<TLanes>.Expand(codes, PanelSize * _dimension, panelRows.Start);
                }

                for (var first = 0; first < searches.Length; first += tileSize)
                {
                    if (panelRows is null)
                    {
                        Kernel<TLanes>.DotsOfOne(codes, queries, _dimension, dots);
                    }
                    else if (byPairs)
                    {
                        PairKernel.DotsOfTile((short*)panelRows.Start, (int*)(queries + (first * _dimension)), _dimension, dots);
                    }
                    else
                    {
                        Kernel<TLanes>.DotsOfTile(panelRows.Start, queries + (first * _dimension), _dimension, dots);
                    }

                    for (var i = first; i < Math.Min(first + tileSize, searches.Length); i++)
                    {
                        ref var state = ref states[i];
                        var passing = Kernel<TLanes>.Passing(
                            dots + ((i - first) * PanelSize), _bounds.Start + ((long)panel * PanelSize * 3), state);
                        for (; passing != 0; passing &= passing - 1)
                        {
                            if (searches[i].Offer((panel * PanelSize) + BitOperations.TrailingZeroCount(passing)))
                            {
                                state.Level = Level(state, searches[i].Floor);
                            }
                        }
                    }
                }
            }
        }

        GC.KeepAlive(panelRows);
        GC.KeepAlive(this);
    }

    private static double Inverse(double norm) => norm == 0 ? 0 : 1 / norm;

    private void Fill<TKey>(FeatureTable<TKey> table, int panel, double[] negativeMean)
        where TKey : notnull
    {
        var y = new double[_dimension];
        var codes = _codes.Start + ((long)panel * PanelSize * _dimension);
        var bounds = _bounds.Start + ((long)panel * PanelSize * 3);
        for (var lane = 0; lane < PanelSize; lane++)
        {
            var row = (panel * PanelSize) + lane;
            if (row >= _rowCount)
            {
                // No row: it passes for no query.
                (bounds[lane], bounds[PanelSize + lane], bounds[(2 * PanelSize) + lane]) = (0, 0, float.NegativeInfinity);
                for (var column = 0; column < _dimension; column++)
                {
                    codes[(column * PanelSize) + lane] = 0;
                }

                continue;
            }

            var norm = RowScore.Norm(table.Row(row));
            var factor = _similarity == Similarity.Cosine ? Inverse(norm) : 1 / _unit;
            TensorPrimitives.ConvertTruncating(table.Row(row), y);
            TensorPrimitives.MultiplyAdd(y, factor, negativeMean, y);
            var scale = (float)(Math.Abs(TensorPrimitives.MaxMagnitude<double>(y)) / LargestCode);
            var inverse = scale == 0 ? 0 : 1.0 / scale;
            var (residual, length) = (0.0, 0.0);
            for (var column = 0; column < _dimension; column++)
            {
                var code = Math.Clamp(Math.Round(y[column] * inverse), -LargestCode, LargestCode);
                var difference = y[column] - (scale * code);
                residual += difference * difference;
                length += code * code;
                codes[(column * PanelSize) + lane] = (sbyte)code;
            }

            var yNorm = TensorPrimitives.Norm<double>(y);
            var yError = (_dimension + 8) * DoubleRounding * ((norm * factor) + (_meanNorm / _unit));
            var slack = Math.Sqrt(residual) + ((_dimension + 8) * FloatRounding * scale * Math.Sqrt(length)) + yError;
            var bias = _byDistance ? (-yNorm * yNorm / 2 * (1 - (8 * FloatRounding))) + (2 * yError * (yNorm + yError)) : 0;
            bounds[lane] = scale;
            bounds[PanelSize + lane] = MathF.BitIncrement((float)(slack * (1 + (8 * FloatRounding))));
            bounds[(2 * PanelSize) + lane] = bias == 0 ? 0 : MathF.BitIncrement((float)bias);
        }
    }

    /// <summary>
    /// Writes p at every <paramref name="stride"/>th place of <paramref name="target"/>, as floats or as pairs of shorts, and says how
    /// the search's scores read in the screen's units.
    /// </summary>
    private QueryState Prepare(ReadOnlySpan<float> query, float* target, int stride, bool byPairs)
    {
        var p = new double[_dimension];
        TensorPrimitives.ConvertTruncating(query, p);
        var along = TensorPrimitives.Dot<double>(p, _mean);
        if (_byDistance)
        {
            TensorPrimitives.Multiply(p, _similarity == Similarity.Cosine ? Inverse(TensorPrimitives.Norm<double>(p)) : 1, p);
            TensorPrimitives.Subtract(p, _mean, p);
        }

        var norm = TensorPrimitives.Norm<double>(p);
        var queryUnit = _byDistance ? Math.Max(norm, _unit) : norm == 0 ? 1 : norm;
        TensorPrimitives.Divide(p, queryUnit, p);
        var (scale, lost) = byPairs ? PairKernel.Write(p, (int*)target, stride) : Write(p, target, stride);

        // |scale · code| of a row is below 2.1 + .008 √d: y is not longer than 2, and each of its values is off by half a code at most.
        return new()
        {
            Scale = scale,
            QueryError = (float)(lost * (2.1 + (.008 * Math.Sqrt(_dimension))) * (1 + (8 * FloatRounding))),
            Level = float.NegativeInfinity,
            Reach = (float)(norm / queryUnit * (1 + (8 * FloatRounding))),
            BiasFactor = _byDistance ? (float)(_unit / queryUnit) : 0,
            Unit = queryUnit * _unit,
            Constant = _byDistance ? -norm * norm / 2 : along,
            Rounding = (_dimension + 16) * DoubleRounding * (_byDistance ? norm * norm : norm * _longest),
        };
    }

    // Floats need no scale; what their rounding loses is part of the slack.
    private static (float Scale, double Lost) Write(double[] p, float* target, int stride)
    {
        for (var column = 0; column < p.Length; column++)
        {
            target[(long)column * stride] = (float)p[column];
        }

        return (1, 0);
    }

    /// <summary>A row whose bound is not above this has a score below <paramref name="floor"/>, or equal to it.</summary>
    /// <remarks>
    /// Unit · (p · y + bias · BiasFactor) + Constant is the inner product, or −½ of the squared distance, which for rows of length 1 is
    /// the cosine − 1.
    /// </remarks>
    private float Level(in QueryState state, double floor)
    {
        var (value, size) = _similarity switch
        {
            Similarity.Cosine => (floor - 1, 2),
            Similarity.Euclidean => (-floor * floor / 2, floor * floor),
            _ => (floor, 0),
        };
        var rounding = state.Rounding + ((_dimension + 16) * DoubleRounding * size);
        return MathF.BitDecrement(
            MathF.BitDecrement((float)((value - state.Constant - rounding) / state.Unit)) - Underflow - state.QueryError);
    }

    /// <summary>What the kernels know of one query.</summary>
    private struct QueryState
    {
        public float Level;
        public float Scale;             // what a dot product of integers is multiplied by; 1 for floats
        public float QueryError;        // what rounding the query to 16 bits may add to or take from p · y
        public float Reach;             // |p|
        public float BiasFactor;
        public double Unit;
        public double Constant;
        public double Rounding;
    }

    private static class Kernel<TLanes>
        where TLanes : struct, ILanes<TLanes>
    {
        /// <summary>Bytes to floats.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Expand(sbyte* codes, int count, float* target)
        {
            for (var i = 0; i < count; i += TLanes.Count)
            {
                TLanes.Load(codes + i).Store(target + i);
            }
        }

        /// <summary>
        /// p · code of the rows of one panel for one query. Two sums a row, of the even and the odd columns: one would wait for itself.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void DotsOfOne(sbyte* codes, float* query, int dimension, float* dots)
        {
            for (var group = 0; group < PanelSize; group += 2 * TLanes.Count)
            {
                TLanes even0 = TLanes.Create(0), even1 = even0, odd0 = even0, odd1 = even0;
                var column = 0;
                var code = codes + group;
                for (; column + 2 <= dimension; column += 2, code += 2 * PanelSize)
                {
                    var (even, odd) = (TLanes.Create(query[column]), TLanes.Create(query[column + 1]));
                    even0 = TLanes.MultiplyAdd(TLanes.Load(code), even, even0);
                    even1 = TLanes.MultiplyAdd(TLanes.Load(code + TLanes.Count), even, even1);
                    odd0 = TLanes.MultiplyAdd(TLanes.Load(code + PanelSize), odd, odd0);
                    odd1 = TLanes.MultiplyAdd(TLanes.Load(code + PanelSize + TLanes.Count), odd, odd1);
                }

                if (column < dimension)
                {
                    var even = TLanes.Create(query[column]);
                    even0 = TLanes.MultiplyAdd(TLanes.Load(code), even, even0);
                    even1 = TLanes.MultiplyAdd(TLanes.Load(code + TLanes.Count), even, even1);
                }

                (even0 + odd0).Store(dots + group);
                (even1 + odd1).Store(dots + group + TLanes.Count);
            }
        }

        /// <summary>
        /// p · code of the rows of one panel for a tile of queries: (query, row). 12 sums at a time, as many as 16 registers hold beside
        /// their operands.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void DotsOfTile(float* rows, float* queries, int dimension, float* dots)
        {
            for (var group = 0; group < PanelSize; group += 2 * TLanes.Count)
            {
                TLanes a0 = TLanes.Create(0), b0 = a0, c0 = a0, d0 = a0, e0 = a0, f0 = a0;
                TLanes a1 = a0, b1 = a0, c1 = a0, d1 = a0, e1 = a0, f1 = a0;
                var (row, query) = ((nint)(rows + group), (nint)queries);
                for (var column = 0; column < dimension; column++, row += PanelSize * sizeof(float), query += TileSize * sizeof(float))
                {
                    var (row0, row1) = (TLanes.Load((float*)row), TLanes.Load((float*)row + TLanes.Count));
                    var values = (float*)query;
                    var value = TLanes.Create(values[0]);
                    (a0, a1) = (TLanes.MultiplyAdd(value, row0, a0), TLanes.MultiplyAdd(value, row1, a1));
                    value = TLanes.Create(values[1]);
                    (b0, b1) = (TLanes.MultiplyAdd(value, row0, b0), TLanes.MultiplyAdd(value, row1, b1));
                    value = TLanes.Create(values[2]);
                    (c0, c1) = (TLanes.MultiplyAdd(value, row0, c0), TLanes.MultiplyAdd(value, row1, c1));
                    value = TLanes.Create(values[3]);
                    (d0, d1) = (TLanes.MultiplyAdd(value, row0, d0), TLanes.MultiplyAdd(value, row1, d1));
                    value = TLanes.Create(values[4]);
                    (e0, e1) = (TLanes.MultiplyAdd(value, row0, e0), TLanes.MultiplyAdd(value, row1, e1));
                    value = TLanes.Create(values[5]);
                    (f0, f1) = (TLanes.MultiplyAdd(value, row0, f0), TLanes.MultiplyAdd(value, row1, f1));
                }

                var target = dots + group;
                Store(a0, a1, target);
                Store(b0, b1, target + PanelSize);
                Store(c0, c1, target + (2 * PanelSize));
                Store(d0, d1, target + (3 * PanelSize));
                Store(e0, e1, target + (4 * PanelSize));
                Store(f0, f1, target + (5 * PanelSize));
            }
        }

        /// <summary>A bit for each row of a panel whose bound is above the level.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Passing(float* dots, float* bounds, in QueryState query)
        {
            var (level, reach, biasFactor, queryScale) = (
                TLanes.Create(query.Level), TLanes.Create(query.Reach), TLanes.Create(query.BiasFactor), TLanes.Create(query.Scale));
            var passing = 0u;
            for (var lane = 0; lane < PanelSize; lane += TLanes.Count)
            {
                var (scale, slack, bias) = (
                    TLanes.Load(bounds + lane), TLanes.Load(bounds + PanelSize + lane), TLanes.Load(bounds + (2 * PanelSize) + lane));
                var margin = TLanes.MultiplyAdd(slack, reach, TLanes.MultiplyAdd(bias, biasFactor, TLanes.Create(0)));
                passing |= TLanes.MultiplyAdd(TLanes.Load(dots + lane) * queryScale, scale, margin).GreaterThan(level) << lane;
            }

            return passing;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(TLanes first, TLanes second, float* target)
        {
            first.Store(target);
            second.Store(target + TLanes.Count);
        }
    }

    /// <summary>The tile of queries by 16-bit integers: 16 products an instruction where floats have 8.</summary>
    private static class PairKernel
    {
        public static bool IsSupported => Avx2.IsSupported;

        /// <summary>
        /// Bytes (column, row) to shorts (pair of columns, row, column of the pair); an odd last column has zeros beside it.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Expand(sbyte* codes, int dimension, short* target)
        {
            for (var column = 0; column < dimension; column += 2)
            {
                for (var row = 0; row < PanelSize; row += Vector256<short>.Count, target += 2 * Vector256<short>.Count)
                {
                    var code = codes + (column * PanelSize) + row;
                    var first = Avx2.ConvertToVector256Int16(code);
                    var second = column + 1 < dimension ? Avx2.ConvertToVector256Int16(code + PanelSize) : default;
                    // Rows 0-3 and 8-11, 4-7 and 12-15.
                    var (low, high) = (Avx2.UnpackLow(first, second), Avx2.UnpackHigh(first, second));
                    Avx2.Permute2x128(low, high, 0x20).Store(target);
                    Avx2.Permute2x128(low, high, 0x31).Store(target + Vector256<short>.Count);
                }
            }
        }

        /// <summary>
        /// Rounds p to scale · shorts, so small that a sum of products with codes fits an integer, and writes them in pairs of columns at
        /// every <paramref name="stride"/>th place.
        /// </summary>
        /// <returns>The scale, and |p − scale · shorts|.</returns>
        public static (float Scale, double Lost) Write(double[] p, int* target, int stride)
        {
            var most = Math.Min(short.MaxValue, int.MaxValue / ((LargestCode + 1L) * (p.Length + 1L)));
            var scale = (float)(Math.Abs(TensorPrimitives.MaxMagnitude<double>(p)) / most);
            var (inverse, lost) = (scale == 0 ? 0 : 1.0 / scale, 0.0);
            for (var column = 0; column < p.Length; column += 2, target += stride)
            {
                var (first, second) = (Rounded(column), column + 1 < p.Length ? Rounded(column + 1) : (short)0);
                *target = (ushort)first | (second << 16);
            }

            return (scale, Math.Sqrt(lost));

            short Rounded(int column)
            {
                var rounded = Math.Clamp(Math.Round(p[column] * inverse), -most, most);
                var difference = p[column] - (scale * rounded);
                lost += difference * difference;
                return (short)rounded;
            }
        }

        /// <summary>Sums of products of shorts and codes for a tile of queries: (query, row), as floats.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void DotsOfTile(short* rows, int* queries, int dimension, float* dots)
        {
            for (var group = 0; group < PanelSize; group += 2 * Vector256<int>.Count)
            {
                Vector256<int> a0 = default, b0 = default, c0 = default, d0 = default, e0 = default, f0 = default;
                Vector256<int> a1 = default, b1 = default, c1 = default, d1 = default, e1 = default, f1 = default;
                short* row = rows + (2 * group);
                int* query = queries;
                for (var column = 0; column < dimension; column += 2, row += 2 * PanelSize, query += TileSize)
                {
                    var (row0, row1) = (Vector256.Load(row), Vector256.Load(row + Vector256<short>.Count));
                    var value = Vector256.Create(query[0]).AsInt16();
                    (a0, a1) = (a0 + Avx2.MultiplyAddAdjacent(row0, value), a1 + Avx2.MultiplyAddAdjacent(row1, value));
                    value = Vector256.Create(query[1]).AsInt16();
                    (b0, b1) = (b0 + Avx2.MultiplyAddAdjacent(row0, value), b1 + Avx2.MultiplyAddAdjacent(row1, value));
                    value = Vector256.Create(query[2]).AsInt16();
                    (c0, c1) = (c0 + Avx2.MultiplyAddAdjacent(row0, value), c1 + Avx2.MultiplyAddAdjacent(row1, value));
                    value = Vector256.Create(query[3]).AsInt16();
                    (d0, d1) = (d0 + Avx2.MultiplyAddAdjacent(row0, value), d1 + Avx2.MultiplyAddAdjacent(row1, value));
                    value = Vector256.Create(query[4]).AsInt16();
                    (e0, e1) = (e0 + Avx2.MultiplyAddAdjacent(row0, value), e1 + Avx2.MultiplyAddAdjacent(row1, value));
                    value = Vector256.Create(query[5]).AsInt16();
                    (f0, f1) = (f0 + Avx2.MultiplyAddAdjacent(row0, value), f1 + Avx2.MultiplyAddAdjacent(row1, value));
                }

                var target = dots + group;
                Store(a0, a1, target);
                Store(b0, b1, target + PanelSize);
                Store(c0, c1, target + (2 * PanelSize));
                Store(d0, d1, target + (3 * PanelSize));
                Store(e0, e1, target + (4 * PanelSize));
                Store(f0, f1, target + (5 * PanelSize));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(Vector256<int> first, Vector256<int> second, float* target)
        {
            Vector256.ConvertToSingle(first).Store(target);
            Vector256.ConvertToSingle(second).Store(target + Vector256<float>.Count);
        }
    }
}
