using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Data;

/// <summary>A row of playlist_songs.tsv.</summary>
internal readonly record struct ListedSong(PlaylistId List, string Position, SongId Song)
{
    private static readonly string[] Columns = ["playlist_id", "position", "song_id"];

    /// <summary>Reads a file of playlist_id, position, song_id; bad rows are noted and skipped.</summary>
    public static List<ListedSong> Read(string path, Action<string> note) =>
        TabFile.Read(
            path,
            Columns,
            (fields, _) => new ListedSong(new(Id(fields[0])), fields[1], new(Id(fields[2]))),
            note,
            headerIsOptional: true
        );

    public static void Write(string path, IEnumerable<ListedSong> rows)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine(string.Join('\t', Columns));
        foreach (var row in rows)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.List.Value}\t{row.Position}\t{row.Song.Value}"));
        }
    }

    /// <summary>An id as the catalogue's import takes it: a whole number above 0.</summary>
    internal static long Id(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : throw new FormatException($"'{text}' is no id, which is a whole number above 0");
}
