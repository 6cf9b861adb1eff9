using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Reads other people's tables of songs (tempo, energy, valence, …), whose rows are found in the catalogue by title and artist.</summary>
public static class SongFeatureFile
{
    private static readonly string[] TitleColumns = ["title", "song", "track", "song_title", "song_name", "track_name", "track_title", "name"];
    private static readonly string[] ArtistColumns = ["artist", "artists", "artist_name", "artist_names", "singer"];

    /// <summary>Reads a table.</summary>
    /// <param name="path">A CSV or TSV file whose first row names the columns.</param>
    /// <param name="catalog">Where the songs are looked up (<see cref="SongMatcher.Find"/>); duplicates become the song that stands for them.</param>
    /// <param name="titleColumn">The column of titles; <see langword="null"/> for the first that is there of title, song, track, song_title, song_name, track_name, track_title, name.</param>
    /// <param name="artistColumn">The column of artists, one or several in one text; <see langword="null"/> for the first that is there of artist, artists, artist_name, artist_names, singer.</param>
    /// <param name="columns">The feature columns; <see langword="null"/> for every column of numbers.</param>
    /// <returns>The features of the songs that were found, the rows that match none, and how many rows named a song again.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or lacks a column; the message names those that it has.</exception>
    public static FeatureFile<SongId> Read(string path, CatalogSnapshot catalog, string? titleColumn = null, string? artistColumn = null, IReadOnlyCollection<string>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var header = FeatureFile.ReadHeader(path);
        return FeatureFile.Read(path, [Choose(header, titleColumn, TitleColumns), Choose(header, artistColumn, ArtistColumns)], (IReadOnlyList<string> fields, out SongId song) =>
        {
            var found = fields[0].Length > 0 && fields[1].Length > 0 ? catalog.Matcher.Find(fields[0], fields[1]) : null;
            song = found is { } known ? catalog.Representative(known) : default;
            return found is not null;
        }, columns);
    }

    // Where none is there, the reader says which columns the file has.
    private static string Choose(IReadOnlyList<string> header, string? asked, string[] usual) =>
        asked ?? usual.FirstOrDefault(name => header.Contains(name, StringComparer.OrdinalIgnoreCase)) ?? usual[0];
}
