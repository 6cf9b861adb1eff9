using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>
/// What BenchmarkDotNet does not measure: CPU seconds and peak memory of the clear and the fast versions, in one process, on
/// two threads.
/// </summary>
/// <remarks>
/// Versions take turns, so that other work of the machine slows both down alike. Of each version the run with the fewest CPU
/// seconds counts. Results are compared bit by bit.
/// </remarks>
internal sealed class CpuMode
{
    private const int ThreadCount = 2;
    private const string Usage = "Usage: cpu tiny|small|large|huge [fast]      (fast leaves out the clear versions)";

    private readonly CsrMatrix _interactions;
    private readonly int _runCount;
    private readonly bool _fastOnly;

    private CpuMode(CsrMatrix interactions, int runCount, bool fastOnly) =>
        (_interactions, _runCount, _fastOnly) = (interactions, runCount, fastOnly);

    public static int Run(ReadOnlySpan<string> args)
    {
        if (
            args.Length is 0 or > 2
            || (args.Length == 2 && args[1] != "fast")
            || !Enum.TryParse<InteractionSet>(args[0], ignoreCase: true, out var set)
            || !Enum.IsDefined(set)
        )
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        // Everything is compiled, and shown to be right, on the tiny set.
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        new CpuMode(SyntheticInteractions.Create(InteractionSet.Tiny), runCount: 2, fastOnly: false).Measure([
            "Cosine",
            "Directed",
            "RP3beta",
            "TfIdf of counts",
        ]);
        Console.SetOut(output);
        var interactions = SyntheticInteractions.Create(set);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors ({Processor()}), vectors of {(Vector256.IsHardwareAccelerated ? 256 : 128)} bits, {ThreadCount} threads"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{interactions.RowCount:N0} users x {interactions.ColumnCount:N0} items, {interactions.EntryCount:N0} interactions"
            )
        );
        Console.WriteLine();
        Console.WriteLine("| operation | version | CPU s | wall s | peak MiB | clear : this, CPU | result |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|---|");
        var runCount = set switch
        {
            InteractionSet.Large => 3,
            InteractionSet.Huge => 1,
            _ => 5,
        };
        new CpuMode(interactions, runCount, args.Length == 2).Measure(
            set == InteractionSet.Huge ? ["Directed"] : ["Cosine", "Directed", "RP3beta", "TfIdf of counts"]
        );
        return 0;
    }

    private void Measure(string[] similarities)
    {
        foreach (var name in similarities)
        {
            var (interactions, similarity) = (SimilaritySet.WithCounts(_interactions, name), SimilaritySet.Of(name));
            Compare(
                $"item neighbours, {name}, top 100",
                () =>
                    CoOccurrenceReference.TopNeighbours(
                        WeightedInteractions.Of(interactions, similarity),
                        interactions.Transpose(),
                        rows: null,
                        100,
                        ThreadCount,
                        progress: null,
                        CancellationToken.None
                    ),
                () => CoOccurrence.TopNeighbours(interactions, similarity, 100, ThreadCount)
            );
            MeasureScoring(name, interactions, similarity);
        }
    }

    // A method of its own, so that its lists are gone when the next peak is taken.
    private void MeasureScoring(string name, CsrMatrix interactions, ItemSimilarity similarity)
    {
        var neighbours = CoOccurrence.TopNeighbours(interactions, similarity, 100, ThreadCount);
        Compare(
            $"top 10 of all users, {name}",
            () =>
                NeighbourScoringReference.TopItems(
                    neighbours,
                    interactions,
                    users: null,
                    10,
                    ThreadCount,
                    progress: null,
                    CancellationToken.None
                ),
            () => NeighbourScoring.TopItems(neighbours, interactions, 10, ThreadCount)
        );
    }

    private void Compare(string operation, Func<NeighbourLists> clear, Func<NeighbourLists> fast)
    {
        Cost? clearCost = null;
        Cost? fastCost = null;
        for (var run = 0; run < _runCount; run++)
        {
            fastCost = Cost.Least(fastCost, CostOf(fast));
            clearCost = _fastOnly ? null : Cost.Least(clearCost, CostOf(clear));
        }

        if (clearCost is not null)
        {
            Print(operation, "clear", clearCost, 1, "");
        }

        Print(
            operation,
            "fast",
            fastCost!,
            clearCost is null ? null : clearCost.CpuSeconds / fastCost!.CpuSeconds,
            clearCost is null ? ""
                : clearCost.Digest == fastCost!.Digest ? "same bits"
                : "DIFFERS"
        );
        if (clearCost is not null && clearCost.Digest != fastCost!.Digest)
        {
            throw new InvalidOperationException($"{operation}: the fast version's result differs from the clear one's.");
        }
    }

    private static void Print(string operation, string version, Cost cost, double? ratio, string result) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {operation} | {version} | {cost.CpuSeconds:F2} | {cost.WallSeconds:F2} | {cost.PeakMebibytes:F0} | {ratio:F1} | {result} |"
            )
        );

    private static Cost CostOf(Func<NeighbourLists> operation)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        ResetPeak();
        using var process = Process.GetCurrentProcess();
        var cpuBefore = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var lists = operation();
        var wall = watch.Elapsed;
        process.Refresh();
        var cpu = process.TotalProcessorTime - cpuBefore;
        var peak = PeakMebibytes(process);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(lists.Offsets));
        hash.AppendData(MemoryMarshal.AsBytes(lists.Columns));
        hash.AppendData(MemoryMarshal.AsBytes(lists.Values));
        return new(cpu.TotalSeconds, wall.TotalSeconds, peak, Convert.ToHexString(hash.GetHashAndReset()));
    }

    /// <summary>
    /// Resets the peak memory of the process, which Linux allows; on other systems the peak is that since the start of the
    /// process.
    /// </summary>
    private static void ResetPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                File.WriteAllText("/proc/self/clear_refs", "5");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A restricted container forbids it: the peaks of later operations then include those of earlier ones.
            }
        }
    }

    private static double PeakMebibytes(Process process)
    {
        if (!OperatingSystem.IsLinux())
        {
            return process.PeakWorkingSet64 / 1048576.0;
        }

        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("VmHWM:".Length).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) / 1024.0;
    }

    private static string Processor() =>
        OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(':')[1]
                .Trim()
                ?? "unknown"
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";

    private sealed record Cost(double CpuSeconds, double WallSeconds, double PeakMebibytes, string Digest)
    {
        public static Cost Least(Cost? before, Cost now) => before is null || now.CpuSeconds < before.CpuSeconds ? now : before;
    }
}
