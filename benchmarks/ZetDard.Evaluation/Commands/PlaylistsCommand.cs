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
        CancellationToken cancellationToken
    )
    {
        var folder = PlaylistFolder.Read(trainFolder, context.Note);
        var interactions = Lists(folder.Rows);
        var artists = new IdMap<ArtistId>();
        var data = new TrainingData<SongId>(interactions);
        var test = Lists(ListedSong.Read(testFile, context.Note));
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
        return ModelRun.RunAsync(
            context,
            summary,
            _ => data,
            (name, fitted) =>
                fitted.Songs is null
                    ? Experiments.MeasureArtists(name, fitted.Artists!, cases, context.Experiment, context.Progress, cancellationToken)
                    : Experiments.Measure(name, fitted.Songs, interactions, cases, context.Experiment, context.Progress, cancellationToken),
            [
                .. Experiments.Conventions(),
                "artistRecall = recall of the artists, new to the list, of those test songs that songs.tsv knows; candidates are the songs of the training lists;",
                "test songs that training never saw stay in the denominators of the song metrics",
            ],
            cancellationToken
        );

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
}
