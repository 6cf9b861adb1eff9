using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Logistic regression over the z-scores of averaged word vectors, folded into one weight for each column. Immutable.</summary>
internal sealed record PooledClassifier(double[] Weights, double Bias)
{
    /// <param name="rows">All rows, from which the means and deviations are computed.</param>
    /// <param name="chosen">The indices of the rows to learn from.</param>
    /// <param name="labels">The labels of these rows.</param>
    /// <param name="c">See <see cref="LogisticRegression.Fit"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static PooledClassifier Fit(float[][] rows, int[] chosen, bool[] labels, double c, CancellationToken cancellationToken)
    {
        var size = rows[0].Length;
        var scales = new Scale[size];
        var column = new double[rows.Length];
        for (var d = 0; d < size; d++)
        {
            for (var row = 0; row < rows.Length; row++)
            {
                column[row] = rows[row][d];
            }

            scales[d] = Scale.Of(column);
        }

        var standard = Array.ConvertAll(chosen, row =>
        {
            var scaled = new float[size];
            for (var d = 0; d < size; d++)
            {
                scaled[d] = (float)scales[d].Apply(rows[row][d]);
            }

            return scaled;
        });
        var fitted = LogisticRegression.Fit(SparseRows.Dense(size, standard), labels, c, cancellationToken: cancellationToken);
        var weights = new double[size];
        var bias = fitted.Bias;
        for (var d = 0; d < size; d++)
        {
            weights[d] = scales[d].Deviation > 1e-12 ? fitted.Weights[d] / scales[d].Deviation : 0;
            bias -= weights[d] * scales[d].Mean;
        }

        return new(weights, bias);
    }

    public double Score(float[] row)
    {
        var sum = Bias;
        for (var d = 0; d < row.Length; d++)
        {
            sum += Weights[d] * row[d];
        }

        return sum;
    }
}
