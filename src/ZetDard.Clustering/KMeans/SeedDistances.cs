using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZetDard.Clustering;

/// <summary>The squared distance of each row from the nearest of the rows that were chosen so far.</summary>
/// <remarks>In single precision, in eight partial sums on any machine, and summed in fixed chunks: the same bits everywhere.</remarks>
internal sealed class SeedDistances
{
    private const int ChunkSize = 1_024;
    private const float Huge = 1e15f;                   // squares of larger values do not fit a float

    private readonly PlacedRows _rows;
    private readonly ParallelOptions _parallel;
    private readonly double[] _least;                   // (row)
    private readonly double[] _sums;                    // of _least, by chunk
    private readonly double[] _candidateSums;           // (chunk, candidate)
    private readonly int _candidateLimit;
    private readonly bool _isHuge;

    public SeedDistances(PlacedRows rows, int candidateLimit, int threadCount, CancellationToken cancellationToken)
    {
        (_rows, _candidateLimit) = (rows, candidateLimit);
        _parallel = Threads.Options(threadCount, cancellationToken);
        _least = new double[rows.Count];
        _least.AsSpan().Fill(double.PositiveInfinity);
        _sums = new double[(rows.Count + ChunkSize - 1) / ChunkSize];
        _candidateSums = new double[_sums.Length * candidateLimit];
        _isHuge = Array.Exists(rows.FarRows, row => rows.Row(row).ContainsAnyExceptInRange(-Huge, Huge));
    }

    /// <summary>The sum over all rows.</summary>
    public double Total { get; private set; }

    /// <summary>The row up to which the squared distances add up to this share of all.</summary>
    public int Draw(double share)
    {
        var rest = share * Total;
        var chunk = 0;
        for (; chunk < _sums.Length - 1 && rest >= _sums[chunk]; chunk++)
        {
            rest -= _sums[chunk];
        }

        var last = -1;
        for (var row = chunk * ChunkSize; row < Math.Min(_least.Length, (chunk + 1) * ChunkSize); row++)
        {
            if (_least[row] > 0)
            {
                last = row;
                if (rest < _least[row])
                {
                    break;
                }
            }

            rest -= _least[row];
        }

        // Rounding may lead to a chunk in which all rows are chosen.
        return last >= 0 ? last : Array.FindIndex(_least, distance => distance > 0);
    }

    /// <summary>The place of the candidate that would leave the least sum.</summary>
    public int Best(int[] candidates)
    {
        Parallel.For(0, _sums.Length, _parallel, chunk =>
        {
            var sums = _candidateSums.AsSpan(chunk * _candidateLimit, _candidateLimit);
            sums.Clear();
            for (var row = chunk * ChunkSize; row < Math.Min(_rows.Count, (chunk + 1) * ChunkSize); row++)
            {
                for (var i = 0; i < candidates.Length; i++)
                {
                    sums[i] += Math.Min(_least[row], SquaredDistance(row, candidates[i]));
                }
            }
        });
        var (best, least) = (0, double.PositiveInfinity);
        for (var i = 0; i < candidates.Length; i++)
        {
            var sum = 0.0;
            for (var chunk = 0; chunk < _sums.Length; chunk++)
            {
                sum += _candidateSums[(chunk * _candidateLimit) + i];
            }

            if (sum < least)
            {
                (best, least) = (i, sum);
            }
        }

        return best;
    }

    /// <summary>Takes a row.</summary>
    public void Take(int taken)
    {
        Parallel.For(0, _sums.Length, _parallel, chunk =>
        {
            var sum = 0.0;
            for (var row = chunk * ChunkSize; row < Math.Min(_rows.Count, (chunk + 1) * ChunkSize); row++)
            {
                _least[row] = Math.Min(_least[row], SquaredDistance(row, taken));
                sum += _least[row];
            }

            _sums[chunk] = sum;
        });
        Total = 0;
        foreach (var sum in _sums)
        {
            Total += sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SquaredDistance(int row, int other)
    {
        var left = _rows.Row(row);
        var right = _rows.Row(other);
        if (_isHuge)
        {
            var wide = 0.0;
            for (var column = 0; column < left.Length; column++)
            {
                var difference = (double)left[column] - right[column];
                wide += difference * difference;
            }

            return wide;
        }

        var wideLeft = MemoryMarshal.Cast<float, Vector256<float>>(left);
        var wideRight = MemoryMarshal.Cast<float, Vector256<float>>(right);
        var sums = Vector256<float>.Zero;
        for (var i = 0; i < wideLeft.Length; i++)
        {
            var difference = wideLeft[i] - wideRight[i];
            sums = Vector256.FusedMultiplyAdd(difference, difference, sums);
        }

        var four = sums.GetLower() + sums.GetUpper();
        var sum = (four[0] + four[2]) + (four[1] + four[3]);
        for (var column = wideLeft.Length * Vector256<float>.Count; column < left.Length; column++)
        {
            var difference = left[column] - right[column];
            sum = MathF.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum;
    }
}
