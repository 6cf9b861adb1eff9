using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ZetDard.Evaluation.Data;
using ZetDard.Evaluation.Reporting;
using ZetDard.Lyrics;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>How well sentiment that learned from no label of this kind tells positive texts from negative ones.</summary>
internal static partial class SentimentCommand
{
    public static async Task<int> RunAsync(
        RunContext context,
        string testFile,
        string textColumn,
        string labelColumn,
        string positive,
        string? lyrics,
        string? groupColumn,
        CancellationToken cancellationToken
    )
    {
        var (texts, dropped) = ReadTexts(testFile, textColumn, labelColumn, positive, groupColumn);
        var groups = texts.GroupBy(text => text.Group).Count();
        var summary = new Dictionary<string, object>
        {
            ["texts"] = texts.Count,
            ["positive"] = texts.Count(text => text.IsPositive),
            ["groups"] = groups,
            ["dropped"] = dropped,
        };
        var rows = new List<Row>
        {
            Measure("lyrics/english", new EnglishSentiment(), null),
            Measure("lyrics/chinese/sentences", ChineseSentiment.Default.WithoutLexicon(), null),
            Measure("lyrics/chinese", ChineseSentiment.Default, null),
            Measure("lyrics/default", LyricSentiment.Default, null),
        };
        if (lyrics is not null)
        {
            var unlabelled = await ReadLyricsAsync(lyrics, context, cancellationToken);
            summary["lyrics"] = unlabelled.Count;
            var watch = Stopwatch.StartNew();
            try
            {
                var model = await new LyricSentimentTrainer(new() { Seed = context.Seed }).FitAsync(
                    unlabelled,
                    context.Progress,
                    cancellationToken
                );
                rows.Add(Measure("lyrics/trained", model, watch.Elapsed.TotalSeconds));
            }
            catch (ArgumentException unusable)
            {
                rows.Add(new("lyrics/trained", new Dictionary<string, object>()) { Error = unusable.Message });
            }
        }

        var isWritten = Report.Write(
            context,
            summary,
            rows,
            [
                "auc = chance that a positive text scores above a negative one, ties half; no label is learned from;",
                "accuracy = share of texts whose score has the sign of the label (0 counts as negative); calibrationError = mean distance of (score + 1) / 2 and share of positive texts, ten bins;",
                $"intervals by bootstrap over {(groupColumn is null ? "texts" : "groups")} (1,000 resamples, seeded), 95 %; rows equal in all columns dropped",
            ]
        );
        return !isWritten ? ExitCode.BadArguments
            : rows.Exists(row => row.Error is not null) ? ExitCode.ModelFailed
            : ExitCode.Success;

        Row Measure(string name, ILyricSentiment sentiment, double? fitSeconds)
        {
            var watch = Stopwatch.StartNew();
            var scores = texts.ConvertAll(text => sentiment.Score(text.Text)).ToArray();
            var seconds = watch.Elapsed.TotalSeconds;
            var labels = texts.ConvertAll(text => text.IsPositive).ToArray();
            return new(name, new Dictionary<string, object>())
            {
                Metrics = new Dictionary<string, double>
                {
                    ["auc"] = RankingMetrics.Auc([.. scores.Where((_, i) => labels[i])], [.. scores.Where((_, i) => !labels[i])]),
                    ["accuracy"] = Enumerable.Range(0, scores.Length).Count(i => scores[i] > 0 == labels[i]) / (double)scores.Length,
                    ["calibrationError"] = SentimentQuality.CalibrationErrorOf(Array.ConvertAll(scores, score => (score + 1) / 2), labels),
                },
                Intervals = new Dictionary<string, Interval>
                {
                    ["auc"] = AucInterval.Of(scores, labels, [.. texts.Select(text => text.Group)], context.Seed),
                },
                FitSeconds = fitSeconds,
                RecommendSeconds = seconds,
            };
        }
    }

    private static (List<LabelledText> Texts, int Dropped) ReadTexts(
        string file,
        string textColumn,
        string labelColumn,
        string positive,
        string? groupColumn
    )
    {
        var table = CsvTable.Read(file);
        var (text, label) = (table.PlaceOf(textColumn), table.PlaceOf(labelColumn));
        var group = groupColumn is null ? -1 : table.PlaceOf(groupColumn);
        var texts = new List<LabelledText>();
        var seen = new HashSet<string>();
        var dropped = 0;
        foreach (var fields in table.Rows)
        {
            if (fields[label].Length == 0 || !seen.Add(string.Join('\0', fields)))
            {
                dropped++;
                continue;
            }

            texts.Add(
                new(
                    Notice().Replace(fields[text], ""),
                    fields[label] == positive,
                    group < 0 ? texts.Count.ToString(CultureInfo.InvariantCulture) : fields[group]
                )
            );
        }

        return texts.Exists(text => text.IsPositive) && texts.Exists(text => !text.IsPositive)
            ? (texts, dropped)
            : throw new InvalidDataException(
                $"{file}: of {texts.Count} texts {texts.Count(text => text.IsPositive)} have the label '{positive}' in the column {labelColumn}; there must be both kinds. Name the label with --positive."
            );
    }

    private static async Task<List<string>> ReadLyricsAsync(string path, RunContext context, CancellationToken cancellationToken)
    {
        var source = LyricFiles.Read(path, context.Note);
        var lyrics = new List<string>(source.Items.Count);
        foreach (var item in source.Items)
        {
            lyrics.Add((await source.ReadAsync(item, cancellationToken)).Text);
        }

        return lyrics;
    }

    // The notice at the end of texts from a certain service: ******* This Lyrics is NOT for Commercial use *******
    [GeneratedRegex(@"\*{7}.*", RegexOptions.Singleline)]
    private static partial Regex Notice();

    private sealed record LabelledText(string Text, bool IsPositive, string Group);
}
