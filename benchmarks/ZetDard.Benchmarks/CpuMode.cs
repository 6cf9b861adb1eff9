using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

internal static class CpuMode
{
    public static int Run(ReadOnlySpan<string> args)
    {
        var (users, items, entries) = args[0] switch
        {
            "small" => (50_000, 20_000, 2_000_000),
            "large" => (200_000, 100_000, 10_000_000),
            "huge" => (2_000_000, 300_000, 100_000_000),
            _ => throw new ArgumentException("small, large or huge"),
        };
        var w = Stopwatch.StartNew();
        var x = SyntheticInteractions.Create(users, items, entries);
        Console.WriteLine($"generated {w.Elapsed.TotalSeconds:F2}");
        foreach (var weight in new[] { NeighbourWeight.Cosine, NeighbourWeight.Directed })
        {
            for (var run = 0; run < 3; run++)
            {
                Measure($"fast {weight}", () => CoOccurrence.TopNeighbours(x, weight, 100, 2));
            }

            var lists = CoOccurrence.TopNeighbours(x, weight, 100, 2);
            for (var run = 0; run < 3; run++)
            {
                Measure($"fast top {weight}", () => NeighbourScoring.TopItems(lists, x, 10, 2));
            }

            if (args.Length > 1)
            {
                Measure($"clear top {weight}", () => NeighbourScoringReference.TopItems(lists, x, null, 10, 2, null, default));
                Measure($"clear {weight}", () => CoOccurrenceReference.TopNeighbours(x, x.Transpose(), null, weight, 100, 2, null, default));
            }
        }

        return 0;
    }

    private static void Measure(string name, Func<NeighbourLists> f)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        File.WriteAllText("/proc/self/clear_refs", "5");
        var p = Process.GetCurrentProcess();
        var c = p.TotalProcessorTime;
        var w = Stopwatch.StartNew();
        var r = f();
        w.Stop();
        p.Refresh();
        var cpu = (p.TotalProcessorTime - c).TotalSeconds;
        var peak = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: cpu {cpu:F3} wall {w.Elapsed.TotalSeconds:F3} {peak} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(r.Columns)))[..8]} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(r.Values)))[..8]} {r.EntryCount}"));
    }
}
