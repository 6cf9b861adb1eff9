using ZetDard.Evaluation.Data;
using ZetDard.Evaluation.Models;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>How well models continue playlists: a list is a user.</summary>
internal static class PlaylistsCommand
{
    public static Task<int> RunAsync(
        RunContext context,
        string trainFolder,
        string testFile,
        string? historyFile,
        IReadOnlyList<string> featureFiles,
        double? coldShare,
        CancellationToken cancellationToken
    )
    {
        if (coldShare is not null && featureFiles.Count == 0)
        {
            throw new ArgumentException("--cold hides songs that only their features can bring back; name a file of them with --features.");
        }

        var folder = PlaylistFolder.Read(trainFolder, context.Note);
        var features = featureFiles.Count == 0 ? null : SongFeatures.Read(featureFiles, trainFolder, context.Note);
        var cold = coldShare is { } share ? ColdSongs(folder.Rows, features!, share, context.Seed) : [];
        var interactions = Lists(folder.Rows.Where(row => !cold.Contains(row.Song)));
        var artists = new IdMap<ArtistId>();
        var data = new TrainingData<SongId>(interactions) { ItemFeatures = features };
        var test = Lists(ListedSong.Read(testFile, context.Note).Concat(folder.Rows.Where(row => cold.Contains(row.Song))));
        var history = historyFile is null ? null : Lists(ListedSong.Read(historyFile, context.Note));
        if (folder.ArtistsOf.Count > 0)
        {
            // Only songs of the training lists and the histories: what else the file holds are mostly the answers.
            var songs = interactions.Items.Concat(history?.Items ?? Enumerable.Empty<SongId>()).Distinct();
            data = data with { Artists = ArtistsOf(songs) };
        }

        var split = new Split<SongId>(interactions, test) { History = history };
        var cases = split.Cases(ArtistsOf(folder.ArtistsOf.Keys));
        var leftOut = history is null ? "their training list was dropped or is not there" : "they have no history";
        if (cases.Count == 0)
        {
            throw new InvalidDataException($"None of the {test.Users.Count} lists of {testFile} can be measured: {leftOut}.");
        }

        context.Note(
            $"{folder.Copies.Count} near copies (Jaccard above {PlaylistFolder.NearCopyJaccard}) were dropped from the training lists."
        );
        if (cases.Count < test.Users.Count)
        {
            context.Note($"{test.Users.Count - cases.Count} of {test.Users.Count} test lists were left out: {leftOut}.");
        }

        if (history is not null && history.Users.Count(interactions.Users.Contains) is > 0 and var seen)
        {
            context.Note(
                $"{seen} lists of {historyFile} are in the training lists too, so that they are not unseen; they are served from their history all the same."
            );
        }

        FileNotes.WriteKnown(context, testFile, split);
        var summary = new Dictionary<string, object>
        {
            ["users"] = interactions.Users.Count,
            ["items"] = interactions.Items.Count,
            ["train"] = interactions.Matrix.EntryCount,
            ["test"] = cases.Sum(one => one.Relevant.Count),
            ["dropped"] = folder.Copies.Count,
            ["testLists"] = cases.Count,
            ["testListsLeftOut"] = test.Users.Count - cases.Count,
            ["testSongsNeverSeen"] = cases.Sum(one => one.Relevant.Count(song => !interactions.Items.Contains(song))),
        };
        if (features is not null)
        {
            summary["songsWithFeatures"] = features.Keys.Count(interactions.Items.Contains);
            summary["coldSongs"] = cold.Count;
        }

        return ModelRun.RunAsync(
            features is null ? WithoutContent(context) : context,
            summary,
            model =>
                !model.UsesFeatures || features is not null
                    ? data
                    : throw new ArgumentException("This model learns from features of songs; name a file of them with --features."),
            Measure,
            [
                .. cold.Count > 0
                    ? (string[])
                        [
                            "coldRecall = recall of the songs that --cold hid from all training lists; they are ranked with the others by models that can;",
                        ]
                    : [],
                .. Experiments.Conventions(),
                "artistRecall = recall of the artists, new to the list, of those test songs that songs.tsv knows; candidates are the songs of the training lists;",
                "test songs that training never saw stay in the denominators of the song metrics",
            ],
            cancellationToken
        );

        ModelResult Measure(string name, FittedModel fitted)
        {
            if (fitted.Songs is null)
            {
                return Experiments.MeasureArtists(name, fitted.Artists!, cases, context.Experiment, context.Progress, cancellationToken);
            }

            if (cold.Count == 0)
            {
                return Experiments.Measure(
                    name,
                    fitted.Songs,
                    interactions,
                    cases,
                    context.Experiment,
                    context.Progress,
                    cancellationToken
                );
            }

            var all = new ColdRecommender(fitted.Songs);
            var result = Experiments.Measure(name, all, interactions, cases, context.Experiment, context.Progress, cancellationToken);
            var coldCases = cases
                .Select(one => one with { Relevant = one.Relevant.Where(cold.Contains).ToHashSet(), NewArtists = null })
                .Where(one => one.Relevant.Count > 0)
                .ToList();
            var found = Experiments.Measure(name, all, interactions, coldCases, context.Experiment, context.Progress, cancellationToken);
            return result with
            {
                Metrics =
                [
                    .. result.Metrics,
                    .. found.Metrics.Where(metric => metric.Name == "recall").Select(metric => metric with { Name = "coldRecall" }),
                ],
            };
        }

        static InteractionDataset<SongId> Lists(IEnumerable<ListedSong> rows) =>
            InteractionDataset.FromPairs(rows.Select(row => (new UserId(row.List.Value), row.Song)), RowKind.Playlist);

        Relation<SongId, ArtistId> ArtistsOf(IEnumerable<SongId> songs) =>
            Relation.FromPairs(
                from song in songs
                where folder.ArtistsOf.ContainsKey(song)
                from name in folder.ArtistsOf[song]
                select (song, artists.GetOrAdd(name))
            );
    }

    // Drawn from the songs that lists have and that have features.
    private static HashSet<SongId> ColdSongs(IReadOnlyList<ListedSong> rows, FeatureTable<SongId> features, double share, int seed)
    {
        SongId[] songs = [.. rows.Select(row => row.Song).Distinct().Where(features.Keys.Contains).OrderBy(song => song.Value)];
        new Random(seed).Shuffle(songs);
        return [.. songs.Take((int)Math.Ceiling(songs.Length * share))];
    }

    private static RunContext WithoutContent(RunContext context)
    {
        var left = ModelRegistry
            .Select(context.Command, context.Models)
            .ToLookup(model => model.UsesFeatures && !context.Models.Contains(model.Name), model => model.Name);
        return left[true].Any() ? context with { Models = [.. left[false]] } : context;
    }
}
