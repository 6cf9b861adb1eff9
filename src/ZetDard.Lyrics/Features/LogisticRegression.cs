using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Logistic regression with an L2 penalty on sparse rows: minimises ½ |w|² + C Σ ln(1 + exp(−yᵢ (w · xᵢ + b))); the bias b is not penalised.</summary>
/// <remarks>
/// By L-BFGS (Liu and Nocedal 1989; ten corrections, Armijo's rule). One thread and a fixed order of summation: the same data gives the same bits.
/// Takes a pass over the entries forth and one back an iteration.
/// </remarks>
internal sealed record LogisticRegression(double[] Weights, double Bias)
{
    private const int Corrections = 10;

    /// <param name="rows">Examples × features.</param>
    /// <param name="labels">Which examples are positive; both kinds must occur.</param>
    /// <param name="c">How much an error weighs against the penalty, above 0.</param>
    /// <param name="maxIterations">Stops there at the latest.</param>
    /// <param name="tolerance">Stops when the gradient has fallen to this share of its first length.</param>
    /// <param name="cancellationToken">Looked at in each iteration.</param>
    public static LogisticRegression Fit(CsrMatrix rows, ReadOnlySpan<bool> labels, double c = 1, int maxIterations = 200, double tolerance = 1e-4, CancellationToken cancellationToken = default)
    {
        if (labels.Length != rows.RowCount || !labels.Contains(true) || !labels.Contains(false))
        {
            throw new ArgumentException($"There must be a label for each of {rows.RowCount} rows, and both labels must occur.", nameof(labels));
        }

        var signs = new double[labels.Length];
        for (var row = 0; row < signs.Length; row++)
        {
            signs[row] = labels[row] ? 1 : -1;
        }

        var n = rows.ColumnCount + 1;                       // the bias is the last one
        var point = new double[n];
        var gradient = new double[n];
        var value = Evaluate(rows, signs, c, point, gradient);
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

                nextValue = Evaluate(rows, signs, c, nextPoint, nextGradient);
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

    // The objective and its gradient.
    private static double Evaluate(CsrMatrix rows, double[] signs, double c, double[] point, double[] gradient)
    {
        var bias = point[^1];
        var value = 0.0;
        for (var i = 0; i < point.Length - 1; i++)
        {
            gradient[i] = point[i];
            value += point[i] * point[i] / 2;
        }

        gradient[^1] = 0;
        for (var row = 0; row < signs.Length; row++)
        {
            var columns = rows.Row(row);
            var values = rows.RowValues(row);
            var score = bias;
            for (var i = 0; i < columns.Length; i++)
            {
                score += point[columns[i]] * values[i];
            }

            var margin = signs[row] * score;
            var shrunk = Math.Exp(-Math.Abs(margin));
            value += c * (Math.Log(1 + shrunk) + Math.Max(0, -margin));
            var pull = -c * signs[row] * (margin > 0 ? shrunk / (1 + shrunk) : 1 / (1 + shrunk));
            for (var i = 0; i < columns.Length; i++)
            {
                gradient[columns[i]] += pull * values[i];
            }

            gradient[^1] += pull;
        }

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
}
