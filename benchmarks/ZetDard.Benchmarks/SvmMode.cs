using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ZetDard.Models.Svm;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Kernel machines as users call them: beside scikit-learn by benchmarks/peers/svm.py, and for one listener after another.</summary>
internal static class SvmMode
{
    private const string Usage = """
        Usage: svm fit FILE [ROUNDS]                FILE is written by benchmarks/peers/svm.py
               svm listeners [SONGS [COLUMNS]]      listeners of 100 songs, each against 1,000 others, and all songs ranked
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["fit", var file, .. var rest]:
                await FitAsync(file, rest is [var rounds] ? Number(rounds) : 1);
                return 0;
            case ["listeners", .. { Length: <= 2 } rest]:
                await RankAsync(rest.Length > 0 ? Number(rest[0]) : 27_000, rest.Length > 1 ? Number(rest[1]) : 60);
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>Reads int32 rows, columns, classes, C and gamma as doubles, float32 rows × columns, int32 labels; rows to predict are the same.</summary>
    private static async Task FitAsync(string file, int rounds)
    {
        using var reader = new BinaryReader(File.OpenRead(file));
        var (rowCount, columnCount, classCount) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var (cost, gamma) = (reader.ReadDouble(), reader.ReadDouble());
        var values = new float[rowCount * columnCount];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        var labels = new int[rowCount];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(labels.AsSpan()));
        var table = SvmSets.Table(values, columnCount);
        var examples = SvmSets.Examples(table, labels);
        var options = new SvmOptions { C = cost, Kernel = Kernel.Gaussian(gamma), ClassWeights = ClassWeights.None, Standardize = false };
        var trainer = new SvmTrainer(options);
        var before = PeakBytes();
        var (prepares, fits, predictions) = (new List<double>(), new List<double>(), new List<double>());
        SvmClassifier classifier = null!;
        var scores = new float[rowCount * classCount];
        for (var round = 0; round < rounds; round++)
        {
            var start = CpuSeconds();
            classifier = await trainer.FitAsync(examples);
            fits.Add(CpuSeconds() - start);
            start = CpuSeconds();
            classifier.ScoreMany(table.Rows, scores);
            predictions.Add(CpuSeconds() - start);
        }

        var megabytes = (PeakBytes() - before) / 1e6;
        for (var round = 0; round < rounds; round++)
        {
            // What of a fit is no solving: reading examples into a matrix, and norms.
            var start = CpuSeconds();
            PreparedKernel.Create(table.Rows, rowCount, options.Kernel, options.Standardize);
            prepares.Add(CpuSeconds() - start);
        }

        var predicted = new int[rowCount];
        for (var row = 0; row < rowCount; row++)
        {
            var label = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores.AsSpan(row * classCount, classCount));
            predicted[row] = int.Parse(classifier.Labels[label], CultureInfo.InvariantCulture);
        }

        File.WriteAllBytes(file + ".ours", MemoryMarshal.AsBytes(predicted.AsSpan()).ToArray());
        var decisions = classifier.Decisions;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {"fit": {{List(fits)}}, "prepare": {{List(prepares)}}, "predict": {{List(predictions)}}, "rho": {{List(decisions.Select(d => d.Rho))}}, "iterations": {{decisions.Sum(d => d.Iterations)}}, "vectors": {{classifier.SupportVectorCount}}, "objective": {{Invariant(decisions.Sum(d => d.Objective))}}, "gap": {{Invariant(decisions.Max(d => d.Gap))}}, "megabytes": {{Invariant(megabytes)}}}
                """));

        static string List(IEnumerable<double> numbers) => $"[{string.Join(", ", numbers.Select(Invariant))}]";

        static string Invariant(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static async Task RankAsync(int songCount, int columnCount)
    {
        const int ListenerCount = 24, TheirCount = 100;
        var data = SvmSets.Listeners(songCount, columnCount, ListenerCount, TheirCount);
        foreach (var megabytes in (int[])[512, 64])
        {
            var trainer = new SvmTrainer(new() { KernelMemoryMegabytes = megabytes });
            IRecommender<SongId> model = null!;
            var prepare = await MillisecondsAsync(async () => model = await trainer.AsRecommender<SongId>().FitAsync(data));
            var (first, later) = (new List<double>(), new List<double>());
            for (var listener = 0; listener < ListenerCount; listener++)
            {
                var profile = Profile.Of(new UserId(listener));
                first.Add(Milliseconds(() => model.Recommend(profile, 20)));
                later.Add(Milliseconds(() => model.Recommend(profile, 20)));
            }

            // The first requests of the process compile, the second listener's find the rows of others at hand.
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{songCount:N0} songs x {columnCount}, {megabytes} MB; CPU ms: preparing {prepare:F1}; first requests {first[0]:F1}, {first[1]:F1}, {first[2]:F1}, then {Median(first[3..]):F1}; later requests {later[0]:F1}, then {Median(later[3..]):F1}: a fit takes {Median(first[3..]) - Median(later[3..]):F1}; peak {PeakBytes() / 1e6:F0} MB"));
        }

        static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }

    private static double CpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static double Milliseconds(Action action)
    {
        var start = CpuSeconds();
        action();
        return 1e3 * (CpuSeconds() - start);
    }

    private static async Task<double> MillisecondsAsync(Func<Task> action)
    {
        var start = CpuSeconds();
        await action();
        return 1e3 * (CpuSeconds() - start);
    }

    private static long PeakBytes() =>
        File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status")
                .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Select(line => long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture) * 1024)
                .First()
            : Process.GetCurrentProcess().PeakWorkingSet64;
}
