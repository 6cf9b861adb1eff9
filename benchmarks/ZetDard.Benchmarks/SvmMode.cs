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
        SvmMachine machine = null!;
        int[] predicted = [];
        for (var round = 0; round < rounds; round++)
        {
            fits.Add(CpuSeconds(() => machine = SvmMachine.Fit(values, labels, classCount, columnCount, cost, gamma)));
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
            int[] liked = [.. songs.OrderByDescending(song => values[song * columnCount] + values[(song * columnCount) + 1]).Take(TheirCount)];
            int[] chosen = [.. liked, .. songs.Except(liked)];
            KernelCache cache = null!;
            var matrix = CpuMilliseconds(
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
                [.. chosen.Select(_ => 1.0)]) { Cache = cache };
            var first = CpuMilliseconds(() => solution = SvcSolver.Solve(problem));
            var later = CpuMilliseconds(() => solution = SvcSolver.Solve(problem));
            var uncached = CpuMilliseconds(() => SvcSolver.Solve(problem with { Cache = null }));
            int[] vectors = [.. Enumerable.Range(0, chosen.Length).Where(i => solution.Coefficients[i] != 0)];
            var scores = new double[SongCount];
            var ranking = CpuMilliseconds(
                () => new DecisionFunctions(
                    rows.Columns([.. vectors.Select(i => chosen[i])]),
                    [.. vectors.Select(i => solution.Coefficients[i])],
                    [solution.Rho]).Evaluate(rows, all, scores));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"CPU: matrix {matrix:F2} ms, fit {first:F2} and {later:F2} ms ({solution.Iterations} steps, {vectors.Length} vectors), without the matrix {uncached:F2} ms, ranking {ranking:F2} ms"));
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

    private static double CpuMilliseconds(Action action) => 1e3 * CpuSeconds(action);

    private static long PeakBytes() =>
        File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status")
                .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Select(line => long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture) * 1024)
                .First()
            : Process.GetCurrentProcess().PeakWorkingSet64;
}
