using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// Reads tables of song features from other sources (tempo, energy, valence, …) and finds their songs in the catalogue by title
/// and artist.
/// </summary>
public static class SongFeatureFile
{
    // As Normalized returns them.
    private static readonly string[] TitleColumns = ["title", "song", "track", "songtitle", "songname", "trackname", "tracktitle", "name"];
    private static readonly string[] ArtistColumns = ["artist", "artists", "artistname", "artistnames", "singer"];

    /// <summary>Reads a table of features.</summary>
    /// <param name="path">A table whose first row names the columns, in any form that <see cref="FeatureFile"/> reads.</param>
    /// <param name="catalog">
    /// The catalogue in which songs are searched (<see cref="SongMatcher.Find"/>); duplicates become the song that represents
    /// them.
    /// </param>
    /// <param name="titleColumn">
    /// The column of titles; <see langword="null"/> for the first existing one of title, song, track, song_title, song_name,
    /// track_name, track_title, name. Case, blanks and punctuation do not count: <c>Track Name</c> is track_name.
    /// </param>
    /// <param name="artistColumn">
    /// The column of artists, one or several in one text; <see langword="null"/> for the first existing one of artist, artists,
    /// artist_name, artist_names, singer.
    /// </param>
    /// <param name="columns">The feature columns; <see langword="null"/> for all columns of numbers.</param>
    /// <param name="separator">What separates the fields; <see langword="null"/> to find it from the first rows.</param>
    /// <param name="encoding">The encoding by its name, such as <c>GB18030</c>; <see langword="null"/> for UTF-8.</param>
    /// <returns>
    /// The features of the songs that were found, the rows that match no song, and the number of rows that repeat a song.
    /// </returns>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or lacks a column; the message lists its columns.</exception>
    public static FeatureFile<SongId> Read(
        string path, CatalogSnapshot catalog, string? titleColumn = null, string? artistColumn = null,
        IReadOnlyCollection<string>? columns = null, string? separator = null, string? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var header = FeatureFile.ReadHeader(path, separator, encoding);
        string[] keys = [Choose(header, titleColumn, TitleColumns), Choose(header, artistColumn, ArtistColumns)];
        return FeatureFile.Read(path, keys, (IReadOnlyList<string> fields, out SongId song) =>
        {
            var found = fields[0].Length > 0 && fields[1].Length > 0 ? catalog.Matcher.Find(fields[0], fields[1]) : null;
            song = found is { } known ? catalog.Representative(known) : default;
            return found is not null;
        }, columns, separator: separator, encoding: encoding);
    }

    // If none of the columns exists, the reader's message lists the columns of the file.
    private static string Choose(IReadOnlyList<string> header, string? asked, string[] usual) =>
        asked
        ?? usual.Select(name => header.FirstOrDefault(column => Normalized(column) == name)).FirstOrDefault(column => column is not null)
        ?? usual[0];

    private static string Normalized(string column) => string.Concat(column.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
