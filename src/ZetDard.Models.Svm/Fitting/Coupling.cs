namespace ZetDard.Models.Svm;

/// <summary>Makes chances of pairs of classes probabilities of all.</summary>
internal static class Coupling
{
    private const int MaxIterations = 1_000;
    private const double Tolerance = 1e-7;

    /// <summary>
    /// The probabilities p that minimise Σᵢ Σⱼ (rⱼᵢ pᵢ − rᵢⱼ pⱼ)², together 1 (Wu, Lin and Weng 2004, Probability estimates for
    /// multi-class classification by pairwise coupling, their second method).
    /// </summary>
    /// <param name="pairs">rᵢⱼ, the chance of class i where it is i or j; classes × classes, row-major, all between 0 and 1.</param>
    /// <param name="probabilities">Receives p.</param>
    public static void Solve(ReadOnlySpan<double> pairs, Span<double> probabilities)
    {
        var k = probabilities.Length;
        var (q, qp) = (new double[k * k], new double[k]);
        for (var i = 0; i < k; i++)
        {
            probabilities[i] = 1.0 / k;
            for (var j = 0; j < k; j++)
            {
                if (i != j)
                {
                    q[(i * k) + i] += pairs[(j * k) + i] * pairs[(j * k) + i];
                    q[(i * k) + j] = -pairs[(j * k) + i] * pairs[(i * k) + j];
                }
            }
        }

        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            var (sum, error) = (0.0, 0.0);
            for (var i = 0; i < k; i++)
            {
                qp[i] = 0;
                for (var j = 0; j < k; j++)
                {
                    qp[i] += q[(i * k) + j] * probabilities[j];
                }

                sum += probabilities[i] * qp[i];
            }

            for (var i = 0; i < k; i++)
            {
                error = Math.Max(error, Math.Abs(qp[i] - sum));
            }

            if (error < Tolerance / k)
            {
                break;
            }

            for (var i = 0; i < k; i++)
            {
                var difference = (sum - qp[i]) / q[(i * k) + i];
                probabilities[i] += difference;
                sum = (sum + (difference * ((difference * q[(i * k) + i]) + (2 * qp[i])))) / (1 + difference) / (1 + difference);
                for (var j = 0; j < k; j++)
                {
                    qp[j] = (qp[j] + (difference * q[(i * k) + j])) / (1 + difference);
                    probabilities[j] /= 1 + difference;
                }
            }
        }
    }
}
