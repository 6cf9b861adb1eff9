using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>
/// Nearest rows by inner product beside numpy: CPU seconds of all threads, by turns in one run, everything warm; the rows that
/// are found are compared.
/// </summary>
internal static class NearestMode
{
    private const string Usage =
        "Usage: nearest [ROWS COLUMNS [N [ROUNDS]]]      (1000000 64 10 3 by default; numpy is that of /usr/bin/python3)";
    private const int SingleCount = 100;
    private const int BatchCount = 1_000;

    // Scores of a thousand queries at once are made in parts of 100: 1,000 x 1,000,000 would need 4 GB.
    private const string Numpy = """
        import sys, time, numpy as np
        folder, rows, columns, n, single = sys.argv[1], *map(int, sys.argv[2:])
        x = np.fromfile(folder + '/rows', np.float32).reshape(rows, columns)
        q = np.fromfile(folder + '/queries', np.float32).reshape(-1, columns)
        def find(q):
            scores = q @ x.T
            best = np.argpartition(scores, rows - n, axis=1)[:, rows - n:]
            order = np.argsort(-np.take_along_axis(scores, best, 1), axis=1, kind='stable')
            return np.take_along_axis(best, order, 1)
        find(q[:3]); find(q[:1])
        start = time.process_time()
        for i in range(single): find(q[i:i + 1])
        one = (time.process_time() - start) / single
        start = time.process_time()
        found = np.concatenate([find(q[i:i + 100]) for i in range(0, len(q), 100)])
        many = time.process_time() - start
        found.astype(np.int32).tofile(folder + '/found')
        print(np.__version__, one, many)
        """;

    public static int Run(ReadOnlySpan<string> args)
    {
        var sizes = new int[] { 1_000_000, 64, 10, 3 };
        for (var i = 0; i < args.Length; i++)
        {
            if (i >= sizes.Length || !int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]) || sizes[i] < 1)
            {
                Console.Error.WriteLine(Usage);
                return 2;
            }
        }

        var (rowCount, columnCount, n, rounds) = (sizes[0], sizes[1], sizes[2], sizes[3]);
        var table = SyntheticRows.Create(rowCount, columnCount);
        var queries = SyntheticRows.Create(BatchCount, columnCount, seed: 2);
        var folder = Directory.CreateTempSubdirectory("zetdard-nearest-");
        try
        {
            Write(table, Path.Combine(folder.FullName, "rows"));
            Write(queries, Path.Combine(folder.FullName, "queries"));
            table.Nearest(Similarity.InnerProduct);
            NearestRows<int> nearest = null!;
            var index = CpuSeconds(() => nearest = table.Nearest(Similarity.InnerProduct));
            var (scans, singles, batches, numpySingles, numpyBatches) = (
                new double[rounds],
                new double[rounds],
                new double[rounds],
                new double[rounds],
                new double[rounds]
            );
            var (version, agreeing) = ("not there", 0);
            for (var round = 0; round < rounds; round++)
            {
                IReadOnlyList<IReadOnlyList<Neighbour<int>>> found = [];
                nearest.FindMany(queries, n);
                scans[round] = CpuSeconds(() => Repeat(10, i => table.Nearest(i, n, Similarity.InnerProduct))) / 10;
                Repeat(SingleCount, i => nearest.Find(queries.Row(i), n));
                singles[round] = CpuSeconds(() => Repeat(SingleCount, i => nearest.Find(queries.Row(i), n))) / SingleCount;
                batches[round] = CpuSeconds(() => found = nearest.FindMany(queries, n));
                if (RunNumpy(folder.FullName, rowCount, columnCount, n) is [var name, var one, var many])
                {
                    (version, numpySingles[round], numpyBatches[round]) = (
                        name,
                        double.Parse(one, CultureInfo.InvariantCulture),
                        double.Parse(many, CultureInfo.InvariantCulture)
                    );
                    var theirs = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(Path.Combine(folder.FullName, "found"))).ToArray();
                    agreeing = found
                        .Select(
                            (list, query) => list.Select(neighbour => neighbour.Key).SequenceEqual(theirs.AsSpan(query * n, n).ToArray())
                        )
                        .Count(same => same);
                }
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{RuntimeInformation.FrameworkDescription}, vectors of {(Vector256.IsHardwareAccelerated ? 256 : 128)} bits; numpy {version}; {rowCount:N0} x {columnCount}, top {n}; medians of {rounds} rounds"
                )
            );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"index {index:F2} s, one query by scoring all rows {Median(scans) * 1e3:F2} ms"
                )
            );
            Print("one query, ms", Median(singles) * 1e3, Median(numpySingles) * 1e3);
            Print($"{BatchCount} queries, s", Median(batches), Median(numpyBatches));
            Console.WriteLine($"{agreeing} of {BatchCount} lists equal numpy's (which scores in single precision)");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Print(string what, double ours, double numpy) =>
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what}: numpy {numpy:F3}, here {ours:F3}, ratio {ours / numpy:F3}")
        );

    private static string[]? RunNumpy(string folder, int rowCount, int columnCount, int n)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            var argument in (ReadOnlySpan<string>)
                [
                    "-c",
                    Numpy,
                    folder,
                    .. ((int[])[rowCount, columnCount, n, SingleCount]).Select(value => value.ToString(CultureInfo.InvariantCulture)),
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
        {
            return output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }

        Console.Error.WriteLine(error.Result);
        return null;
    }

    private static void Repeat(int count, Action<int> action)
    {
        for (var i = 0; i < count; i++)
        {
            action(i);
        }
    }

    private static double CpuSeconds(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static void Write(FeatureTable<int> table, string path)
    {
        using var file = File.Create(path);
        for (var row = 0; row < table.Keys.Count; row++)
        {
            file.Write(MemoryMarshal.AsBytes(table.Row(row)));
        }
    }
}
