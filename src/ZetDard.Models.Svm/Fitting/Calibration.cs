using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>The chance of the positive side for a decision value.</summary>
internal abstract record Calibration
{
    private const double MinSlope = 1e-6;           // keeps the order of scores where they say nothing

    public abstract double Chance(double decision);

    public static Calibration Fit(SvmProbabilities kind, IReadOnlyList<(double Decision, bool IsPositive)> seen) =>
        kind == SvmProbabilities.Platt ? Sigmoid.Fit(seen) : Curve.Fit(seen);

    public static void Write(ModelWriter writer, Calibration calibration)
    {
        writer.Write<double>(calibration is Curve curve ? curve.Decisions : []);
        writer.Write<double>(calibration is Curve { Chances: var chances } ? chances : [((Sigmoid)calibration).A, ((Sigmoid)calibration).B]);
    }

    public static Calibration Read(ModelReader reader)
    {
        var (decisions, chances) = (reader.ReadArray<double>(), reader.ReadArray<double>());
        if (decisions.Length == 0)
        {
            return chances is [var a, var b] && double.IsFinite(a) && double.IsFinite(b) ? new Sigmoid(a, b) : throw Damaged();
        }

        return decisions.Length == chances.Length && IsRising(decisions) && IsRising(chances) && chances[0] > 0 && chances[^1] < 1
            ? new Curve(decisions, chances)
            : throw Damaged();

        static bool IsRising(double[] values) => Array.TrueForAll(values, double.IsFinite)
            && values.Zip(values.Skip(1)).All(pair => pair.First <= pair.Second);

        static InvalidDataException Damaged() => new("The model file is damaged: its probabilities are none.");
    }

    /// <summary>1 / (1 + exp(A f + B)); A is below 0 where it was fitted here.</summary>
    public sealed record Sigmoid(double A, double B) : Calibration
    {
        public override double Chance(double decision)
        {
            var odds = (A * decision) + B;
            return odds >= 0 ? Math.Exp(-odds) / (1 + Math.Exp(-odds)) : 1 / (1 + Math.Exp(odds));
        }

        /// <summary>
        /// Platt's sigmoid of maximum likelihood with his targets, by Newton's method with backtracking in the form that neither
        /// overflows nor cancels (Lin, Lin and Weng 2007, A note on Platt's probabilistic outputs).
        /// </summary>
        public static Sigmoid Fit(IReadOnlyList<(double Decision, bool IsPositive)> seen)
        {
            const int MaxIterations = 100;
            const double MinStep = 1e-10;
            const double Ridge = 1e-12;             // keeps the Hessian invertible
            const double Tolerance = 1e-5;
            var positives = seen.Count(one => one.IsPositive);
            double negatives = seen.Count - positives;
            var (high, low) = ((positives + 1.0) / (positives + 2.0), 1 / (negatives + 2.0));
            var (a, b) = (0.0, Math.Log((negatives + 1) / (positives + 1)));
            var loss = Loss(a, b);
            for (var iteration = 0; iteration < MaxIterations; iteration++)
            {
                var (h11, h22, h21, g1, g2) = (Ridge, Ridge, 0.0, 0.0, 0.0);
                foreach (var (decision, isPositive) in seen)
                {
                    var chance = new Sigmoid(a, b).Chance(decision);
                    var (bend, slope) = (chance * (1 - chance), (isPositive ? high : low) - chance);
                    h11 += decision * decision * bend;
                    h22 += bend;
                    h21 += decision * bend;
                    g1 += decision * slope;
                    g2 += slope;
                }

                if (Math.Abs(g1) < Tolerance && Math.Abs(g2) < Tolerance)
                {
                    break;
                }

                var determinant = (h11 * h22) - (h21 * h21);
                var (da, db) = (-((h22 * g1) - (h21 * g2)) / determinant, -((h11 * g2) - (h21 * g1)) / determinant);
                var descent = (g1 * da) + (g2 * db);
                var step = 1.0;
                while (step >= MinStep)
                {
                    var next = Loss(a + (step * da), b + (step * db));
                    if (next < loss + (1e-4 * step * descent))
                    {
                        (a, b, loss) = (a + (step * da), b + (step * db), next);
                        break;
                    }

                    step /= 2;
                }

                if (step < MinStep)
                {
                    break;
                }
            }

            return a < -MinSlope && double.IsFinite(a) && double.IsFinite(b)
                ? new(a, b)
                : new(-MinSlope, Math.Log((negatives + 1) / (positives + 1)));      // held-out values say nothing, or the opposite

            double Loss(double slope, double offset) => seen.Sum(one =>
            {
                var (odds, target) = ((slope * one.Decision) + offset, one.IsPositive ? high : low);
                return odds >= 0
                    ? (target * odds) + Math.Log(1 + Math.Exp(-odds))
                    : ((target - 1) * odds) + Math.Log(1 + Math.Exp(odds));
            });
        }
    }

    /// <summary>A rising curve through knots, straight between them and flat outside.</summary>
    public sealed record Curve(double[] Decisions, double[] Chances) : Calibration
    {
        public override double Chance(double decision)
        {
            var place = Array.BinarySearch(Decisions, decision);
            if (place >= 0)
            {
                return Chances[place];
            }

            place = ~place;
            if (place == 0 || place == Decisions.Length)
            {
                return Chances[place == 0 ? 0 : ^1];
            }

            var share = (decision - Decisions[place - 1]) / (Decisions[place] - Decisions[place - 1]);
            return Chances[place - 1] + (share * (Chances[place] - Chances[place - 1]));
        }

        /// <summary>
        /// The rising steps nearest to the labels (pool adjacent violators); none is certain: of n rows, chances are 1 / (n + 2) or more.
        /// </summary>
        public static Curve Fit(IReadOnlyList<(double Decision, bool IsPositive)> seen)
        {
            var steps = new List<(double First, double Last, double Positives, double Count)>();
            foreach (var same in seen.GroupBy(one => one.Decision).OrderBy(same => same.Key))
            {
                steps.Add((same.Key, same.Key, same.Count(one => one.IsPositive), same.Count()));
                while (steps.Count > 1 && steps[^2].Positives * steps[^1].Count >= steps[^1].Positives * steps[^2].Count)
                {
                    var (left, right) = (steps[^2], steps[^1]);
                    steps.RemoveAt(steps.Count - 1);
                    steps[^1] = (left.First, right.Last, left.Positives + right.Positives, left.Count + right.Count);
                }
            }

            var least = 1.0 / (seen.Count + 2);
            var knots = steps.SelectMany(step => step.First == step.Last ? new[] { step.First } : [step.First, step.Last])
                .ToArray();
            var chances = steps.SelectMany(step => Enumerable.Repeat(
                Math.Clamp(step.Positives / step.Count, least, 1 - least), step.First == step.Last ? 1 : 2)).ToArray();
            return new(knots, chances);
        }
    }
}
