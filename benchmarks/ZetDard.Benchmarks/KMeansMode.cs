using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ZetDard.Clustering;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>
/// Exact k-means on a file of rows from given centres, for <c>benchmarks/peers/kmeans.py</c>, which runs scikit-learn by turns with it.
/// </summary>
internal static class KMeansMode
{
    private const string Usage = """
        Usage: kmeans ROWS DIMENSION CENTERS ITERATIONS THREADS LABELS
          ROWS, CENTERS  files of little-endian floats, row by row
          LABELS         receives the cluster of each row, 32-bit integers
        Prints CPU seconds, inertia and iterations of the second of two runs: the first compiles.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var rowFile, var d, var centerFile, var i, var t, var labelFile]
            || !int.TryParse(d, CultureInfo.InvariantCulture, out var dimension)
            || !int.TryParse(i, CultureInfo.InvariantCulture, out var iterations)
            || !int.TryParse(t, CultureInfo.InvariantCulture, out var threads))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var (rows, centers) = (Read(rowFile, dimension), Read(centerFile, dimension));
        var trainer = new KMeansTrainer(
            new() { ClusterCount = centers.Length, MaxIterations = iterations, Tolerance = 0, Standardize = false, ThreadCount = threads });
        await trainer.FitAsync(rows, centers);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var model = await trainer.FitAsync(rows, centers);
        process.Refresh();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(process.TotalProcessorTime - before).TotalSeconds} {model.Inertia:R} {model.IterationCount}"));
        await File.WriteAllBytesAsync(labelFile, MemoryMarshal.AsBytes<int>(model.Assignments.ToArray()).ToArray());
        return 0;
    }

    private static FeatureRow[] Read(string path, int dimension)
    {
        var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
        string[] names = [.. Enumerable.Range(0, dimension).Select(column => $"f{column}")];
        return [.. Enumerable.Range(0, values.Length / dimension)
            .Select(row => new FeatureRow(names, values.AsMemory(row * dimension, dimension)))];
    }
}
