namespace ZetDard.Recommenders;

/// <summary>
/// Logistic regression of two classes with an L2 penalty: minimises ½ |w|² + C Σ ln(1 + exp(−yᵢ (w · xᵢ + b))); the bias b is not
/// penalised, and may be fixed at 0. On sparse rows; <see cref="LogisticRegressionTrainer"/> is the classifier of feature tables.
/// </summary>
/// <remarks>
/// By L-BFGS (Liu and Nocedal 1989; ten corrections, Armijo's rule). One thread and a fixed order of summation: the same data gives the
/// same bits. An iteration takes two passes over the entries.
/// </remarks>
/// <param name="Weights">w, one for each column.</param>
/// <param name="Bias">b.</param>
public sealed record LogisticRegression(double[] Weights, double Bias)
{
    private const int Corrections = 10;

    /// <summary>Fits weights and bias.</summary>
    /// <param name="rows">Examples × features.</param>
    /// <param name="labels">Which examples are positive; both kinds must occur.</param>
    /// <param name="c">How much an error weighs against the penalty, above 0.</param>
    /// <param name="maxIterations">Stops there at the latest, 1 or more.</param>
    /// <param name="tolerance">Stops when the gradient has fallen to this share of its first length, 0 or more.</param>
    /// <param name="hasBias">Whether b is fitted; if not, it is 0, so that a row without features has even odds.</param>
    /// <param name="cancellationToken">Stops the fit; checked in each iteration.</param>
    /// <exception cref="ArgumentException">
    /// There is not one label for each row, or all are the same; or a number is out of its range.
    /// </exception>
    public static LogisticRegression Fit(
        CsrMatrix rows,
        ReadOnlySpan<bool> labels,
        double c = 1,
        int maxIterations = 200,
        double tolerance = 1e-4,
        bool hasBias = true,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (!(c > 0) || !double.IsFinite(c))
        {
            throw new ArgumentOutOfRangeException(nameof(c), c, "The weight of an error must be finite and above 0.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(maxIterations, 1);
        if (!(tolerance >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "The tolerance must be 0 or more.");
        }

        return Fit(new SparseRows(rows), labels, c, maxIterations, tolerance, hasBias, cancellationToken);
    }

    internal static LogisticRegression Fit(
        ILinearRows rows,
        ReadOnlySpan<bool> labels,
        double c,
        int maxIterations,
        double tolerance,
        bool hasBias,
        CancellationToken cancellationToken)
    {
        if (labels.Length != rows.RowCount || !labels.Contains(true) || !labels.Contains(false))
        {
            throw new ArgumentException(
                $"There must be a label for each of {rows.RowCount} rows, and both labels must occur.", nameof(labels));
        }

        var signs = new double[labels.Length];
        for (var row = 0; row < signs.Length; row++)
        {
            signs[row] = labels[row] ? 1 : -1;
        }

        var n = rows.ColumnCount + 1;                       // the bias is the last one
        var point = new double[n];
        var gradient = new double[n];
        var value = Evaluate(rows, signs, c, hasBias, point, gradient);
        var first = Length(gradient);
        var (nextPoint, nextGradient, direction) = (new double[n], new double[n], new double[n]);
        var history = new List<(double[] Step, double[] Change, double Scale)>(Corrections);
        for (var iteration = 0; iteration < maxIterations && Length(gradient) > tolerance * first; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Direct(history, gradient, direction);
            var slope = Dot(direction, gradient);
            var length = iteration == 0 ? Math.Min(1, 1 / Length(gradient)) : 1.0;
            double nextValue;
            while (true)
            {
                for (var i = 0; i < n; i++)
                {
                    nextPoint[i] = point[i] + (length * direction[i]);
                }

                nextValue = Evaluate(rows, signs, c, hasBias, nextPoint, nextGradient);
                if (nextValue <= value + (1e-4 * length * slope) || length < 1e-12)
                {
                    break;
                }

                length /= 2;
            }

            if (nextValue > value)
            {
                break;                                      // no step is small enough: rounding
            }

            var step = new double[n];
            var change = new double[n];
            for (var i = 0; i < n; i++)
            {
                step[i] = nextPoint[i] - point[i];
                change[i] = nextGradient[i] - gradient[i];
            }

            var curvature = Dot(step, change);
            if (curvature > 1e-12 * Dot(change, change))
            {
                if (history.Count == Corrections)
                {
                    history.RemoveAt(0);
                }

                history.Add((step, change, 1 / curvature));
            }

            (point, nextPoint, gradient, nextGradient, value) = (nextPoint, point, nextGradient, gradient, nextValue);
        }

        return new(point[..^1], point[^1]);
    }

    /// <summary>w · x + b: the logarithm of the odds.</summary>
    public double Score(ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
    {
        var sum = Bias;
        for (var i = 0; i < columns.Length; i++)
        {
            sum += Weights[columns[i]] * values[i];
        }

        return sum;
    }

    // The objective and its gradient. A bias that has no gradient stays 0.
    private static double Evaluate(ILinearRows rows, double[] signs, double c, bool hasBias, double[] point, double[] gradient)
    {
        var value = 0.0;
        for (var i = 0; i < point.Length - 1; i++)
        {
            gradient[i] = point[i];
            value += point[i] * point[i] / 2;
        }

        var pulls = new double[signs.Length];
        rows.Multiply(point.AsSpan(..^1), pulls);
        gradient[^1] = 0;
        for (var row = 0; row < signs.Length; row++)
        {
            var margin = signs[row] * (pulls[row] + point[^1]);
            var shrunk = Math.Exp(-Math.Abs(margin));
            value += c * (Math.Log(1 + shrunk) + Math.Max(0, -margin));
            pulls[row] = -c * signs[row] * (margin > 0 ? shrunk / (1 + shrunk) : 1 / (1 + shrunk));
            gradient[^1] += hasBias ? pulls[row] : 0;
        }

        rows.AddTransposed(pulls, gradient.AsSpan(..^1));
        return value;
    }

    // The two-loop recursion: direction = −H gradient.
    private static void Direct(List<(double[] Step, double[] Change, double Scale)> history, double[] gradient, double[] direction)
    {
        for (var i = 0; i < direction.Length; i++)
        {
            direction[i] = -gradient[i];
        }

        var shares = new double[history.Count];
        for (var k = history.Count - 1; k >= 0; k--)
        {
            shares[k] = history[k].Scale * Dot(history[k].Step, direction);
            AddScaled(direction, history[k].Change, -shares[k]);
        }

        if (history.Count > 0)
        {
            var (_, change, scale) = history[^1];
            var initial = 1 / (scale * Dot(change, change));
            for (var i = 0; i < direction.Length; i++)
            {
                direction[i] *= initial;
            }
        }

        for (var k = 0; k < history.Count; k++)
        {
            AddScaled(direction, history[k].Step, shares[k] - (history[k].Scale * Dot(history[k].Change, direction)));
        }
    }

    private static void AddScaled(double[] target, double[] source, double factor)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }

    private static double Dot(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static double Length(double[] vector) => Math.Sqrt(Dot(vector, vector));

    /// <summary>Rows that can be multiplied from both sides.</summary>
    internal interface ILinearRows
    {
        int RowCount { get; }

        int ColumnCount { get; }

        /// <summary>Sets products to rows · weights.</summary>
        void Multiply(ReadOnlySpan<double> weights, Span<double> products);

        /// <summary>Adds rowsᵀ · factors to sums.</summary>
        void AddTransposed(ReadOnlySpan<double> factors, Span<double> sums);
    }

    private sealed class SparseRows(CsrMatrix matrix) : ILinearRows
    {
        public int RowCount => matrix.RowCount;

        public int ColumnCount => matrix.ColumnCount;

        public void Multiply(ReadOnlySpan<double> weights, Span<double> products)
        {
            for (var row = 0; row < products.Length; row++)
            {
                var columns = matrix.Row(row);
                var values = matrix.RowValues(row);
                var sum = 0.0;
                for (var i = 0; i < columns.Length; i++)
                {
                    sum += weights[columns[i]] * (values.IsEmpty ? 1 : values[i]);
                }

                products[row] = sum;
            }
        }

        public void AddTransposed(ReadOnlySpan<double> factors, Span<double> sums)
        {
            for (var row = 0; row < factors.Length; row++)
            {
                var columns = matrix.Row(row);
                var values = matrix.RowValues(row);
                for (var i = 0; i < columns.Length; i++)
                {
                    sums[columns[i]] += factors[row] * (values.IsEmpty ? 1 : values[i]);
                }
            }
        }
    }
}
