using ZetDard.Catalog;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Data;

/// <summary>
/// A folder of playlists: playlists.tsv (playlist_id, creator, …), playlist_songs.tsv (playlist_id, position, song_id),
/// songs.tsv (song_id, title, artists separated by a bar, …).
/// </summary>
internal sealed class PlaylistFolder
{
    /// <summary>Two lists whose Jaccard index is above this are near copies.</summary>
    public const double NearCopyJaccard = PlaylistCopies.DefaultThreshold;

    private PlaylistFolder(
        string path,
        List<ListedSong> rows,
        List<PlaylistId> order,
        Dictionary<PlaylistId, (string Creator, string Line)> lists,
        Dictionary<SongId, string[]> artistsOf
    )
    {
        Path = path;
        ArtistsOf = artistsOf;
        Lists = lists;
        var dataset = InteractionDataset.FromPairs(rows.Select(row => (new UserId(row.List.Value), row.Song)), RowKind.Playlist);
        Copies = PlaylistCopies.Find(dataset, order, NearCopyJaccard).Select(copy => copy.Copy).ToHashSet();
        Rows = [.. rows.DistinctBy(row => (row.List, row.Song)).Where(row => !Copies.Contains(row.List))];
        Kept = [.. order.Where(list => !Copies.Contains(list))];
    }

    public string Path { get; }

    /// <summary>Lists that are near copies of an earlier one: dropped.</summary>
    public IReadOnlySet<PlaylistId> Copies { get; }

    /// <summary>The other lists, in the order of playlists.tsv.</summary>
    public IReadOnlyList<PlaylistId> Kept { get; }

    /// <summary>The songs of the kept lists in the order of the file, each song once a list.</summary>
    public IReadOnlyList<ListedSong> Rows { get; }

    /// <summary>Creator and line of each list in playlists.tsv.</summary>
    public IReadOnlyDictionary<PlaylistId, (string Creator, string Line)> Lists { get; }

    /// <summary>The artists of each song in songs.tsv, by name.</summary>
    public IReadOnlyDictionary<SongId, string[]> ArtistsOf { get; }

    /// <exception cref="FileNotFoundException">There is no such folder, or no playlist_songs.tsv in it.</exception>
    /// <exception cref="InvalidDataException">A file cannot be used; the message says why.</exception>
    public static PlaylistFolder Read(string path, Action<string> note)
    {
        if (!Directory.Exists(path))
        {
            throw new FileNotFoundException($"There is no folder {path}.", path);
        }

        var rows = ListedSong.Read(
            TabFile.Find(path, "playlist_songs.tsv")
                ?? throw new FileNotFoundException($"There is no playlist_songs.tsv (or .gz) in {path}.", path),
            note
        );
        if (rows.Count == 0)
        {
            throw new InvalidDataException($"{path}: playlist_songs.tsv has no usable row.");
        }

        var lists = new Dictionary<PlaylistId, (string Creator, string Line)>();
        if (TabFile.Find(path, "playlists.tsv") is { } listsPath)
        {
            foreach (
                var (id, creator, line) in TabFile.Read(
                    listsPath,
                    ["playlist_id", "creator"],
                    (fields, line) => (new PlaylistId(ListedSong.Id(fields[0])), fields[1], line),
                    note
                )
            )
            {
                lists.TryAdd(id, (creator, line));
            }
        }
        else
        {
            note($"There is no playlists.tsv in {path}: near copies are dropped in the order of playlist_songs.tsv.");
        }

        var artistsOf = new Dictionary<SongId, string[]>();
        if (TabFile.Find(path, "songs.tsv") is { } songsPath)
        {
            foreach (
                var (id, artists) in TabFile.Read(
                    songsPath,
                    ["song_id", "artists"],
                    (fields, _) => (new SongId(ListedSong.Id(fields[0])), fields[1]),
                    note
                )
            )
            {
                artistsOf.TryAdd(id, artists.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            }
        }
        else
        {
            note($"There is no songs.tsv in {path}: models go without artists, and artistRecall is not measured.");
        }

        // Lists that playlists.tsv does not name come last.
        var withSongs = rows.Select(row => row.List).Distinct().ToArray();
        var order = lists.Keys.Intersect(withSongs).Concat(withSongs.Where(list => !lists.ContainsKey(list))).ToList();
        return new(path, rows, order, lists, artistsOf);
    }
}
