using System.Numerics;
using System.Runtime.CompilerServices;

namespace ZetDard.Recommenders;

/// <summary>Interactions as an <see cref="ItemSimilarity"/> sees them: what the versions of the sparse product add up, and the
/// one formula for a weight.</summary>
/// <remarks>
/// A sum over the users of i and j is Σ factor(u, i) · value(u, j). Where interactions count 1 and users alike it is a count of
/// integers (<see cref="AreCounts"/>) and nothing is prepared.
/// Otherwise values are divided by a power of two, so that the greatest is in [1, 2): sums of any weights stay in the range of a
/// float. The norms and the shrinkage take the power back.
/// </remarks>
internal sealed class WeightedInteractions
{
    private readonly ItemSimilarity _similarity;
    private readonly float[]? _values;              // of each entry; null where all count alike
    private readonly float[]? _userFactors;         // null where values are null too and nothing but counts is left
    private readonly double[]? _squares;            // |i|, of the scaled values; null where it is the degree
    private readonly double _rowScale = 1;

    private WeightedInteractions(CsrMatrix matrix, ItemSimilarity similarity)
    {
        Matrix = matrix;
        _similarity = similarity;
        Shrinkage = similarity.Shrinkage;
    }

    private WeightedInteractions(CsrMatrix matrix, ItemSimilarity similarity, float[] values, double[]? userWeights, int exponent)
        : this(matrix, similarity)
    {
        // With values 2^e times too small, a sum is 2^(2e(1 − UserExponent)) times too small, and the product of the powers of
        // |i| and |j| 2^(2e(RowExponent + ColumnExponent)).
        _rowScale = Math.Pow(2, 2.0 * exponent * (similarity.RowExponent + similarity.ColumnExponent + similarity.UserExponent - 1));
        Shrinkage *= Math.Pow(2, 2.0 * exponent * (similarity.UserExponent - 1));
        var alike = !values.AsSpan().ContainsAnyExcept(values.Length == 0 ? 1 : values[0]);
        var (factors, squares, areOnes) = (new float[matrix.RowCount], new double[matrix.ColumnCount], alike);
        for (var user = 0; user < factors.Length; user++)
        {
            var (start, end) = (matrix.Offsets[user], matrix.Offsets[user + 1]);
            var weight = userWeights is null ? 1 : userWeights[user] * userWeights[user];
            var length = 0.0;
            for (var entry = start; entry < end; entry++)
            {
                var square = weight * values[entry] * values[entry];
                squares[matrix.Columns[entry]] += square;
                length += square;
            }

            var factor = length == 0 ? 0 : weight * (alike ? values[start] * values[start] : 1) * Power(length, -similarity.UserExponent);
            factors[user] = (float)Math.Min(factor, float.MaxValue);
            areOnes &= factors[user] == 1 || start == end;
        }

        (_values, _userFactors, _squares) = areOnes ? (null, null, null) : (alike ? null : values, factors, squares);
    }

    /// <summary>Users × items; of values only the pattern matters here.</summary>
    public CsrMatrix Matrix { get; }

    /// <summary>What is added to the product of two norms.</summary>
    public double Shrinkage { get; }

    /// <summary>Whether sums are counts of users.</summary>
    public bool AreCounts => _userFactors is null;

    /// <summary>Whether entries have values of their own; where not, all of a user's are 1.</summary>
    public bool HasValues => _values is not null;

    /// <summary>The value of each entry, row by row, 0 … 2; empty where all are 1.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Reads interactions by a similarity that is valid.</summary>
    /// <exception cref="ArgumentException">A value is negative.</exception>
    public static WeightedInteractions Of(CsrMatrix matrix, ItemSimilarity similarity)
    {
        if (similarity is { Entries: EntryWeight.One, UserExponent: 0 })
        {
            return new(matrix, similarity);
        }

        var values = new double[matrix.EntryCount];
        values.AsSpan().Fill(1);
        if (similarity.Entries != EntryWeight.One && matrix.HasValues)
        {
            CopyValues(matrix, values);
        }

        double[]? userWeights = null;
        if (similarity.Entries is EntryWeight.TfIdf or EntryWeight.Bm25)
        {
            userWeights = InverseFrequencies(matrix, values);
        }

        Weigh(values, matrix, similarity);
        var greatest = values.Length == 0 ? 0 : values.Max();
        var exponent = greatest > 0 ? Math.ILogB(greatest) : 0;
        return new(matrix, similarity, Array.ConvertAll(values, value => (float)Math.ScaleB(value, -exponent)), userWeights, exponent);
    }

    /// <summary>The factor that a user's entry for the row's item gives to all entries of that user that are added to the row.</summary>
    public float Factor(int user, int entry) => _values is null ? _userFactors![user] : _userFactors![user] * _values[entry];

    /// <summary>|i| of an item, from its degree where it is that.</summary>
    public double Square(int item, int degree) => _squares is null ? degree : _squares[item];

    /// <summary>The part of |i| in the weights of row i.</summary>
    public double RowNorm(double square) => Power(square, _similarity.RowExponent) * _rowScale;

    /// <summary>The part of |j| in the weights of column j.</summary>
    public double ColumnNorm(double square) => Power(square, _similarity.ColumnExponent);

    /// <summary>A sum in double precision; one that overflowed is <see cref="float.MaxValue"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Finite<TSum>(TSum sum)
        where TSum : INumber<TSum> =>
        // A count by way of int: that is inlined.
        typeof(TSum) == typeof(float) || typeof(TSum) == typeof(double)
            ? Math.Min(double.CreateTruncating(sum), float.MaxValue)
            : int.CreateTruncating(sum);

    /// <summary>What <see cref="Weight"/> takes of a norm: the norm itself, or its inverse where there is no shrinkage.</summary>
    public double Part(double norm) => Shrinkage == 0 ? 1 / norm : norm;

    /// <summary>The one formula for a weight, in double precision, rounded once; above <see cref="float.MaxValue"/> it is that.
    /// The sum is finite and above 0. Without shrinkage it saves a division.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Weight(double sum, double rowPart, double columnPart, double shrinkage)
    {
        var weight = shrinkage == 0 ? sum * (rowPart * columnPart) : sum / ((rowPart * columnPart) + shrinkage);
        return weight < float.MaxValue ? (float)weight : float.MaxValue;
    }

    private static double Power(double value, double exponent) => exponent switch
    {
        0 => 1,
        0.5 => Math.Sqrt(value),
        1 => value,
        _ => Math.Pow(value, exponent),
    };

    private static void CopyValues(CsrMatrix matrix, double[] values)
    {
        for (var user = 0; user < matrix.RowCount; user++)
        {
            for (var entry = matrix.Offsets[user]; entry < matrix.Offsets[user + 1]; entry++)
            {
                var value = matrix.Values[entry];
                values[entry] = value >= 0 ? value : throw new ArgumentException(
                    $"The value of row {user}, column {matrix.Columns[entry]} is {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}; similarities of weighted entries need values of 0 or more. " +
                    $"Leave such entries out, or use {nameof(EntryWeight)}.{nameof(EntryWeight.One)}.", nameof(matrix));
            }
        }
    }

    /// <summary>ln(N / (1 + |Iu|)) of each user: negative for one who has everything.</summary>
    private static double[] InverseFrequencies(CsrMatrix matrix, ReadOnlySpan<double> values)
    {
        var frequencies = new double[matrix.RowCount];
        for (var user = 0; user < frequencies.Length; user++)
        {
            var own = values[matrix.Offsets[user]..matrix.Offsets[user + 1]];
            frequencies[user] = Math.Log((double)matrix.ColumnCount / (1 + own.Length - own.Count(0)));
        }

        return frequencies;
    }

    /// <summary>Turns values x into what they count, but for what is the same for all entries of a user.</summary>
    private static void Weigh(Span<double> values, CsrMatrix matrix, ItemSimilarity similarity)
    {
        switch (similarity.Entries)
        {
            case EntryWeight.Log:
                foreach (ref var value in values)
                {
                    value = Math.Log(1 + value);
                }

                break;
            case EntryWeight.TfIdf:
                foreach (ref var value in values)
                {
                    value = Math.Sqrt(value);
                }

                break;
            case EntryWeight.Bm25:
                var sums = new double[matrix.ColumnCount];
                var total = 0.0;
                for (var entry = 0; entry < values.Length; entry++)
                {
                    sums[matrix.Columns[entry]] += values[entry];
                    total += values[entry];
                }

                var (k1, b, mean) = (similarity.Bm25K1, similarity.Bm25B, total / matrix.ColumnCount);
                for (var entry = 0; entry < values.Length; entry++)
                {
                    if (values[entry] > 0)
                    {
                        values[entry] *= (k1 + 1) / (values[entry] + (k1 * (1 - b + (b * sums[matrix.Columns[entry]] / mean))));
                    }
                }

                break;
        }
    }
}
