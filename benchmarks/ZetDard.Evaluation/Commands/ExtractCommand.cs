using System.Diagnostics;
using System.Globalization;
using ZetDard.Audio;
using ZetDard.Evaluation.Data;
using ZetDard.Evaluation.Reporting;
using ZetDard.Lyrics;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>Runs a feature extractor over files, shows the first rows and saves the table.</summary>
internal static class ExtractCommand
{
    private const int ShownRows = 5;
    private const int ShownColumns = 6;
    private const int ShownFailures = 20;

    public static async Task<int> RunAsync(
        RunContext context,
        string? audio,
        string? lyrics,
        string outFile,
        string? cache,
        CancellationToken cancellationToken
    )
    {
        if ((audio is null) == (lyrics is null))
        {
            throw new ArgumentException("extract needs --audio DIR or --lyrics DIR|FILE: one of them, not both.");
        }

        if (audio is null)
        {
            return await RunAsync(
                context,
                "lyrics",
                lyrics!,
                LyricFiles.Read(lyrics!, context.Note),
                new LyricFeatureExtractor(),
                outFile,
                cache,
                cancellationToken
            );
        }

        var music = await AudioFolder.OpenAsync(audio, cancellationToken: cancellationToken);
        foreach (var (file, reason) in music.Failures.Take(ShownFailures))
        {
            context.Note($"{file}: {reason}");
        }

        return await RunAsync(context, "audio", audio, music, new AudioFeatureExtractor(), outFile, cache, cancellationToken);
    }

    private static async Task<int> RunAsync<TSource>(
        RunContext context,
        string kind,
        string path,
        IItemSource<string, TSource> source,
        IFeatureExtractor<TSource> extractor,
        string outFile,
        string? cache,
        CancellationToken cancellationToken
    )
    {
        if (source.Items.Count == 0)
        {
            throw new InvalidDataException(
                $"{path} holds nothing that {(kind == "audio" ? "is sound or is named like it" : "is a lyric")}."
            );
        }

        context.Progress.Begin(kind);
        var watch = Stopwatch.StartNew();
        var result = await source.ExtractAsync(
            extractor,
            new() { Cache = cache is null ? null : new FeatureFolderCache(cache) },
            context.Progress,
            cancellationToken
        );
        var seconds = watch.Elapsed.TotalSeconds;
        context.Progress.Clear();
        foreach (var failure in result.Failures.Take(ShownFailures))
        {
            context.Note($"{failure.Item}: {failure.Reason}");
        }

        if (result.Failures.Count > ShownFailures)
        {
            context.Note($"… and {result.Failures.Count - ShownFailures} more.");
        }

        if (result.CacheProblem is { } problem)
        {
            context.Note($"--cache: nothing more could be kept: {problem}");
        }

        FeatureFile.Write(outFile, result.Table, item => item);
        Show(context.Output, result.Table);
        var row = new Row(
            $"{kind}/features",
            new Dictionary<string, object> { ["features"] = result.Table.Dimension, ["families"] = string.Join(' ', result.Table.Families) }
        )
        {
            Metrics = new Dictionary<string, double>
            {
                ["count"] = result.Table.Keys.Count,
                ["failures"] = result.Failures.Count,
                ["cached"] = result.CachedCount,
                ["features"] = result.Table.Dimension,
                ["seconds"] = seconds,
                ["peakMegabytes"] = double.Parse(PeakMemory.OwnMegabytes(), CultureInfo.InvariantCulture),
            },
            Error =
                result.Table.Keys.Count == 0 ? $"none of {source.Items.Count} could be read; the first: {result.Failures[0].Reason}" : null,
        };
        var isWritten = Report.Write(
            context,
            new Dictionary<string, object> { [kind] = source.Items.Count, ["out"] = outFile },
            [row],
            [
                $"Families: {string.Join(", ", result.Table.Families)}.",
                "A family is what stands before the first digit or full stop of a feature's name. Failures are listed on standard error.",
            ]
        );
        return !isWritten ? ExitCode.BadArguments
            : row.Error is null ? ExitCode.Success
            : ExitCode.ModelFailed;
    }

    private static void Show(TextWriter output, FeatureTable<string> table)
    {
        List<string[]> lines =
        [
            ["id", .. table.Names.Take(ShownColumns), "…"],
        ];
        for (var row = 0; row < Math.Min(ShownRows, table.Keys.Count); row++)
        {
            lines.Add([
                table.Keys[row],
                .. table
                    .Row(row)[..Math.Min(ShownColumns, table.Dimension)]
                    .ToArray()
                    .Select(value => value.ToString("G4", CultureInfo.InvariantCulture)),
                "…",
            ]);
        }

        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            output.WriteLine(
                string.Join("  ", line.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd()
            );
        }

        output.WriteLine();
    }
}
