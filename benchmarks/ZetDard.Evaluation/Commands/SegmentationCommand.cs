using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ZetDard.Evaluation.Data;
using ZetDard.Evaluation.Reporting;
using ZetDard.Lyrics;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>Compares the words of the segmenter with those of another program, line by line.</summary>
internal static class SegmentationCommand
{
    private const string Model = "segmentation/jieba";
    private const int ShownLines = 3;
    private static readonly TimeSpan ShortestRun = TimeSpan.FromSeconds(.5);

    public static Task<int> RunAsync(RunContext context, string testFile, CancellationToken cancellationToken)
    {
        var lines = Read(testFile);
        var loaded = Stopwatch.StartNew();
        var segmenter = WordSegmenter.Default;
        loaded.Stop();
        var (withHmm, segmented) = Measure(context, segmenter, lines, useHmm: true, cancellationToken);
        var (withoutHmm, _) = Measure(context, segmenter, lines, useHmm: false, cancellationToken);
        var metrics = new Dictionary<string, double>();
        var intervals = new Dictionary<string, Interval>();
        if (withHmm is not null)
        {
            metrics["accuracy"] = withHmm.Value.Exact.Average();
            intervals["accuracy"] = Bootstrap.OfMean(withHmm.Value.Exact, context.Seed);
        }

        if (withoutHmm is not null)
        {
            metrics["accuracyNoHmm"] = withoutHmm.Value.Exact.Average();
            intervals["accuracyNoHmm"] = Bootstrap.OfMean(withoutHmm.Value.Exact, context.Seed);
        }

        if (withHmm is not null)
        {
            metrics["f1"] = withHmm.Value.F1;
        }

        metrics["megabytesPerSecond"] = Speed(segmenter, lines, cancellationToken);
        metrics["loadSeconds"] = loaded.Elapsed.TotalSeconds;
        var data = new Dictionary<string, object>
        {
            ["test"] = lines.Count,
            ["bytes"] = lines.Sum(line => Encoding.UTF8.GetByteCount(line.Text)),
            ["words"] = segmented,
        };
        var row = new Row(Model, new Dictionary<string, object> { ["dictionary"] = "jieba" }) { Metrics = metrics, Intervals = intervals };
        string[] conventions =
        [
            "accuracy = share of lines whose tokens are all the same, with the model for unknown words; accuracyNoHmm: without it;",
            "f1 = harmonic mean of precision and recall of the boundaries between words, over all lines, ends of lines left out, with the model;",
            "megabytesPerSecond = UTF-8 of the lines, segmented again and again on one thread; intervals by bootstrap over lines (1,000 resamples, seeded), 95 %",
        ];
        return Task.FromResult(Report.Write(context, data, [row], conventions) ? ExitCode.Success : ExitCode.BadArguments);
    }

    private static ((double[] Exact, double F1)? Quality, int WordCount) Measure(
        RunContext context,
        WordSegmenter segmenter,
        IReadOnlyList<GoldenLine> lines,
        bool useHmm,
        CancellationToken cancellationToken
    )
    {
        var exact = new List<double>();
        var (right, found, expected, words, shown) = (0, 0, 0, 0, 0);
        foreach (var line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tokens = segmenter.Segment(line.Text, useHmm);
            words += tokens.Count;
            if ((useHmm ? line.Tokens : line.TokensNoHmm) is not { } golden)
            {
                continue;
            }

            var same = tokens.SequenceEqual(golden);
            exact.Add(same ? 1 : 0);
            var (own, other) = (Boundaries(tokens), Boundaries(golden));
            right += own.Intersect(other).Count();
            found += own.Count;
            expected += other.Count;
            if (!same && shown++ < ShownLines)
            {
                context.Note(
                    $"{(useHmm ? "with" : "without")} the model for unknown words: {string.Join('|', tokens)}, not {string.Join('|', golden)}"
                );
            }
        }

        return (exact.Count == 0 ? null : (exact.ToArray(), found + expected == 0 ? 1 : 2.0 * right / (found + expected)), words);
    }

    private static HashSet<int> Boundaries(IReadOnlyList<string> tokens)
    {
        var boundaries = new HashSet<int>();
        var position = 0;
        foreach (var token in tokens.SkipLast(1))
        {
            boundaries.Add(position += token.Length);
        }

        return boundaries;
    }

    private static double Speed(WordSegmenter segmenter, IReadOnlyList<GoldenLine> lines, CancellationToken cancellationToken)
    {
        var bytes = lines.Sum(line => (long)Encoding.UTF8.GetByteCount(line.Text));
        var best = 0.0;
        var tokens = new List<Range>();
        for (var run = 0; run < 3; run++) // the first ones compile the code
        {
            var watch = Stopwatch.StartNew();
            var rounds = 0;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var line in lines)
                {
                    tokens.Clear();
                    segmenter.Segment(line.Text, tokens);
                }

                rounds++;
            } while (watch.Elapsed < ShortestRun);

            best = Math.Max(best, bytes * rounds / watch.Elapsed.TotalSeconds / 1e6);
        }

        return best;
    }

    private static List<GoldenLine> Read(string file)
    {
        var lines = JsonLines
            .Read(
                file,
                "text, tokens and tokensNoHmm",
                static golden => new GoldenLine(
                    golden.GetProperty("text").GetString()!,
                    Tokens(golden, "tokens"),
                    Tokens(golden, "tokensNoHmm")
                )
            )
            .ToList();
        return lines.Exists(line => line.Tokens is not null || line.TokensNoHmm is not null)
            ? lines
            : throw new InvalidDataException($"{file} has no line with tokens or tokensNoHmm to compare with.");
    }

    private static string[]? Tokens(JsonElement golden, string name) =>
        golden.TryGetProperty(name, out var tokens) && tokens.ValueKind != JsonValueKind.Null
            ? [.. tokens.EnumerateArray().Select(token => token.GetString()!)]
            : null;

    private sealed record GoldenLine(string Text, string[]? Tokens, string[]? TokensNoHmm);
}
