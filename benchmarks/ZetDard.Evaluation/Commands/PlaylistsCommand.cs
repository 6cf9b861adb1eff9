using System.Diagnostics;
using System.Globalization;
using ZetDard.Evaluation.Data;
using ZetDard.Evaluation.Models;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>How well models continue playlists: a list is a user.</summary>
internal static class PlaylistsCommand
{
    public static Task<int> RunAsync(RunContext context, string trainFolder, string testFile, string? historyFile, CancellationToken cancellationToken)
    {
        var folder = PlaylistFolder.Read(trainFolder, context.Note);
        var interactions = InteractionDataset.FromPairs(folder.Rows.Select(row => (new UserId(row.List.Value), row.Song)), RowKind.Playlist);
        var artists = new IdMap<ArtistId>();
        var data = new TrainingData<SongId>(interactions);
        var test = ListedSong.ByList(ListedSong.Read(testFile, context.Note));
        var history = historyFile is null ? null : ListedSong.ByList(ListedSong.Read(historyFile, context.Note));
        if (folder.ArtistsOf.Count > 0)
        {
            // Only songs of the training lists and the histories: what else the file holds are mostly the answers.
            var songs = interactions.Items.Concat(history?.Values.SelectMany(past => past) ?? []).Distinct();
            data = data with { Artists = Relation.FromPairs(songs.SelectMany(song => ArtistsOf(song).Select(artist => (song, artist)))) };
        }

        var (cases, leftOut) = Cases();
        if (cases.Count == 0)
        {
            throw new InvalidDataException($"None of the {test.Count} lists of {testFile} can be measured: {leftOut}.");
        }

        context.Note($"{folder.Copies.Count} near copies (Jaccard above {PlaylistFolder.NearCopyJaccard}) were dropped from the training lists.");
        if (cases.Count < test.Count)
        {
            context.Note($"{test.Count - cases.Count} of {test.Count} test lists were left out: {leftOut}.");
        }

        if (history is not null && history.Keys.Count(list => interactions.Users.Contains(new(list.Value))) is > 0 and var seen)
        {
            context.Note($"{seen} lists of {historyFile} are in the training lists too, so that they are not unseen; they are served from their history all the same.");
        }

        FileNotes.WriteKnown(context, testFile, cases.Sum(one => one.AlreadyKnown));
        var summary = new Dictionary<string, object>
        {
            ["users"] = interactions.Users.Count,
            ["items"] = interactions.Items.Count,
            ["train"] = interactions.Matrix.EntryCount,
            ["test"] = cases.Sum(one => one.Songs.Relevant.Count),
            ["dropped"] = folder.Copies.Count,
            ["testLists"] = cases.Count,
            ["testListsLeftOut"] = test.Count - cases.Count,
            ["testSongsNeverSeen"] = cases.Sum(one => one.Songs.Relevant.Count(song => !interactions.Items.Contains(song))),
        };
        return ModelRun.RunAsync(
            context,
            summary,
            _ => data,
            fitted => Measure(context, fitted, interactions, cases, cancellationToken),
            [
                .. Experiment.Conventions,
                "artistRecall = recall of the artists, new to the list, of those test songs that songs.tsv knows; candidates are the songs of the training lists;",
                "test songs that training never saw stay in the denominators of the song metrics",
            ],
            cancellationToken);

        IEnumerable<ArtistId> ArtistsOf(SongId song) =>
            folder.ArtistsOf.TryGetValue(song, out var names) ? names.Select(name => artists.GetOrAdd(name)) : [];

        (List<Case> Cases, string LeftOut) Cases()
        {
            var measured = new List<Case>();
            foreach (var (list, songs) in test)
            {
                IReadOnlySet<SongId> known;
                Profile profile;
                if (history is not null)
                {
                    if (!history.TryGetValue(list, out var past))
                    {
                        continue;
                    }

                    (known, profile) = (past, Profile.FromHistory(past));
                }
                else
                {
                    if (!interactions.Users.Contains(new(list.Value)))
                    {
                        continue;
                    }

                    (known, profile) = (folder.SongsOf(list), Profile.Of(list));
                }

                var newArtists = songs.SelectMany(ArtistsOf).ToHashSet();
                newArtists.ExceptWith(known.SelectMany(ArtistsOf));
                measured.Add(new(new(profile, songs), new(profile, newArtists), songs.Count(known.Contains)));
            }

            return (measured, history is null ? "their training list was dropped or is not there" : "they have no history");
        }
    }

    private static ExperimentResult Measure(RunContext context, FittedModel fitted, InteractionDataset<SongId> train, IReadOnlyList<Case> cases, CancellationToken cancellationToken)
    {
        var result = fitted.Songs is null
            ? new(new Dictionary<string, double>(), new Dictionary<string, Interval>(), cases.Count, 0, 0)
            : RankingMeasure.OfItems(context, fitted.Songs, train, [.. cases.Select(one => one.Songs)], cancellationToken);
        var measured = cases.Select(one => one.Artists).Where(one => one.Relevant.Count > 0).ToArray();
        if (fitted.Artists is null || measured.Length == 0)
        {
            return result;
        }

        var metrics = new Dictionary<string, double>(result.Metrics);
        var intervals = new Dictionary<string, Interval>(result.Intervals);
        var watch = Stopwatch.StartNew();
        var lists = fitted.Artists.RecommendMany([.. measured.Select(one => new RecommendationRequest<ArtistId>(one.Profile, context.K.Max()))], cancellationToken);
        var seconds = result.RecommendSeconds + watch.Elapsed.TotalSeconds;
        foreach (var k in context.K)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"artistRecall@{k}");
            var values = measured.Select((one, i) => RankingMetrics.Recall([.. lists[i].Select(line => line.Item)], one.Relevant, k)).ToArray();
            metrics[name] = values.Average();
            intervals[name] = Bootstrap.OfMean(values, context.Seed);
        }

        return result with { Metrics = metrics, Intervals = intervals, RecommendSeconds = seconds };
    }

    private sealed record Case(RankingCase<SongId> Songs, RankingCase<ArtistId> Artists, int AlreadyKnown);
}
