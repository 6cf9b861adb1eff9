using ZetDard.Recommenders;

namespace Quickstart;

/// <summary>The directions in which rows of mean 0 differ most, for a map of them.</summary>
internal sealed class PrincipalComponents
{
    private const int Rounds = 300;

    private readonly double[][] _directions;

    private PrincipalComponents(double[][] directions) => _directions = directions;

    /// <summary>Finds them by power iteration on the products of the columns, each at right angles to those before it.</summary>
    public static PrincipalComponents Fit(IReadOnlyList<FeatureRow> rows, int count)
    {
        var dimension = rows[0].Values.Length;
        var products = new double[dimension, dimension];
        foreach (var row in rows)
        {
            var values = row.Values.Span;
            for (var i = 0; i < dimension; i++)
            {
                for (var j = 0; j < dimension; j++)
                {
                    products[i, j] += (double)values[i] * values[j];
                }
            }
        }

        var directions = new List<double[]>();
        while (directions.Count < count)
        {
            double[] direction = [.. Enumerable.Range(0, dimension).Select(column => 1.0 + (column % 3))];
            for (var round = 0; round < Rounds; round++)
            {
                double[] next = [.. Enumerable.Range(0, dimension).Select(i => Enumerable.Range(0, dimension).Sum(j => products[i, j] * direction[j]))];
                foreach (var before in directions)
                {
                    var along = Dot(next, before);
                    next = [.. next.Zip(before, (value, part) => value - (along * part))];
                }

                var length = Math.Sqrt(Dot(next, next));
                direction = [.. next.Select(value => length > 0 ? value / length : 0)];
            }

            directions.Add(direction);
        }

        return new([.. directions]);
    }

    /// <summary>The places of rows along the directions.</summary>
    public IReadOnlyList<double[]> Project(IReadOnlyList<FeatureRow> rows) =>
    [
        .. rows.Select(row => Array.ConvertAll(_directions, direction => Dot(direction, [.. row.Values.ToArray().Select(value => (double)value)]))),
    ];

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();
}
