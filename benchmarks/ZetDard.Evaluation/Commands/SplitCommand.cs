using System.Numerics;
using System.Text;
using ZetDard.Evaluation.Data;
using ZetDard.Evaluation.Reporting;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>Divides a folder of playlists into training and test files, after cleaning.</summary>
internal static class SplitCommand
{
    public static Task<int> RunAsync(
        RunContext context,
        string dataFolder,
        string outFolder,
        double holdOut,
        int unseenLists,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (
            Path.GetFullPath(dataFolder).TrimEnd(Path.DirectorySeparatorChar)
            == Path.GetFullPath(Path.Combine(outFolder, "train")).TrimEnd(Path.DirectorySeparatorChar)
        )
        {
            throw new ArgumentException($"--out {outFolder} would overwrite the data itself; choose another folder.");
        }

        var folder = PlaylistFolder.Read(dataFolder, context.Note);
        var unseen = ChooseUnseen(folder, unseenLists, context.Seed);
        var seen = InteractionDataset.FromPairs(folder.Rows.Where(row => !unseen.Contains(row.List)).Select(Pair), RowKind.Playlist);
        var hidden = Hide(seen, holdOut, context.Seed);
        var unseenHidden =
            unseen.Count == 0
                ? []
                : Hide(
                    InteractionDataset.FromPairs(folder.Rows.Where(row => unseen.Contains(row.List)).Select(Pair), RowKind.Playlist),
                    holdOut,
                    context.Seed
                );
        var train = Path.Combine(outFolder, "train");
        Directory.CreateDirectory(train);
        var trainRows = folder.Rows.Where(row => !unseen.Contains(row.List) && !hidden.Contains(Pair(row))).ToArray();
        var testRows = folder.Rows.Where(row => hidden.Contains(Pair(row))).ToArray();
        ListedSong.Write(Path.Combine(train, "playlist_songs.tsv"), trainRows);
        ListedSong.Write(Path.Combine(outFolder, "test.tsv"), testRows);
        CopyLists(folder, train, unseen);
        var historyPath = Path.Combine(outFolder, "unseen_history.tsv");
        var unseenTestPath = Path.Combine(outFolder, "unseen_test.tsv");
        ListedSong[] history = [];
        ListedSong[] unseenTest = [];
        if (unseen.Count > 0)
        {
            history = folder.Rows.Where(row => unseen.Contains(row.List) && !unseenHidden.Contains(Pair(row))).ToArray();
            unseenTest = folder.Rows.Where(row => unseenHidden.Contains(Pair(row))).ToArray();
            ListedSong.Write(historyPath, history);
            ListedSong.Write(unseenTestPath, unseenTest);
        }
        else
        {
            File.Delete(historyPath); // of an earlier split into this folder
            File.Delete(unseenTestPath);
        }

        CopySongs(folder, train, [.. trainRows.Concat(history).Select(row => row.Song)]);
        var data = new Dictionary<string, object>
        {
            ["users"] = seen.Users.Count,
            ["items"] = seen.Items.Count,
            ["train"] = trainRows.Length,
            ["test"] = testRows.Length,
            ["dropped"] = folder.Copies.Count,
            ["unseenLists"] = unseen.Count,
            ["unseenHistory"] = history.Length,
            ["unseenTest"] = unseenTest.Length,
        };
        var row = new Row(
            "split",
            new Dictionary<string, object>
            {
                ["holdOut"] = holdOut,
                ["unseenLists"] = unseenLists,
                ["seed"] = context.Seed,
            }
        )
        {
            Metrics = data.ToDictionary(
                pair => pair.Key,
                pair => Convert.ToDouble(pair.Value, System.Globalization.CultureInfo.InvariantCulture)
            ),
        };
        var isWritten = Report.Write(
            context,
            data,
            [row],
            [
                "near copies (Jaccard above .3 with an earlier list that is kept) dropped before anything is hidden;",
                "of each list the nearest whole number of songs to the held-out fraction is hidden, never all; unseen lists are all lists of their creators;",
                $"users = training lists; written to {outFolder}: train/, test.tsv{(unseen.Count > 0 ? ", unseen_history.tsv, unseen_test.tsv" : "")}",
            ]
        );
        return Task.FromResult(isWritten ? ExitCode.Success : ExitCode.BadArguments);
    }

    private static (UserId List, SongId Song) Pair(ListedSong row) => (new(row.List.Value), row.Song);

    private static HashSet<(UserId List, SongId Song)> Hide(InteractionDataset<SongId> lists, double fraction, int seed) =>
        [.. HoldOut.Fraction(lists, fraction, seed).Test.ToInteractions().Select(hidden => (hidden.User, hidden.Item))];

    // Creators are drawn at random, and all lists of a creator are taken or none. A list without a creator stands for itself.
    // A creator is taken whenever the creators after them can still make up the rest: reachable[i] has bit n set where creators
    // i and later can make up n lists.
    private static HashSet<PlaylistId> ChooseUnseen(PlaylistFolder folder, int count, int seed)
    {
        if (count >= folder.Kept.Count)
        {
            throw new ArgumentException(
                $"--unseen-lists {count} leaves no list for training: after cleaning there are {folder.Kept.Count}."
            );
        }

        var creators = folder
            .Kept.GroupBy(list =>
                folder.Lists.TryGetValue(list, out var known) && known.Creator.Length > 0 ? known.Creator : $"list {list.Value}"
            )
            .ToArray();
        new Random(seed).Shuffle(creators);
        var reachable = new BigInteger[creators.Length + 1];
        reachable[^1] = BigInteger.One;
        var upToCount = (BigInteger.One << (count + 1)) - 1;
        for (var i = creators.Length - 1; i >= 0; i--)
        {
            reachable[i] = (reachable[i + 1] | (reachable[i + 1] << creators[i].Count())) & upToCount;
        }

        var most = (int)reachable[0].GetBitLength() - 1;
        if (most < count)
        {
            throw new ArgumentException(
                $"--unseen-lists {count} cannot be met: no choice of whole creators has that many lists. The nearest number below that can be met is {most}."
            );
        }

        var unseen = new HashSet<PlaylistId>();
        for (var i = 0; i < creators.Length; i++)
        {
            var rest = count - unseen.Count - creators[i].Count();
            if (rest >= 0 && !((reachable[i + 1] >> rest) & BigInteger.One).IsZero)
            {
                unseen.UnionWith(creators[i]);
            }
        }

        return unseen;
    }

    private static void CopyLists(PlaylistFolder folder, string train, HashSet<PlaylistId> unseen)
    {
        var copy = Path.Combine(train, "playlists.tsv");
        File.Delete(copy); // of an earlier split, of data that had one
        if (TabFile.Find(folder.Path, "playlists.tsv") is { } path)
        {
            using var reader = new StreamReader(DataFile.OpenRead(path), Encoding.UTF8);
            var header = reader.ReadLine();
            File.WriteAllText(
                copy,
                string.Concat(
                    folder
                        .Kept.Where(list => !unseen.Contains(list) && folder.Lists.ContainsKey(list))
                        .Select(list => folder.Lists[list].Line)
                        .Prepend(header)
                        .Select(line => line + "\n")
                )
            );
        }
    }

    // Only songs of the training lists and the histories, as a crawl of those would have found them: the rows of the others are
    // little else than the answers.
    private static void CopySongs(PlaylistFolder folder, string train, HashSet<SongId> songs)
    {
        var copy = Path.Combine(train, "songs.tsv");
        File.Delete(copy);
        if (TabFile.Find(folder.Path, "songs.tsv") is { } path)
        {
            using var reader = new StreamReader(DataFile.OpenRead(path), Encoding.UTF8);
            var header = reader.ReadLine();
            var lines = TabFile.Read(
                path,
                ["song_id"],
                (fields, line) => (Song: new SongId(ListedSong.Id(fields[0])), Line: line),
                _ => { }
            );
            File.WriteAllText(
                copy,
                string.Concat(
                    lines.Where(row => songs.Contains(row.Song)).Select(row => row.Line).Prepend(header).Select(line => line + "\n")
                )
            );
        }
    }
}
