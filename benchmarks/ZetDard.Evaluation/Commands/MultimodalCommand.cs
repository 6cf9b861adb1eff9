using System.Globalization;
using ZetDard.Evaluation.Classifying;
using ZetDard.Evaluation.Data;
using ZetDard.Evaluation.Reporting;
using ZetDard.Lyrics;
using ZetDard.Models.Svm;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>How well classifiers tell two labels by texts, by numbers, and by both.</summary>
internal static class MultimodalCommand
{
    private const string Fused = "fused/";
    private const string NumberFamily = "number";

    // Terms are counted, and have length 1: a linear kernel. What is measured has kernels of its own, one for each family.
    private static readonly Kernel Terms = Kernel.Linear().On("tfidf");
    private static readonly Kernel Numbers = Kernel.Gaussian(scale: .25).On(NumberFamily);

    /// <param name="extractor">
    /// The features of words that need no learning from labels; <see langword="null"/> where only names are asked.
    /// </param>
    public static IReadOnlyList<ClassifierModel<SongText>> Models(IFeatureExtractor<ParsedLyric>? extractor)
    {
        var words = (extractor?.Names ?? ["none"])
            .Select(FeatureTable.FamilyOf)
            .Distinct()
            .Select(family => Kernel.Gaussian(scale: .25).On(family))
            .ToArray();
        var described = 1.0 / words.Length * Kernel.Sum(words);
        var text = Terms + (.5 * described);
        (string Name, Kernel Kernel)[] parts = [("text/terms", Terms), ("text/described", described), ("text", text), ("numbers", Numbers)];
        return
        [
            .. parts.Select(part => Ridge($"ridge/{part.Name}", [part.Kernel])),
            .. parts.Select(part => Svm($"svm/{part.Name}", [part.Kernel])),
            Ridge($"{Fused}ridge", [.. new[] { .25, .1, .5, 1 }.Select(weight => text + (weight * Numbers))]),
            Svm($"{Fused}svm", [.. new[] { .25, .1, .5, 1 }.Select(weight => text + (weight * Numbers))]),
        ];

        static ClassifierModel<SongText> Ridge(string name, Kernel[] kernels) =>
            new(
                name,
                IsDefault: true,
                [
                    .. from kernel in kernels
                    from lambda in new[] { 1, .3, 3 }
                    select With(
                        new KernelRidgeTrainer(
                            new()
                            {
                                Kernel = kernel,
                                Lambda = lambda,
                                Standardize = false,
                            }
                        ),
                        kernel,
                        ("lambda", lambda)
                    ),
                ]
            );

        static ClassifierModel<SongText> Svm(string name, Kernel[] kernels) =>
            new(
                name,
                IsDefault: true,
                [
                    .. from kernel in kernels
                    from c in new[] { 1, .3, 3 }
                    select With(
                        new SvmTrainer(
                            new()
                            {
                                Kernel = kernel,
                                C = c,
                                Standardize = false,
                            }
                        ),
                        kernel,
                        ("c", c)
                    ),
                ]
            );

        static Candidate<SongText> With(IRowClassifierTrainer trainer, Kernel kernel, (string Name, object Value) option) =>
            new(
                new Dictionary<string, object> { ["kernel"] = kernel.ToString(), [option.Name] = option.Value },
                trainer.WithFeatures<SongText>(Learn)
            );
    }

    public static async Task<int> RunAsync(
        RunContext context,
        string trainFile,
        string? testFile,
        SongColumns columns,
        string? lyrics,
        ClassifierOptions options,
        CancellationToken cancellationToken
    )
    {
        if (columns.Numbers.Count == 0)
        {
            throw new ArgumentException("--numbers names no column; give one or more, separated by commas.");
        }

        var extractor = await ExtractorAsync(context, lyrics, cancellationToken);
        var (train, dropped) = Read(CsvTable.Read(trainFile));
        var summary = new Dictionary<string, object> { ["train"] = train.Count, ["dropped"] = dropped };
        ClassifierTest<SongText> test;
        if (testFile is null)
        {
            test = options.CrossValidation(context, train, summary);
        }
        else
        {
            var (held, _) = Read(CsvTable.Read(testFile));
            test = ClassifierOptions.Apart(context, train, held, summary, testFile);
        }

        if (test.All.Labels.Count != 2)
        {
            throw new InvalidDataException(
                $"multimodal tells two labels apart; the column {columns.Label} has {string.Join(", ", test.All.Labels)}."
            );
        }

        var single = new List<(string Name, Outcome Outcome, double Auc)>();
        return await ClassifierRun.RunAsync(
            context,
            summary,
            Models(extractor),
            test,
            options,
            cancellationToken,
            Measure,
            [
                $"auc = chance that a thing labelled '{test.All.Labels[1]}' scores above one labelled '{test.All.Labels[0]}', ties half;",
                "aucGain, accuracyGain = difference to the row of one modality (text or numbers) with the highest auc, drawn together;",
                "terms = TF-IDF of characters and pairs of them, learned in each fold; described = features of the lyric that need no label;",
            ]
        );

        IReadOnlyDictionary<string, (double, Interval)> Measure(string name, Outcome outcome)
        {
            var metrics = new Dictionary<string, (double, Interval)> { ["auc"] = outcome.Measure(outcome.Auc, context.Seed) };
            if (!name.StartsWith(Fused, StringComparison.Ordinal))
            {
                single.Add((name, outcome, metrics["auc"].Item1));
            }
            else if (single.Count > 0)
            {
                var best = single.MaxBy(model => model.Auc).Outcome;
                metrics["aucGain"] = outcome.Measure(drawn => outcome.Auc(drawn) - best.Auc(drawn), context.Seed);
                metrics["accuracyGain"] = outcome.Measure(drawn => outcome.Accuracy(drawn) - best.Accuracy(drawn), context.Seed);
            }

            return metrics;
        }

        (Examples<SongText> Songs, int Dropped) Read(CsvTable table)
        {
            var (text, label) = (table.PlaceOf(columns.Text), table.PlaceOf(columns.Label));
            var group = columns.Group is null ? -1 : table.PlaceOf(columns.Group);
            int[] numbers = [.. columns.Numbers.Select(table.PlaceOf)];
            string[] names = [.. columns.Numbers.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{NumberFamily}{i}"))];
            var seen = new HashSet<string>();
            int[] kept =
            [
                .. Enumerable
                    .Range(0, table.Rows.Count)
                    .Where(row => table.Rows[row][label].Length > 0 && seen.Add(string.Join('\0', table.Rows[row]))),
            ];
            var songs = kept.Select(row =>
                {
                    var lyric = ParsedLyric.Parse(table.Rows[row][text]);
                    return new SongText(
                        lyric,
                        extractor.RowOf(lyric),
                        new(names, Array.ConvertAll(numbers, column => table.Number(row, column)))
                    );
                })
                .ToArray();
            return kept.Length > 0
                ? (
                    Examples.From(
                        ItemSource.From(Enumerable.Range(0, songs.Length), (song, _) => new ValueTask<SongText>(songs[song])),
                        kept.Select(
                            (row, song) => new Example<int>(song, table.Rows[row][label], group < 0 ? null : table.Rows[row][group])
                        )
                    ),
                    table.Rows.Count - kept.Length
                )
                : throw new InvalidDataException($"{table.Path} has no row with a label in the column {columns.Label}.");
        }
    }

    /// <summary>Features of lyrics, and where there are lyrics without labels, those that are learned from them.</summary>
    private static async Task<IFeatureExtractor<ParsedLyric>> ExtractorAsync(
        RunContext context,
        string? lyrics,
        CancellationToken cancellationToken
    )
    {
        if (lyrics is null)
        {
            return new LyricFeatureExtractor();
        }

        var source = LyricFiles.Read(lyrics, context.Note);
        var texts = new List<string>(source.Items.Count);
        foreach (var item in source.Items)
        {
            texts.Add((await source.ReadAsync(item, cancellationToken)).Text);
        }

        context.Progress.Begin("sentiment");
        var sentiment = await new LyricSentimentTrainer(new() { Seed = context.Seed }).FitAsync(texts, context.Progress, cancellationToken);
        return new LyricFeatureExtractor(new() { Sentiment = sentiment }).Join(
            new WordVectorFeatureExtractor(sentiment.Vectors).OfLyrics()
        );
    }

    /// <summary>Terms of the training texts, and what is described in standard deviations of the training songs.</summary>
    private static IFeatureExtractor<SongText> Learn(IReadOnlyList<SongText> songs, CancellationToken cancellationToken)
    {
        var terms = TfIdfFeatureExtractor.Fit(songs.Select(song => song.Lyric.Text), cancellationToken: cancellationToken);
        return terms
            .OfLyrics()
            .On((SongText song) => song.Lyric)
            .Join(
                Standardizer.Fit([.. songs.Select(song => song.WordRow)]).AsExtractor().On((SongText song) => song.WordRow),
                Standardizer.Fit([.. songs.Select(song => song.Numbers)]).AsExtractor().On((SongText song) => song.Numbers)
            );
    }
}
