namespace ZetDard.Models.Svm;

/// <summary>
/// The textbook method (sequential minimal optimisation, Fan, Chen and Lin 2005, WSS 2) over the whole kernel matrix in memory, without
/// a shortcut: the oracle for <see cref="SvcSolver"/>.
/// </summary>
internal static class SvcReference
{
    private const double Tau = 1e-12;       // stands in for a curvature that is not above 0

    public static SvcSolution Solve(SvcProblem problem, CancellationToken cancellationToken = default)
    {
        var n = problem.Chosen.Length;
        var kernel = new float[n * n];
        problem.Rows.Columns(problem.Chosen).Fill(problem.Rows, problem.Chosen, kernel);
        double[] y = [.. problem.IsPositive.Select(positive => positive ? 1.0 : -1.0)];
        var (alpha, gradient) = (new double[n], Enumerable.Repeat(-1.0, n).ToArray());
        long iterations = 0;
        double gap;
        while (true)
        {
            // i: the worst violator that may go up; j: of those that may go down, the one that gains most with i.
            var (i, up, down) = (-1, double.NegativeInfinity, double.PositiveInfinity);
            for (var t = 0; t < n; t++)
            {
                if (CanGoUp(t) && -y[t] * gradient[t] > up)
                {
                    (i, up) = (t, -y[t] * gradient[t]);
                }
            }

            var (j, best) = (-1, double.PositiveInfinity);
            for (var t = 0; t < n; t++)
            {
                if (!CanGoDown(t))
                {
                    continue;
                }

                down = Math.Min(down, -y[t] * gradient[t]);
                var difference = up + (y[t] * gradient[t]);
                if (i >= 0 && difference > 0)
                {
                    var curvature = K(i, i) + K(t, t) - (2 * K(i, t));
                    var gain = -(difference * difference) / (curvature > 0 ? curvature : Tau);
                    if (gain < best)
                    {
                        (j, best) = (t, gain);
                    }
                }
            }

            gap = Math.Max(0, up - down);
            if (j < 0 || gap < problem.Tolerance || iterations == problem.MaxIterations)
            {
                break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            iterations++;
            var bend = K(i, i) + K(j, j) - (2 * K(i, j));
            var step = (up + (y[j] * gradient[j])) / (bend > 0 ? bend : Tau);       // of y_i alpha_i up, of y_j alpha_j down
            step = Math.Min(step, y[i] > 0 ? problem.Costs[i] - alpha[i] : alpha[i]);
            step = Math.Min(step, y[j] > 0 ? alpha[j] : problem.Costs[j] - alpha[j]);
            alpha[i] = Math.Clamp(alpha[i] + (y[i] * step), 0, problem.Costs[i]);
            alpha[j] = Math.Clamp(alpha[j] - (y[j] * step), 0, problem.Costs[j]);
            for (var t = 0; t < n; t++)
            {
                gradient[t] += y[t] * step * (K(i, t) - K(j, t));
            }
        }

        return new(
            [.. alpha.Select((a, t) => a * y[t])], Rho(), .5 * alpha.Select((a, t) => a * (gradient[t] - 1)).Sum(), gap, iterations);

        double K(int row, int column) => kernel[(row * n) + column];

        bool CanGoUp(int t) => y[t] > 0 ? alpha[t] < problem.Costs[t] : alpha[t] > 0;

        bool CanGoDown(int t) => y[t] > 0 ? alpha[t] > 0 : alpha[t] < problem.Costs[t];

        // The mean over free vectors, else the middle of what the bounds leave open.
        double Rho()
        {
            var free = Enumerable.Range(0, n).Where(t => alpha[t] > 0 && alpha[t] < problem.Costs[t]).ToArray();
            if (free.Length > 0)
            {
                return free.Average(t => y[t] * gradient[t]);
            }

            var (most, least) = (double.NegativeInfinity, double.PositiveInfinity);
            for (var t = 0; t < n; t++)
            {
                most = CanGoUp(t) ? Math.Max(most, -y[t] * gradient[t]) : most;
                least = CanGoDown(t) ? Math.Min(least, -y[t] * gradient[t]) : least;
            }

            return -(most + least) / 2;
        }
    }
}
