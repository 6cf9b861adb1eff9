using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Models.Svm;

/// <summary>
/// Solves two-class problems. With βᵢ = yᵢ αᵢ the dual of <see cref="SvcProblem"/> is
/// <code>minimise ½ βᵀKβ − yᵀβ   subject to Σβ = 0, lower ≤ β ≤ upper,</code>
/// where (lower, upper) is (0, Cᵢ) for y = +1 and (−Cᵢ, 0) for y = −1. With F = y − Kβ, the negative gradient, β is optimal where
/// <code>max { Fᵢ : βᵢ &lt; upperᵢ } − min { Fᵢ : βᵢ &gt; lowerᵢ } ≤ 0,</code>
/// and the fit stops where the left side, the gap, is below the tolerance. −F of a vector between its bounds is ρ.
/// </summary>
/// <remarks>
/// <para>Decomposition (Joachims 1998): a working set of the worst violators is optimised with all else fixed, then F is brought up to
/// date. Within the set two multipliers at a time move (sequential minimal optimisation), chosen by second order (Fan, Chen and Lin 2005).
/// A small problem is its own working set. <see cref="SvcReference"/> is the method without decomposition.</para>
/// <para>F is kept in double precision; scans read a copy in single precision, of F less the threshold, so that what matters has the most
/// digits. Sums over lanes have a fixed order, ties go to the lowest index, and nothing is shared between problems: the same bits for any
/// number of threads and any width of vectors.</para>
/// </remarks>
internal static class SvcSolver
{
    private const long DefaultMemoryLimitBytes = 64L << 20;

    /// <summary>Solves several problems, as many at once as there are threads; the same bits for any number of threads.</summary>
    /// <param name="problems">The problems.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor. A single problem uses all of them.</param>
    /// <param name="solved">Is told the number of each problem that is solved, from any thread.</param>
    /// <param name="cancellationToken">Checked many times within a fit.</param>
    public static SvcSolution[] SolveAll(
        IReadOnlyList<SvcProblem> problems, int threadCount = 0, Action<int>? solved = null, CancellationToken cancellationToken = default) =>
        SolveAll(problems, threadCount, solved, DefaultMemoryLimitBytes, Lanes.BestBits, cancellationToken);

    /// <summary>The same within a given memory, which the rows of kernel matrices take for all threads, and a given width of vectors.</summary>
    public static SvcSolution[] SolveAll(
        IReadOnlyList<SvcProblem> problems, int threadCount, Action<int>? solved, long memoryLimitBytes, int vectorBits,
        CancellationToken cancellationToken)
    {
        var threads = threadCount == 0 ? Environment.ProcessorCount : threadCount;
        var workers = Math.Clamp(Math.Min(threads, problems.Count), 1, int.MaxValue);
        var solutions = new SvcSolution[problems.Count];
        var next = -1;
        if (workers == 1)
        {
            Work();
            return solutions;
        }

        try
        {
            Parallel.For(0, workers, new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken }, _ => Work());
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        return solutions;

        void Work()
        {
            using var worker = CreateWorker(vectorBits, memoryLimitBytes / workers, Math.Max(1, threads / workers));
            for (var i = Interlocked.Increment(ref next); i < problems.Count; i = Interlocked.Increment(ref next))
            {
                solutions[i] = worker.Solve(problems[i], cancellationToken);
                solved?.Invoke(i);
            }
        }
    }

    /// <summary>Solves one problem, on this thread alone.</summary>
    public static SvcSolution Solve(SvcProblem problem, CancellationToken cancellationToken = default)
    {
        using var worker = CreateWorker(Lanes.BestBits, DefaultMemoryLimitBytes, 1);
        return worker.Solve(problem, cancellationToken);
    }

    private static ISolver CreateWorker(int vectorBits, long memoryLimitBytes, int threadCount) =>
        vectorBits switch
        {
            512 => new Solver<Lanes512>(memoryLimitBytes, threadCount),
            256 => new Solver<Lanes256>(memoryLimitBytes, threadCount),
            _ => new Solver<Lanes128>(memoryLimitBytes, threadCount),
        };

    private interface ISolver : IDisposable
    {
        SvcSolution Solve(SvcProblem problem, CancellationToken cancellationToken);
    }

    /// <summary>Memory and method of one thread.</summary>
    private sealed unsafe class Solver<TLanes>(long memoryLimitBytes, int threadCount) : ISolver
        where TLanes : struct, ILanes<TLanes>
    {
        private const int MaxSetSize = 256;
        private const int MinSetSize = 32;
        private const int MaxWholeSize = 512;               // a problem of so many rows is its own working set
        private const int MaxWholeSizeOfMany = 2_048;       // or of so many where many fits are made of its rows
        private const int StepsPerMember = 20;
        private const int MaxRecomputations = 20;
        private const int StepsBetweenChecks = 1 << 12;
        private const int BinCount = 1 << 10;
        private const int ColumnBlockSize = 1 << 10;
        private const float Tau = 1e-12f;                   // stands in for a curvature that is not above 0

        private readonly RowStore _rows = new(memoryLimitBytes);
        private readonly int[] _bins = new int[BinCount];
        private readonly List<ulong> _candidates = [];

        private int _count;                                 // rows of the problem
        private double[] _y = [];
        private double[] _beta = [];
        private double[] _lower = [];
        private double[] _upper = [];
        private double[] _f = [];                           // F
        private double _largestDiagonal;
        private double _shift;                              // about the threshold: what _score leaves out of F
        private AlignedFloats _score = new(0);              // F − shift
        private AlignedFloats _up = new(0);                 // 0 where beta may go up, else −∞
        private AlignedFloats _low = new(0);                // 0 where beta may go down, else +∞

        private int[] _set = [];                            // the working set, the newest members last
        private bool[] _isInSet = [];
        private int _setCount;
        private int _setCapacity;
        private int _stayCount;                             // members that were in the set before; they stand first
        private int[] _oldPlaces = [];                      // where they stood, ascending
        private int[] _inOrder = [];                        // places in the set by the numbers of their rows
        private AlignedFloats _setScore = new(0);
        private AlignedFloats _setUp = new(0);
        private AlignedFloats _setLow = new(0);
        private AlignedFloats _setDiagonal = new(0);
        private AlignedFloats _setBlock = new(0);           // K of the set, where the set is a part
        private nint[] _setRows = [];                       // a row of K over the set for each member, or 0
        private double[] _setBeta = [];

        public SvcSolution Solve(SvcProblem problem, CancellationToken cancellationToken)
        {
            Begin(problem, cancellationToken);
            var (iterations, isExact, isStuck, recomputations) = (0L, true, false, 0);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (_, most, least) = Scan(_score.Start, _up.Start, _low.Start, _rows.Stride);
                var gap = (double)most - least;
                if (!(gap >= problem.Tolerance) || isStuck || iterations >= problem.MaxIterations)
                {
                    // Where rounding is far below the tolerance, the gap is what it seems to be.
                    if (isExact || recomputations == MaxRecomputations || (gap < problem.Tolerance && Rounding() < problem.Tolerance / 4))
                    {
                        break;
                    }

                    // Else the gap that is told is that of F itself, not of what rounding made of it; where it is too large, on we go.
                    Recompute();
                    (isExact, isStuck, recomputations) = (true, false, recomputations + 1);
                    continue;
                }

                Recentre(((double)most + least) / 2);
                var isWhole = _setCount == _count;
                if (!isWhole)
                {
                    SelectSet((float)((double)most - least) / 2);
                    _rows.Fetch(_set.AsSpan(0, _setCount), threadCount);
                }

                GatherSet(problem.Rows, problem.Chosen, isWhole);
                iterations += Optimise(
                    isWhole,
                    isWhole ? .95 * problem.Tolerance : Math.Max(problem.Tolerance / 2, .1 * gap),
                    Math.Min(problem.MaxIterations - iterations, isWhole ? long.MaxValue : StepsPerMember * (long)_setCount),
                    cancellationToken);
                isStuck = !Apply();
                isExact &= isStuck;
            }

            return Solution(iterations);
        }

        public void Dispose() => _rows.Dispose();

        private static void Reserve(ref AlignedFloats memory, long length)
        {
            if (memory.Length < length)
            {
                memory = new(length);
            }
        }

        /// <summary>β = 0, F = y.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Begin(SvcProblem problem, CancellationToken cancellationToken)
        {
            _count = problem.Chosen.Length;
            var fitting = _rows.Fitting(_count);
            var isWhole = _count <= (problem.IsOneOfMany ? MaxWholeSizeOfMany : MaxWholeSize);
            var setSize = isWhole ? _count : Math.Clamp(fitting / 2 / MinSetSize * MinSetSize, MinSetSize, MaxSetSize);
            _rows.Begin(problem, setSize);
            if (_f.Length < _rows.Stride)
            {
                _y = new double[_rows.Stride];
                _beta = new double[_rows.Stride];
                _lower = new double[_rows.Stride];
                _upper = new double[_rows.Stride];
                _f = new double[_rows.Stride];
                _isInSet = new bool[_rows.Stride];
            }

            Reserve(ref _score, _rows.Stride);
            Reserve(ref _up, _rows.Stride);
            Reserve(ref _low, _rows.Stride);
            _beta.AsSpan().Clear();
            _isInSet.AsSpan().Clear();
            (_shift, _largestDiagonal) = (0, 0);
            for (var i = 0; i < _rows.Stride; i++)
            {
                var isRow = i < _count;
                _y[i] = !isRow ? 0 : problem.IsPositive[i] ? 1 : -1;
                _upper[i] = isRow && problem.IsPositive[i] ? problem.Costs[i] : 0;
                _lower[i] = isRow && !problem.IsPositive[i] ? -problem.Costs[i] : 0;
                _f[i] = _y[i];
                _score.Start[i] = (float)_f[i];
                SetPenalties(i);
                _largestDiagonal = isRow ? Math.Max(_largestDiagonal, Math.Abs(problem.Rows.Diagonal(problem.Chosen[i]))) : _largestDiagonal;
            }

            var setStride = RowStore.StrideOf(setSize);
            if (_set.Length < setSize)
            {
                (_set, _setRows, _setBeta) = (new int[setSize], new nint[setSize], new double[setSize]);
                (_oldPlaces, _inOrder) = (new int[setSize], new int[setSize]);
            }

            Reserve(ref _setScore, setStride);
            Reserve(ref _setUp, setStride);
            Reserve(ref _setLow, setStride);
            Reserve(ref _setDiagonal, setStride);
            _setCapacity = setSize;
            (_setCount, _stayCount) = (0, 0);
            if (isWhole)
            {
                for (var i = 0; i < _count; i++)
                {
                    (_set[i], _setRows[i]) = (i, 0);
                }

                _setCount = _count;
                if (problem.IsOneOfMany)
                {
                    // Most rows will be needed; many at once take a quarter of the time.
                    if (problem.Cache is { } cache)
                    {
                        cache.Prepare(problem.Chosen, cancellationToken);
                    }
                    else
                    {
                        _rows.Fetch(_set.AsSpan(0, _count), threadCount);
                    }
                }
            }
            else
            {
                Reserve(ref _setBlock, (long)setSize * setStride);
            }
        }

        private void SetPenalties(int i)
        {
            _up.Start[i] = _beta[i] < _upper[i] ? 0 : float.NegativeInfinity;
            _low.Start[i] = _beta[i] > _lower[i] ? 0 : float.PositiveInfinity;
        }

        /// <summary>The first of those with the largest score that may go up, that score, and the least score that may go down.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static (int Index, float Most, float Least) Scan(float* score, float* up, float* low, int count)
        {
            var (most, least) = (TLanes.Create(float.NegativeInfinity), TLanes.Create(float.PositiveInfinity));
            var (best, here, ahead) = (TLanes.Create(-1), TLanes.Indices, TLanes.Create(TLanes.Count));
            for (var i = 0; i < count; i += TLanes.Count)
            {
                var value = TLanes.Load(score + i);
                var canGoUp = value + TLanes.Load(up + i);
                best = TLanes.SelectGreater(canGoUp, most, here, best);
                most = TLanes.Max(canGoUp, most);
                least = TLanes.Min(value + TLanes.Load(low + i), least);
                here += ahead;
            }

            return First(best, most, least);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static (int Index, float Most, float Least) First(TLanes best, TLanes most, TLanes least)
        {
            var lanes = stackalloc float[3 * TLanes.Count];
            best.Store(lanes);
            most.Store(lanes + TLanes.Count);
            least.Store(lanes + (2 * TLanes.Count));
            var (index, value, smallest) = (lanes[0], lanes[TLanes.Count], lanes[2 * TLanes.Count]);
            for (var lane = 1; lane < TLanes.Count; lane++)
            {
                var other = lanes[TLanes.Count + lane];
                if (other > value || (other == value && lanes[lane] < index))
                {
                    (index, value) = (lanes[lane], other);
                }

                smallest = Math.Min(smallest, lanes[(2 * TLanes.Count) + lane]);
            }

            return ((int)index, value, smallest);
        }

        /// <summary>Shifts scores so that the threshold is at 0: the digits of single precision go where they matter.</summary>
        private void Recentre(double threshold)
        {
            _shift += threshold;
            SetScores(_f, _shift, _score.Start, 0, _rows.Stride);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void SetScores(double[] f, double shift, float* score, int start, int end)
        {
            var shifts = Vector256.Create(shift);
            fixed (double* values = f)
            {
                for (var i = start; i < end; i += Vector256<float>.Count)
                {
                    Vector256
                        .Narrow(Vector256.Load(values + i) - shifts, Vector256.Load(values + i + Vector256<double>.Count) - shifts)
                        .Store(score + i);
                }
            }
        }

        /// <summary>The newest half of the working set stays; the worst violators of either side join it.</summary>
        /// <param name="level">Scores above −level that may go up, and below level that may go down, violate the conditions.</param>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void SelectSet(float level)
        {
            var old = _set.AsSpan(0, _setCount).ToArray();
            var kept = Math.Min(_setCount, _setCapacity / 2);
            _isInSet.AsSpan(0, _count).Clear();
            for (var i = _setCount - kept; i < _setCount; i++)
            {
                _isInSet[old[i]] = true;
            }

            Span<int> joining = stackalloc int[MaxSetSize];
            var room = _setCapacity - kept;
            var joined = AddViolators(_score.Start, _up.Start, 1, level, joining[..(room / 2)]);
            joined += AddViolators(_score.Start, _low.Start, -1, level, joining[joined..room]);

            // Older members fill what is left.
            var first = Math.Max(0, _setCount - (_setCapacity - joined));
            var target = 0;
            for (var i = first; i < _setCount; i++)
            {
                if (i >= _setCount - kept || !_isInSet[old[i]])
                {
                    (_set[target], _oldPlaces[target++]) = (old[i], i);
                }
            }

            joining[..joined].CopyTo(_set.AsSpan(target));
            (_stayCount, _setCount) = (target, target + joined);
        }

        /// <summary>The worst violators of one side that are not in the set, found by a histogram over the gap; they join the set.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int AddViolators(float* score, float* penalty, float sign, float level, Span<int> joining)
        {
            // As how bad a violator counts: sign · score + level, between 0 and 2 level, the more the worse.
            var scale = BinCount / (2 * level);
            _bins.AsSpan().Clear();
            _candidates.Clear();
            var (signs, levels, limit) = (TLanes.Create(sign), TLanes.Create(level), TLanes.Create(0));
            for (var start = 0; start < _rows.Stride; start += TLanes.Count)
            {
                var height = (signs * (TLanes.Load(score + start) + TLanes.Load(penalty + start))) + levels;
                for (var violating = height.GreaterThan(limit); violating != 0; violating &= violating - 1)
                {
                    var i = start + BitOperations.TrailingZeroCount(violating);
                    if (!_isInSet[i])
                    {
                        var value = (sign * score[i]) + level;
                        _bins[Math.Min((int)(value * scale), BinCount - 1)]++;
                        // Of positive numbers the bits are in the order of the numbers.
                        _candidates.Add(((ulong)~BitConverter.SingleToUInt32Bits(value) << 32) | (uint)i);
                    }
                }
            }

            var (bin, found) = (BinCount, 0);
            while (bin > 0 && found < joining.Length)
            {
                found += _bins[--bin];
            }

            // Sorting what the histogram leaves gives the order: the worst first, of equals the lowest index.
            _candidates.RemoveAll(
                candidate => (int)(BitConverter.UInt32BitsToSingle(~(uint)(candidate >> 32)) * scale) < bin);
            _candidates.Sort();
            var count = Math.Min(joining.Length, _candidates.Count);
            for (var i = 0; i < count; i++)
            {
                joining[i] = (int)(uint)_candidates[i];
                _isInSet[joining[i]] = true;
            }

            return count;
        }

        /// <summary>Copies what the working set needs: scores, penalties, multipliers and, where it is a part, its block of K.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void GatherSet(KernelRows rows, int[] chosen, bool isWhole)
        {
            var stride = RowStore.StrideOf(_setCount);
            for (var i = 0; i < stride; i++)
            {
                var member = i < _setCount ? _set[i] : -1;
                _setScore.Start[i] = member < 0 ? 0 : _score.Start[member];
                _setUp.Start[i] = member < 0 ? float.NegativeInfinity : _up.Start[member];
                _setLow.Start[i] = member < 0 ? float.PositiveInfinity : _low.Start[member];
                _setDiagonal.Start[i] = member < 0 ? 1 : rows.Diagonal(chosen[member]);
                if (member >= 0)
                {
                    _setBeta[i] = _beta[member];
                }
            }

            if (isWhole)
            {
                return;
            }

            GatherBlock();
        }

        /// <summary>
        /// K of the set. Members that stay have theirs from before; of those that join, rows are read in the order of memory, and columns
        /// are their mirror: K is symmetric.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void GatherBlock()
        {
            var block = _setBlock.Start;
            var (blockStride, padded) = (RowStore.StrideOf(_setCapacity), RowStore.StrideOf(_setCount));
            for (var i = 0; i < _setCount; i++)
            {
                _inOrder[i] = i;
            }

            Array.Sort(_set.AsSpan(0, _setCount).ToArray(), _inOrder, 0, _setCount);
            fixed (int* set = _set, inOrder = _inOrder, oldPlaces = _oldPlaces)
            {
                for (var i = 0; i < _stayCount; i++)
                {
                    var target = block + ((long)i * blockStride);
                    var before = block + ((long)oldPlaces[i] * blockStride);
                    for (var j = 0; j < _stayCount; j++)
                    {
                        target[j] = before[oldPlaces[j]];           // never behind what is still to be read
                    }
                }

                for (var i = _stayCount; i < _setCount; i++)
                {
                    var target = block + ((long)i * blockStride);
                    var row = _rows.Row(set[i]);
                    for (var j = 0; j < _setCount; j++)
                    {
                        target[inOrder[j]] = row[set[inOrder[j]]];
                    }
                }

                for (var i = 0; i < _setCount; i++)
                {
                    var target = block + ((long)i * blockStride);
                    for (var j = _stayCount; j < _setCount && i < _stayCount; j++)
                    {
                        target[j] = block[((long)j * blockStride) + i];
                    }

                    new Span<float>(target + _setCount, padded - _setCount).Clear();
                    _setRows[i] = (nint)target;
                }
            }
        }

        /// <summary>Moves two multipliers of the set at a time until its gap is below the tolerance; gives the number of steps.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private long Optimise(bool isWhole, double tolerance, long maxSteps, CancellationToken cancellationToken)
        {
            var score = _setScore.Start;
            var up = _setUp.Start;
            var low = _setLow.Start;
            var stride = RowStore.StrideOf(_setCount);
            var (i, most, least) = Scan(score, up, low, stride);
            var steps = 0L;
            while (steps < maxSteps && (double)most - least >= tolerance)
            {
                var row = SetRow(i, isWhole);
                var j = SelectSecond(score, low, _setDiagonal.Start, row, most, _setDiagonal.Start[i], stride);
                if (j < 0)
                {
                    break;
                }

                var other = SetRow(j, isWhole);
                var curvature = (double)_setDiagonal.Start[i] + _setDiagonal.Start[j] - (2.0 * row[j]);
                var step = ((double)most - score[j]) / (curvature > 0 ? curvature : Tau);
                var (roomUp, roomDown) = (_upper[_set[i]] - _setBeta[i], _setBeta[j] - _lower[_set[j]]);
                step = Math.Min(step, Math.Min(roomUp, roomDown));
                _setBeta[i] = step == roomUp ? _upper[_set[i]] : _setBeta[i] + step;
                _setBeta[j] = step == roomDown ? _lower[_set[j]] : _setBeta[j] - step;
                up[i] = _setBeta[i] < _upper[_set[i]] ? 0 : float.NegativeInfinity;
                low[i] = _setBeta[i] > _lower[_set[i]] ? 0 : float.PositiveInfinity;
                up[j] = _setBeta[j] < _upper[_set[j]] ? 0 : float.NegativeInfinity;
                low[j] = _setBeta[j] > _lower[_set[j]] ? 0 : float.PositiveInfinity;
                (i, most, least) = Move(score, up, low, row, other, (float)step, stride);
                if (++steps % StepsBetweenChecks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }

            return steps;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private float* SetRow(int member, bool isWhole)
        {
            if (isWhole && _setRows[member] == 0)
            {
                _rows.Fetch([member], threadCount: 1);
                _setRows[member] = (nint)_rows.Row(member);
            }

            return (float*)_setRows[member];
        }

        /// <summary>Of those that may go down and have less score, the first that gains most with i: (difference)² / curvature.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static int SelectSecond(float* score, float* low, float* diagonal, float* row, float most, float diagonalOfFirst, int count)
        {
            var (first, level, zero, tau) = (TLanes.Create(diagonalOfFirst), TLanes.Create(most), TLanes.Create(0), TLanes.Create(Tau));
            var (best, largest) = (TLanes.Create(-1), TLanes.Create(-1));
            var (here, ahead, minusTwo) = (TLanes.Indices, TLanes.Create(TLanes.Count), TLanes.Create(-2));
            for (var i = 0; i < count; i += TLanes.Count)
            {
                var difference = level - TLanes.Load(score + i);
                var curvature = TLanes.FusedMultiplyAdd(minusTwo, TLanes.Load(row + i), first + TLanes.Load(diagonal + i));
                curvature = TLanes.SelectGreater(curvature, zero, curvature, tau);
                var gain = TLanes.SelectGreater(
                    difference - TLanes.Load(low + i), zero, difference * difference / curvature, TLanes.Create(-1));
                best = TLanes.SelectGreater(gain, largest, here, best);
                largest = TLanes.Max(gain, largest);
                here += ahead;
            }

            return First(best, largest, zero).Index;
        }

        /// <summary>Takes a step off the scores and finds what <see cref="Scan"/> finds.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static (int Index, float Most, float Least) Move(
            float* score, float* up, float* low, float* row, float* other, float step, int count)
        {
            var (most, least, minusStep) = (
                TLanes.Create(float.NegativeInfinity), TLanes.Create(float.PositiveInfinity), TLanes.Create(-step));
            var (best, here, ahead) = (TLanes.Create(-1), TLanes.Indices, TLanes.Create(TLanes.Count));
            for (var i = 0; i < count; i += TLanes.Count)
            {
                var value = TLanes.FusedMultiplyAdd(minusStep, TLanes.Load(row + i) - TLanes.Load(other + i), TLanes.Load(score + i));
                value.Store(score + i);
                var canGoUp = value + TLanes.Load(up + i);
                best = TLanes.SelectGreater(canGoUp, most, here, best);
                most = TLanes.Max(canGoUp, most);
                least = TLanes.Min(value + TLanes.Load(low + i), least);
                here += ahead;
            }

            return First(best, most, least);
        }

        /// <summary>Takes over the set's multipliers and brings F up to date; gives whether any has changed.</summary>
        private bool Apply()
        {
            var (rows, changes, changed) = (new nint[_setCount], new double[_setCount], 0);
            for (var i = 0; i < _setCount; i++)
            {
                var member = _set[i];
                if (_setBeta[i] != _beta[member])
                {
                    (rows[changed], changes[changed++]) = ((nint)_rows.Row(member), _setBeta[i] - _beta[member]);
                    _beta[member] = _setBeta[i];
                    SetPenalties(member);
                }
            }

            ForColumnBlocks((start, end) => Subtract(rows.AsSpan(0, changed), changes, _f, _score.Start, _shift, start, end));
            return changed > 0;
        }

        /// <summary>F and scores of some columns less changes × rows: eight rows are added in single precision, their sums in double.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Subtract(
            ReadOnlySpan<nint> rows, ReadOnlySpan<double> changes, double[] f, float* score, double shift, int start, int end)
        {
            fixed (double* sums = f)
            {
                for (var k = 0; k < rows.Length; k += 8)
                {
                    // A row that is missing at the end counts nothing.
                    var row0 = (float*)rows[k];
                    var (row1, change1) = k + 1 < rows.Length ? (rows[k + 1], (float)changes[k + 1]) : (rows[k], 0);
                    var (row2, change2) = k + 2 < rows.Length ? (rows[k + 2], (float)changes[k + 2]) : (rows[k], 0);
                    var (row3, change3) = k + 3 < rows.Length ? (rows[k + 3], (float)changes[k + 3]) : (rows[k], 0);
                    var (row4, change4) = k + 4 < rows.Length ? (rows[k + 4], (float)changes[k + 4]) : (rows[k], 0);
                    var (row5, change5) = k + 5 < rows.Length ? (rows[k + 5], (float)changes[k + 5]) : (rows[k], 0);
                    var (row6, change6) = k + 6 < rows.Length ? (rows[k + 6], (float)changes[k + 6]) : (rows[k], 0);
                    var (row7, change7) = k + 7 < rows.Length ? (rows[k + 7], (float)changes[k + 7]) : (rows[k], 0);
                    var c0 = Vector256.Create((float)changes[k]);
                    var (c1, c2, c3) = (Vector256.Create(change1), Vector256.Create(change2), Vector256.Create(change3));
                    var (c4, c5, c6, c7) = (
                        Vector256.Create(change4), Vector256.Create(change5), Vector256.Create(change6), Vector256.Create(change7));
                    for (var i = start; i < end; i += Vector256<float>.Count)
                    {
                        var sum = Vector256.Load(row0 + i) * c0;
                        sum = Vector256.FusedMultiplyAdd(Vector256.Load((float*)row1 + i), c1, sum);
                        sum = Vector256.FusedMultiplyAdd(Vector256.Load((float*)row2 + i), c2, sum);
                        sum = Vector256.FusedMultiplyAdd(Vector256.Load((float*)row3 + i), c3, sum);
                        sum = Vector256.FusedMultiplyAdd(Vector256.Load((float*)row4 + i), c4, sum);
                        sum = Vector256.FusedMultiplyAdd(Vector256.Load((float*)row5 + i), c5, sum);
                        sum = Vector256.FusedMultiplyAdd(Vector256.Load((float*)row6 + i), c6, sum);
                        sum = Vector256.FusedMultiplyAdd(Vector256.Load((float*)row7 + i), c7, sum);
                        var (lower, upper) = Vector256.Widen(sum);
                        (Vector256.Load(sums + i) - lower).Store(sums + i);
                        (Vector256.Load(sums + i + Vector256<double>.Count) - upper).Store(sums + i + Vector256<double>.Count);
                    }
                }

            }

            SetScores(f, shift, score, start, end);
        }

        /// <summary>About how much F lacks: the sums of eight rows in single precision.</summary>
        private double Rounding()
        {
            var sum = 0.0;
            foreach (var beta in _beta.AsSpan(0, _count))
            {
                sum += Math.Abs(beta);
            }

            return 2e-7 * Math.Max(1, _largestDiagonal) * sum;
        }

        /// <summary>F = y − Kβ in double precision.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Recompute()
        {
            var vectors = new List<int>();
            for (var i = 0; i < _count; i++)
            {
                if (_beta[i] != 0)
                {
                    vectors.Add(i);
                }
            }

            _y.AsSpan(0, _rows.Stride).CopyTo(_f);
            var rows = new nint[MinSetSize];
            for (var first = 0; first < vectors.Count; first += rows.Length)
            {
                var part = vectors.GetRange(first, Math.Min(rows.Length, vectors.Count - first)).ToArray();
                _rows.Fetch(part, threadCount);
                for (var i = 0; i < part.Length; i++)
                {
                    rows[i] = (nint)_rows.Row(part[i]);
                }

                ForColumnBlocks((start, end) => SubtractExactly(part, rows, _beta, _f, start, end));
            }

            SetScores(_f, _shift, _score.Start, 0, _rows.Stride);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void SubtractExactly(int[] vectors, nint[] rows, double[] beta, double[] f, int start, int end)
        {
            fixed (double* sums = f)
            {
                for (var k = 0; k < vectors.Length; k++)
                {
                    var row = (float*)rows[k];
                    var factor = Vector256.Create(-beta[vectors[k]]);
                    for (var i = start; i < end; i += Vector256<float>.Count)
                    {
                        var (lower, upper) = Vector256.Widen(Vector256.Load(row + i));
                        Vector256.FusedMultiplyAdd(lower, factor, Vector256.Load(sums + i)).Store(sums + i);
                        Vector256.FusedMultiplyAdd(upper, factor, Vector256.Load(sums + i + Vector256<double>.Count))
                            .Store(sums + i + Vector256<double>.Count);
                    }
                }
            }
        }

        /// <summary>Columns by columns, so that sums stay near the processor; on several threads where they are many.</summary>
        private void ForColumnBlocks(Action<int, int> work)
        {
            var blocks = (_rows.Stride + ColumnBlockSize - 1) / ColumnBlockSize;
            if (threadCount == 1 || blocks < 4)
            {
                for (var block = 0; block < blocks; block++)
                {
                    work(block * ColumnBlockSize, Math.Min((block + 1) * ColumnBlockSize, _rows.Stride));
                }

                return;
            }

            Parallel.For(
                0,
                blocks,
                new() { MaxDegreeOfParallelism = threadCount },
                block => work(block * ColumnBlockSize, Math.Min((block + 1) * ColumnBlockSize, _rows.Stride)));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private SvcSolution Solution(long iterations)
        {
            var (sum, freeCount, objective) = (0.0, 0, 0.0);
            var (most, least) = (double.NegativeInfinity, double.PositiveInfinity);
            for (var i = 0; i < _count; i++)
            {
                objective -= (Math.Abs(_beta[i]) + (_beta[i] * _f[i])) / 2;
                var (canGoUp, canGoDown) = (_beta[i] < _upper[i], _beta[i] > _lower[i]);
                if (canGoUp && canGoDown)
                {
                    (sum, freeCount) = (sum + _f[i], freeCount + 1);
                }

                most = canGoUp ? Math.Max(most, _f[i]) : most;
                least = canGoDown ? Math.Min(least, _f[i]) : least;
            }

            // The mean over free vectors, else the middle of what the bounds leave open; with one class alone they leave one side.
            var threshold = freeCount > 0 ? sum / freeCount
                : double.IsInfinity(most) ? least
                : double.IsInfinity(least) ? most
                : (most + least) / 2;
            return new(_beta.AsSpan(0, _count).ToArray(), -threshold, objective, Math.Max(0, most - least), iterations);
        }
    }
}
