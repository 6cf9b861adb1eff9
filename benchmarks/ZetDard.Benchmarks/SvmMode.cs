using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ZetDard.Models.Svm;

namespace ZetDard.Benchmarks;

/// <summary>Kernel machines as benchmarks/peers/svm.py runs them beside scikit-learn, and one listener's machine on a shared matrix.</summary>
internal static class SvmMode
{
    private const string Usage = """
        Usage: svm fit FILE [ROUNDS]        FILE is written by benchmarks/peers/svm.py
               svm listener [COLUMNS]       100 songs against 1,000 of a shared table, ranking 27,000
        """;

    public static int Run(ReadOnlySpan<string> args)
    {
        switch (args)
        {
            case ["fit", var file, .. var rest]:
                return Fit(file, rest is [var rounds] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 1);
            case ["listener", .. var rest]:
                return Listener(rest is [var columns] ? int.Parse(columns, CultureInfo.InvariantCulture) : 60);
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    /// <summary>Reads int32 rows, columns, classes, C and gamma as doubles, float32 rows × columns, int32 labels; rows to predict are the same.</summary>
    private static int Fit(string file, int rounds)
    {
        using var reader = new BinaryReader(File.OpenRead(file));
        var (rowCount, columnCount, classCount) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var (cost, gamma) = (reader.ReadDouble(), reader.ReadDouble());
        var values = new float[rowCount * columnCount];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        var labels = new int[rowCount];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(labels.AsSpan()));
        var before = PeakBytes();
        var (fits, predictions) = (new List<double>(), new List<double>());
        OneAgainstOne machine = null!;
        int[] predicted = [];
        for (var round = 0; round < rounds; round++)
        {
            fits.Add(CpuSeconds(() => machine = OneAgainstOne.Fit(values, labels, classCount, columnCount, cost, gamma)));
            predictions.Add(CpuSeconds(() => predicted = machine.Predict(values)));
        }

        File.WriteAllBytes(file + ".ours", MemoryMarshal.AsBytes(predicted.AsSpan()).ToArray());
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {"fit": [{{string.Join(", ", fits.Select(Invariant))}}], "predict": [{{string.Join(", ", predictions.Select(Invariant))}}], "rho": [{{string.Join(", ", machine.Solutions.Select(s => Invariant(s.Rho)))}}], "iterations": {{machine.Solutions.Sum(s => s.Iterations)}}, "vectors": {{machine.VectorCount}}, "objective": {{Invariant(machine.Solutions.Sum(s => s.Objective))}}, "gap": {{Invariant(machine.Solutions.Max(s => s.Gap))}}, "megabytes": {{Invariant((PeakBytes() - before) / 1e6)}}}
                """));
        return 0;
    }

    private static int Listener(int columnCount)
    {
        const int SongCount = 27_000, TableCount = 2_000, TheirCount = 100, OtherCount = 1_000;
        var table = SyntheticRows.Create(SongCount, columnCount);
        var values = new float[SongCount * columnCount];
        for (var row = 0; row < SongCount; row++)
        {
            table.Row(row).CopyTo(values.AsSpan(row * columnCount));
        }

        var rows = KernelRows.Create(
            new KernelForm.Leaf(KernelKind.Gaussian, 1.0 / columnCount), RowMatrix.Dense(values, SongCount, columnCount));
        int[] all = [.. Enumerable.Range(0, SongCount)];
        for (var round = 0; round < 5; round++)
        {
            // The songs that the listener has score highest in a direction of their own, with some noise.
            var random = new Random(round);
            int[] songs = [.. Enumerable.Range(0, TableCount).OrderBy(_ => random.Next()).Take(TheirCount + OtherCount)];
            int[] liked = [.. songs.OrderByDescending(song => values[song * columnCount] + random.NextDouble()).Take(TheirCount)];
            int[] chosen = [.. liked, .. songs.Except(liked)];
            KernelCache cache = null!;
            var matrix = WallMilliseconds(
                () =>
                {
                    cache = new(rows, TableCount, 1L << 30);
                    cache.Prepare(all.AsSpan(0, TableCount));
                });
            SvcSolution solution = null!;
            var problem = new SvcProblem(
                rows,
                chosen,
                [.. chosen.Select((_, i) => i < TheirCount)],
                [.. chosen.Select((_, i) => i < TheirCount ? 5.5 : .55)]) { Cache = cache };
            var first = WallMilliseconds(() => solution = SvcSolver.Solve(problem));
            var later = WallMilliseconds(() => solution = SvcSolver.Solve(problem));
            var uncached = WallMilliseconds(() => SvcSolver.Solve(problem with { Cache = null }));
            int[] vectors = [.. Enumerable.Range(0, chosen.Length).Where(i => solution.Coefficients[i] != 0)];
            var scores = new double[SongCount];
            var ranking = WallMilliseconds(
                () => new DecisionFunctions(
                    rows.Columns([.. vectors.Select(i => chosen[i])]),
                    [.. vectors.Select(i => solution.Coefficients[i])],
                    [solution.Rho]).Evaluate(rows, all, scores));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"matrix {matrix:F2} ms, fit {first:F2} and {later:F2} ms ({solution.Iterations} steps, {vectors.Length} vectors), without the matrix {uncached:F2} ms, ranking {ranking:F2} ms"));
        }

        return 0;
    }

    private static string Invariant(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double CpuSeconds(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static double WallMilliseconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static long PeakBytes() =>
        File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status")
                .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Select(line => long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture) * 1024)
                .First()
            : Process.GetCurrentProcess().PeakWorkingSet64;

    /// <summary>A machine for each pair of classes; votes decide, of equals the lowest class.</summary>
    private sealed class OneAgainstOne
    {
        private readonly int _classCount;
        private readonly int _columnCount;
        private readonly KernelForm _form;
        private readonly DecisionFunctions _functions;

        private OneAgainstOne(
            int classCount, int columnCount, KernelForm form, DecisionFunctions functions, SvcSolution[] solutions, int vectorCount) =>
            (_classCount, _columnCount, _form, _functions, Solutions, VectorCount) =
                (classCount, columnCount, form, functions, solutions, vectorCount);

        public SvcSolution[] Solutions { get; }

        public int VectorCount { get; }

        public static OneAgainstOne Fit(float[] values, int[] labels, int classCount, int columnCount, double cost, double gamma)
        {
            var form = new KernelForm.Leaf(KernelKind.Gaussian, gamma);
            var rows = KernelRows.Create(form, RowMatrix.Dense(values, labels.Length, columnCount));
            var members = Enumerable.Range(0, classCount).Select(c => Enumerable.Range(0, labels.Length).Where(i => labels[i] == c).ToArray()).ToArray();
            var problems = new List<SvcProblem>();
            for (var a = 0; a < classCount; a++)
            {
                for (var b = a + 1; b < classCount; b++)
                {
                    int[] chosen = [.. members[a], .. members[b]];
                    problems.Add(
                        new(
                            rows,
                            chosen,
                            [.. chosen.Select((_, i) => i < members[a].Length)],
                            [.. Enumerable.Repeat(cost, chosen.Length)]));
                }
            }

            var solutions = SvcSolver.SolveAll(problems);
            var isVector = new bool[labels.Length];
            for (var p = 0; p < solutions.Length; p++)
            {
                for (var i = 0; i < problems[p].Chosen.Length; i++)
                {
                    isVector[problems[p].Chosen[i]] |= solutions[p].Coefficients[i] != 0;
                }
            }

            int[] vectors = [.. members.SelectMany(rows => rows).Where(row => isVector[row])];
            var position = new int[labels.Length];
            for (var i = 0; i < vectors.Length; i++)
            {
                position[vectors[i]] = i;
            }

            var coefficients = new double[vectors.Length * problems.Count];
            for (var p = 0; p < solutions.Length; p++)
            {
                for (var i = 0; i < problems[p].Chosen.Length; i++)
                {
                    if (solutions[p].Coefficients[i] is not 0 and var coefficient)
                    {
                        coefficients[(position[problems[p].Chosen[i]] * problems.Count) + p] = coefficient;
                    }
                }
            }

            return new(
                classCount,
                columnCount,
                form,
                new(rows.Columns(vectors), coefficients, [.. solutions.Select(solution => solution.Rho)]),
                solutions,
                vectors.Length);
        }

        public int[] Predict(float[] values)
        {
            var rows = KernelRows.Create(_form, RowMatrix.Dense(values, values.Length / _columnCount, _columnCount));
            var decisions = new double[rows.Count * _functions.Count];
            _functions.Evaluate(rows, [.. Enumerable.Range(0, rows.Count)], decisions, threadCount: 0);
            var predicted = new int[rows.Count];
            var votes = new int[_classCount];
            for (var row = 0; row < rows.Count; row++)
            {
                Array.Clear(votes);
                var pair = row * _functions.Count;
                for (var a = 0; a < _classCount; a++)
                {
                    for (var b = a + 1; b < _classCount; b++)
                    {
                        votes[decisions[pair++] > 0 ? a : b]++;
                    }
                }

                predicted[row] = votes.AsSpan().IndexOf(votes.Max());
            }

            return predicted;
        }
    }
}
