using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>
/// Support vector classification of any number of classes: the two-class problems, their decision functions over one union of support
/// vectors, and the scores that they give. Dense and sparse classifiers are shells around it. Immutable and safe for concurrent use.
/// </summary>
internal sealed class SvmMachine
{
    private const int FoldCount = 5;                // of the decisions from which probabilities are learned, as in LIBSVM
    private const double LeastChance = 1e-7;        // of a pair, as in LIBSVM: none is certain
    private const int MaxStackLabels = 64;

    private readonly int[] _present;                // classes with examples, ascending
    private readonly Calibration[] _calibrations;   // one for each function, or none

    public SvmMachine(
        IReadOnlyList<string> labels,
        int[] present,
        MultiClass multiClass,
        KernelExpansion functions,
        Calibration[] calibrations,
        IReadOnlyList<SvmDecision> decisions)
    {
        (Labels, _present, MultiClass, Functions, _calibrations, Decisions) =
            ([.. labels], present, multiClass, functions, calibrations, decisions);
    }

    public IReadOnlyList<string> Labels { get; }

    public IReadOnlyList<int> Present => _present;

    public MultiClass MultiClass { get; }

    public KernelExpansion Functions { get; }

    public IReadOnlyList<Calibration> Calibrations => _calibrations;

    public IReadOnlyList<SvmDecision> Decisions { get; }

    public bool ScoresAreProbabilities => _calibrations.Length > 0;

    /// <summary>The two-class problems of k classes: the places of the positive and of the negative class; −1 for all others.</summary>
    public static IReadOnlyList<(int Positive, int Negative)> Sides(int classCount, MultiClass multiClass) =>
        multiClass == MultiClass.OneAgainstRest && classCount > 2
            ? [.. Enumerable.Range(0, classCount).Select(c => (c, -1))]
            : [.. Enumerable.Range(0, classCount).SelectMany(i => Enumerable.Range(i + 1, classCount - i - 1).Select(j => (i, j)))];

    /// <summary>Fits a machine.</summary>
    /// <param name="prepared">The rows.</param>
    /// <param name="chosen">Which of them are learned from, distinct.</param>
    /// <param name="classes">The class of each.</param>
    /// <param name="labels">The labels of all classes.</param>
    /// <param name="groups">The group of each, which the fits for probabilities do not split; <see langword="null"/> where unknown.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="solved">Is called after each two-class problem with how many there are, from any thread.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public static SvmMachine Fit(
        PreparedKernel prepared,
        ReadOnlySpan<int> chosen,
        ReadOnlySpan<int> classes,
        IReadOnlyList<string> labels,
        IReadOnlyList<string?>? groups,
        SvmOptions options,
        Action<int>? solved = null,
        CancellationToken cancellationToken = default)
    {
        int[] present = [.. ClassifierGuard.PresentClasses(chosen, classes, labels, prepared.TrainingCount)];
        cancellationToken.ThrowIfCancellationRequested();
        var (rows, places) = (chosen.ToArray(), new int[classes.Length]);       // places: the class of a row as an index into present
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = Array.BinarySearch(present, classes[i]);
        }

        var sizes = new int[present.Length];
        Array.ForEach(places, place => sizes[place]++);
        var sides = Sides(present.Length, options.MultiClass);
        var members = sides
            .Select(side => Enumerable.Range(0, rows.Length)
                .Where(i => side.Negative < 0 || places[i] == side.Positive || places[i] == side.Negative).ToArray())
            .ToArray();

        // The final problems first, then those that leave a fold out.
        var problems = sides.Select((side, function) => ProblemOf(side, members[function])).ToList();
        var tests = new List<(int Function, int[] Test)>();
        if (options.Probabilities != SvmProbabilities.None)
        {
            var foldOf = Folds(places, present.Length, groups);
            for (var function = 0; function < sides.Count; function++)
            {
                for (var fold = 0; fold < FoldCount; fold++)
                {
                    var (side, train) = (sides[function], members[function].Where(i => foldOf[i] != fold).ToArray());
                    var positives = train.Count(i => places[i] == side.Positive);
                    if (positives > 0 && positives < train.Length && train.Length < members[function].Length)
                    {
                        problems.Add(ProblemOf(side, train));
                        tests.Add((function, [.. members[function].Where(i => foldOf[i] == fold)]));
                    }
                }
            }
        }

        var solutions = SvcSolver.SolveAll(
            problems, options.ThreadCount, solved is null ? null : _ => solved(problems.Count), cancellationToken);
        if (solutions.FirstOrDefault(solution => !double.IsFinite(solution.Rho) || !double.IsFinite(solution.Objective)) is not null)
        {
            throw new ArgumentException(
                $"The kernel '{options.Kernel}' gives values on these rows that no machine can be fitted to. Standardize the columns, or take a smaller γ or degree.");
        }

        var functions = Expand(prepared, rows, places, members, solutions);
        return new(
            labels,
            present,
            options.MultiClass,
            functions,
            Calibrate(prepared, rows, places, sides, members, problems, solutions, tests, functions, options.Probabilities),
            [.. sides.Select((side, function) => DecisionOf(side, problems[function], solutions[function]))]);

        SvcProblem ProblemOf((int Positive, int Negative) side, int[] own)
        {
            var isPositive = Array.ConvertAll(own, i => places[i] == side.Positive);
            var costs = new double[own.Length];
            var positives = sizes[side.Positive];
            for (var i = 0; i < own.Length; i++)
            {
                var (size, count) = side.Negative >= 0 ? (sizes[places[own[i]]], present.Length)
                    : (isPositive[i] ? positives : rows.Length - positives, 2);
                costs[i] = options.C * (options.ClassWeights == ClassWeights.Balanced ? (double)rows.Length / count / size : 1);
            }

            return new(prepared.Rows, Array.ConvertAll(own, i => rows[i]), isPositive, costs, options.Tolerance, options.MaxIterations)
            {
                Cache = prepared.Cache,
                IsOneOfMany = prepared.IsForManyFits,
            };
        }

        SvmDecision DecisionOf((int Positive, int Negative) side, SvcProblem problem, SvcSolution solution) => new(
            labels[present[side.Positive]],
            side.Negative < 0 ? null : labels[present[side.Negative]],
            solution.Objective,
            solution.Rho,
            solution.Coefficients.Count(coefficient => coefficient != 0),
            solution.Coefficients.Zip(problem.Costs).Count(pair => Math.Abs(pair.First) >= pair.Second),
            solution.Gap,
            solution.Iterations,
            solution.Iterations < options.MaxIterations || solution.Gap < options.Tolerance);
    }

    /// <summary>Scores rows.</summary>
    /// <param name="source">Rows under the same kernel.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="scores">Receives rows × labels scores.</param>
    public void Score(KernelRows source, ReadOnlySpan<int> rows, Span<float> scores)
    {
        ClassifierGuard.RequireRoom(scores, rows.Length, Labels.Count);
        ToScores(Functions.Evaluate(source, rows), scores);
    }

    /// <inheritdoc cref="Score(KernelRows, ReadOnlySpan{int}, Span{float})"/>
    public void Score(RowMatrix rows, Span<float> scores)
    {
        ClassifierGuard.RequireRoom(scores, rows.RowCount, Labels.Count);
        ToScores(Functions.Evaluate(rows), scores);
    }

    /// <summary>The machine without the rows that are no support vectors.</summary>
    public SvmMachine Compact() => new(Labels, _present, MultiClass, Functions.Compact(), _calibrations, Decisions);

    /// <summary>What the fit came to, in one line; what fell short first.</summary>
    public string Summary
    {
        get
        {
            var failed = Decisions.Where(decision => !decision.IsConverged).ToArray();
            var warning = failed.Length == 0 ? "" : string.Create(
                CultureInfo.InvariantCulture,
                $"{failed.Length} of {Decisions.Count} fits stopped at {failed.Max(one => one.Iterations)} iterations, up to {failed.Max(one => one.Gap):G3} from optimal; take a smaller C or γ, scale the columns, or raise MaxIterations. ");
            return string.Create(
                CultureInfo.InvariantCulture, $"{warning}{_present.Length} classes, {Functions.VectorCount} support vectors");
        }
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(Labels);
        writer.Write<int>(_present);
        writer.Write((int)MultiClass);
        Functions.Write(writer);
        writer.Write(_calibrations.Length);
        foreach (var calibration in _calibrations)
        {
            Calibration.Write(writer, calibration);
        }

        foreach (var decision in Decisions)
        {
            writer.Write<double>(
            [
                decision.Objective,
                decision.SupportVectorCount,
                decision.BoundedCount,
                decision.Gap,
                decision.Iterations,
                decision.IsConverged ? 1 : 0,
            ]);
        }
    }

    public static SvmMachine Read(ModelReader reader)
    {
        var (labels, present, multiClass) = (reader.ReadStrings(), reader.ReadArray<int>(), (MultiClass)reader.ReadInt32());
        var functions = KernelExpansion.Read(reader);
        var fits = present.Length >= 2 && Enum.IsDefined(multiClass)
            && present.Index().All(one =>
                one.Item >= 0 && one.Item < labels.Length && (one.Index == 0 || one.Item > present[one.Index - 1]));
        var sides = fits ? Sides(present.Length, multiClass) : [];
        var count = reader.ReadInt32();
        if (!fits || sides.Count != functions.Rho.Count || (count != 0 && count != sides.Count))
        {
            throw new InvalidDataException("The model file is damaged: its functions do not fit its labels.");
        }

        var calibrations = new Calibration[count];
        for (var function = 0; function < count; function++)
        {
            calibrations[function] = Calibration.Read(reader);
        }

        return new(labels, present, multiClass, functions, calibrations, [.. sides.Select((side, function) =>
        {
            return reader.ReadArray<double>() is [var objective, var vectors, var bounded, var gap, var iterations, var isConverged]
                ? new SvmDecision(
                    labels[present[side.Positive]],
                    side.Negative < 0 ? null : labels[present[side.Negative]],
                    objective,
                    functions.Rho[function],
                    (int)vectors,
                    (int)bounded,
                    gap,
                    (long)iterations,
                    isConverged != 0)
                : throw new InvalidDataException("The model file is damaged: what its fits came to is missing.");
        })]);
    }

    // The union of the support vectors, class by class.
    private static KernelExpansion Expand(
        PreparedKernel prepared, int[] rows, int[] places, int[][] members, SvcSolution[] solutions)
    {
        var isVector = new bool[rows.Length];
        for (var function = 0; function < members.Length; function++)
        {
            for (var i = 0; i < members[function].Length; i++)
            {
                isVector[members[function][i]] |= solutions[function].Coefficients[i] != 0;
            }
        }

        int[] vectors = [.. Enumerable.Range(0, rows.Length).Where(i => isVector[i]).OrderBy(i => places[i])];
        var place = new int[rows.Length];
        for (var i = 0; i < vectors.Length; i++)
        {
            place[vectors[i]] = i;
        }

        var coefficients = new double[vectors.Length * members.Length];
        for (var function = 0; function < members.Length; function++)
        {
            for (var i = 0; i < members[function].Length; i++)
            {
                if (solutions[function].Coefficients[i] is not 0 and var coefficient)
                {
                    coefficients[(place[members[function][i]] * members.Length) + function] = coefficient;
                }
            }
        }

        return new(
            prepared.Form,
            prepared.Rows,
            prepared.Matrix,
            Array.ConvertAll(vectors, i => rows[i]),
            coefficients,
            [.. solutions.Take(members.Length).Select(solution => solution.Rho)]);
    }

    // Learned from decisions on rows that a fit has not seen; where there are none of a side, from those that it has seen.
    private static Calibration[] Calibrate(
        PreparedKernel prepared,
        int[] rows,
        int[] places,
        IReadOnlyList<(int Positive, int Negative)> sides,
        int[][] members,
        List<SvcProblem> problems,
        SvcSolution[] solutions,
        List<(int Function, int[] Test)> tests,
        KernelExpansion final,
        SvmProbabilities kind)
    {
        if (kind == SvmProbabilities.None)
        {
            return [];
        }

        var seen = sides.Select(_ => new List<(double Decision, bool IsPositive)>()).ToArray();
        for (var i = 0; i < tests.Count; i++)
        {
            var (function, test) = tests[i];
            var (problem, solution) = (problems[sides.Count + i], solutions[sides.Count + i]);
            int[] vectors = [.. Enumerable.Range(0, problem.Chosen.Length).Where(row => solution.Coefficients[row] != 0)];
            var decisions = new KernelExpansion(
                prepared.Form,
                prepared.Rows,
                prepared.Matrix,
                Array.ConvertAll(vectors, row => problem.Chosen[row]),
                Array.ConvertAll(vectors, row => solution.Coefficients[row]),
                [solution.Rho]).Evaluate(prepared.Rows, Array.ConvertAll(test, one => rows[one]));
            seen[function].AddRange(test.Select((one, t) => (decisions[t], places[one] == sides[function].Positive)));
        }

        return [.. seen.Select((own, function) =>
        {
            if (own.DistinctBy(one => one.IsPositive).Count() < 2)
            {
                var decisions = final.Evaluate(prepared.Rows, Array.ConvertAll(members[function], one => rows[one]));
                own = [.. members[function].Select((one, t) =>
                    (decisions[(t * sides.Count) + function], places[one] == sides[function].Positive))];
            }

            return Calibration.Fit(kind, own);
        })];
    }

    // Largest groups first, each to the fold that has least of its classes: as even as whole groups allow.
    private static int[] Folds(int[] places, int classCount, IReadOnlyList<string?>? groups)
    {
        var sizes = new double[classCount];
        Array.ForEach(places, place => sizes[place]++);
        var (foldOf, shares, counts) = (new int[places.Length], new double[FoldCount, classCount], new int[FoldCount]);
        foreach (var group in Enumerable.Range(0, places.Length)
            .GroupBy(row => groups?[row] is { } group ? (group, -1) : ("", row))
            .OrderByDescending(group => group.Count()))
        {
            var fold = Enumerable.Range(0, FoldCount).MinBy(f => (group.Sum(row => shares[f, places[row]]), counts[f]));
            foreach (var row in group)
            {
                foldOf[row] = fold;
                shares[fold, places[row]] += 1 / sizes[places[row]];
                counts[fold]++;
            }
        }

        return foldOf;
    }

    private void ToScores(double[] decisions, Span<float> scores)
    {
        var (k, functionCount) = (_present.Length, Functions.Rho.Count);
        Span<double> own = k <= MaxStackLabels ? stackalloc double[k] : new double[k];
        for (var start = 0; start < decisions.Length; start += functionCount)
        {
            var values = decisions.AsSpan(start, functionCount);
            var row = scores[(start / functionCount * Labels.Count)..][..Labels.Count];
            if (_calibrations.Length > 0)
            {
                Probabilities(values, own);
                row.Clear();
            }
            else
            {
                Scores(values, own);
                row.Fill((float)(Least(own) - 1));              // a class without examples is never predicted
            }

            for (var i = 0; i < k; i++)
            {
                row[_present[i]] = (float)own[i];
            }
        }

        static double Least(ReadOnlySpan<double> values)
        {
            var least = values[0];
            foreach (var value in values)
            {
                least = Math.Min(least, value);
            }

            return Math.Max(least, -1e30);
        }
    }

    private void Scores(ReadOnlySpan<double> decisions, Span<double> scores)
    {
        const double Largest = 1e30;                            // in single precision too, with room below it
        var k = scores.Length;
        if (k == 2)
        {
            (scores[0], scores[1]) = (Math.Clamp(decisions[0], -Largest, Largest), Math.Clamp(-decisions[0], -Largest, Largest));
            return;
        }

        if (MultiClass == MultiClass.OneAgainstRest)
        {
            for (var i = 0; i < k; i++)
            {
                scores[i] = Math.Clamp(decisions[i], -Largest, Largest);
            }

            return;
        }

        // Votes, and a third at most of what separates two numbers of votes by the sum of decision values: scikit-learn's transform.
        scores.Clear();
        Span<int> votes = k <= MaxStackLabels ? stackalloc int[k] : new int[k];
        votes.Clear();
        var function = 0;
        for (var i = 0; i < k; i++)
        {
            for (var j = i + 1; j < k; j++, function++)
            {
                votes[decisions[function] >= 0 ? i : j]++;      // a tie goes to the lower class
                scores[i] += decisions[function];
                scores[j] -= decisions[function];
            }
        }

        for (var i = 0; i < k; i++)
        {
            scores[i] = votes[i] + (scores[i] / (3 * (Math.Abs(scores[i]) + 1)));
        }
    }

    private void Probabilities(ReadOnlySpan<double> decisions, Span<double> probabilities)
    {
        var k = probabilities.Length;
        if (k == 2)
        {
            probabilities[0] = _calibrations[0].Chance(decisions[0]);
            probabilities[1] = 1 - probabilities[0];
            return;
        }

        if (MultiClass == MultiClass.OneAgainstRest)
        {
            var sum = 0.0;
            for (var i = 0; i < k; i++)
            {
                sum += probabilities[i] = Math.Max(LeastChance, _calibrations[i].Chance(decisions[i]));
            }

            for (var i = 0; i < k; i++)
            {
                probabilities[i] /= sum;
            }

            return;
        }

        Span<double> pairs = k <= 16 ? stackalloc double[k * k] : new double[k * k];
        var function = 0;
        for (var i = 0; i < k; i++)
        {
            for (var j = i + 1; j < k; j++, function++)
            {
                var chance = Math.Clamp(_calibrations[function].Chance(decisions[function]), LeastChance, 1 - LeastChance);
                (pairs[(i * k) + j], pairs[(j * k) + i]) = (chance, 1 - chance);
            }
        }

        Coupling.Solve(pairs, probabilities);
    }
}
