using MathNet.Numerics.LinearAlgebra;
using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>The directions in which rows differ most, to draw them on a plane. Immutable and safe for concurrent use.</summary>
/// <remarks>
/// The eigenvectors of the covariance (Pearson 1901), with the sign that makes the largest weight of each positive: the same rows give the
/// same picture. Cost: rows · columns² and columns³; for up to some thousand columns.
/// </remarks>
public sealed class PrincipalComponents
{
    private readonly Standardizer? _standardizer;
    private readonly string[] _names;
    private readonly double[] _means;
    private readonly double[][] _directions;

    private PrincipalComponents(
        Standardizer? standardizer, string[] names, double[] means, double[][] directions, double[] varianceShares) =>
        (_standardizer, _names, _means, _directions, VarianceShares) = (standardizer, names, means, directions, varianceShares);

    /// <summary>The share of the variance that lies along each direction, descending; all are 0 for rows that are the same.</summary>
    public IReadOnlyList<double> VarianceShares { get; }

    /// <summary>Finds the directions.</summary>
    /// <param name="rows">One row or more, all with the same names, all values finite.</param>
    /// <param name="count">How many directions, 1 or more; no more than columns are found.</param>
    /// <param name="standardize">
    /// Whether columns are brought to deviation 1 first, and limited to ±4. Default <see langword="true"/>.
    /// </param>
    /// <exception cref="ArgumentException">There is no row, or the rows have different features.</exception>
    public static PrincipalComponents Fit(IReadOnlyList<FeatureRow> rows, int count = 2, bool standardize = true)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (rows.Count == 0 || rows[0].Names is not { Count: > 0 } names)
        {
            throw new ArgumentException("There are no rows, or they have no features; give one row with one feature or more.", nameof(rows));
        }

        var standardizer = standardize ? Standardizer.Fit(rows) : null;
        var dimension = names.Count;
        var values = rows.Select(row => Scaled(standardizer, row, names)).ToArray();
        var means = new double[dimension];
        foreach (var row in values)
        {
            for (var column = 0; column < dimension; column++)
            {
                means[column] += row[column] / rows.Count;
            }
        }

        var covariance = new double[dimension * dimension];
        var centered = new double[dimension];
        foreach (var row in values)
        {
            for (var column = 0; column < dimension; column++)
            {
                centered[column] = row[column] - means[column];
            }

            for (var column = 0; column < dimension; column++)
            {
                var target = covariance.AsSpan(column * dimension, dimension);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(centered, centered[column] / rows.Count, target, target);
            }
        }

        var eigen = Matrix<double>.Build.Dense(dimension, dimension, covariance).Evd(Symmetricity.Symmetric);        // ascending
        var total = eigen.EigenValues.Sum(value => Math.Max(0, value.Real));
        int[] chosen = [.. Enumerable.Range(0, dimension).Reverse().Take(count)];
        return new(
            standardizer,
            [.. names],
            means,
            [.. chosen.Select(i => Signed(eigen.EigenVectors.Column(i).ToArray()))],
            [.. chosen.Select(i => total == 0 ? 0 : Math.Max(0, eigen.EigenValues[i].Real) / total)]);
    }

    /// <summary>The place of a row along each direction.</summary>
    /// <exception cref="ArgumentException">The row has other features than those of the fit; the message names the first.</exception>
    public double[] Project(FeatureRow row)
    {
        var values = Scaled(_standardizer, row, _names);
        return Array.ConvertAll(_directions, direction =>
        {
            var sum = 0.0;
            for (var column = 0; column < values.Length; column++)
            {
                sum += direction[column] * (values[column] - _means[column]);
            }

            return sum;
        });
    }

    /// <summary>The places of rows along each direction.</summary>
    /// <inheritdoc cref="Project(FeatureRow)" path="/exception"/>
    public IReadOnlyList<double[]> Project(IReadOnlyList<FeatureRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. rows.Select(Project)];
    }

    private static float[] Scaled(Standardizer? standardizer, FeatureRow row, IReadOnlyList<string> names)
    {
        var values = row.ValuesOf(names).ToArray();
        standardizer?.Apply(values, values);
        return values;
    }

    private static double[] Signed(double[] direction)
    {
        var largest = direction.MaxBy(Math.Abs);
        return largest < 0 ? Array.ConvertAll(direction, value => -value) : direction;
    }
}
