using System.Globalization;
using ZetDard.Catalog;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Data;

/// <summary>Features of songs, by the id of the song, or by its title and artist.</summary>
internal static class SongFeatures
{
    private static readonly string[] IdColumns = ["song_id", "id"];
    private static readonly string[] TitleColumns = ["title", "song", "track", "track_name", "name"];
    private static readonly string[] ArtistColumns = ["artist", "artists", "artist_name", "singer"];

    /// <summary>
    /// The songs of any file with the columns of all of them; a column whose name an earlier file has gets a number behind it.
    /// </summary>
    /// <inheritdoc cref="ReadOne"/>
    /// <param name="paths">The files: columns of numbers beside those of the id, or of title and artist.</param>
    /// <param name="folder">The folder of playlists, by whose songs.tsv titles and artists are found.</param>
    /// <param name="note">Receives how many rows found their song, and how many songs have features.</param>
    public static FeatureTable<SongId> Read(IReadOnlyList<string> paths, string folder, Action<string> note)
    {
        var taken = new HashSet<string>();
        var tables = paths.Select(path => WithFreeNames(ReadOne(path, folder, note))).ToList();
        var joined = FeatureTable.Join(tables);
        if (paths.Count > 1)
        {
            note($"{joined.Keys.Count} songs have features from one of the {paths.Count} files or more.");
        }

        return joined;

        FeatureTable<SongId> WithFreeNames(FeatureTable<SongId> table) =>
            new(table.Keys, [.. table.Names.Select(FreeName)], [.. table.Rows.SelectMany(row => row.Values.ToArray())]);

        string FreeName(string name)
        {
            var free = name;
            for (var number = 2; !taken.Add(free); number++)
            {
                free = string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
            }

            return free;
        }
    }

    /// <param name="path">The file: columns of numbers beside those of the id, or of title and artist.</param>
    /// <param name="folder">The folder of playlists, by whose songs.tsv titles and artists are found.</param>
    /// <param name="note">Receives how many rows found their song.</param>
    /// <exception cref="InvalidDataException">The file has no such columns, or no row found its song.</exception>
    private static FeatureTable<SongId> ReadOne(string path, string folder, Action<string> note)
    {
        var header = FeatureFile.ReadHeader(path);
        if (Find(IdColumns) is { } id)
        {
            return FeatureFile
                .Read(
                    path,
                    [id],
                    (IReadOnlyList<string> fields, out SongId song) =>
                    {
                        var isId = long.TryParse(fields[0], out var value);
                        song = new(value);
                        return isId;
                    }
                )
                .Table;
        }

        if (Find(TitleColumns) is not { } title || Find(ArtistColumns) is not { } artist)
        {
            throw new InvalidDataException(
                $"{path} names no song: it needs a column {string.Join(" or ", IdColumns)}, or one of {string.Join(", ", TitleColumns)} with one of {string.Join(", ", ArtistColumns)}. It has {string.Join(", ", header)}."
            );
        }

        var (matcher, taken, rows) = (MatcherOf(folder, note), new HashSet<SongId>(), 0);
        var table = FeatureFile
            .Read(
                path,
                [title, artist],
                (IReadOnlyList<string> fields, out SongId song) =>
                {
                    rows++;
                    song = matcher.Find(fields[0], fields[1]) ?? default;
                    return song != default && taken.Add(song);
                }
            )
            .Table;
        note($"{taken.Count} songs of the playlists were found by title and artist among the {rows} rows of {path}.");
        return table.Keys.Count > 0 ? table : throw new InvalidDataException($"No row of {path} is a song of the playlists.");

        string? Find(string[] names) =>
            names
                .Select(name => header.FirstOrDefault(column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase)))
                .FirstOrDefault(column => column is not null);
    }

    private static SongMatcher MatcherOf(string folder, Action<string> note)
    {
        var path =
            TabFile.Find(folder, "songs.tsv")
            ?? throw new FileNotFoundException(
                $"There is no songs.tsv in {folder}, so that songs cannot be found by title and artist; give features by song_id."
            );
        var artists = new IdMap<ArtistId>();
        var songs = TabFile.Read(
            path,
            ["song_id", "title", "artists"],
            (fields, _) =>
                new Song(
                    new SongId(ListedSong.Id(fields[0])),
                    fields[1],
                    [
                        .. fields[2]
                            .Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                            .Select(name => artists.GetOrAdd(name)),
                    ]
                ),
            note
        );
        var names = songs.SelectMany(song => song.Artists).Distinct().Select(artist => new Artist(artist, artists.NameOf(artist)));
        return new(songs, names);
    }
}
