using ZetDard.Catalog;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace Quickstart;

/// <summary>What is known of songs besides who has them.</summary>
/// <param name="Table">The features, of songs of the catalogue.</param>
/// <param name="Note">Where they come from, and of how many songs they are.</param>
internal sealed record SongFeatures(FeatureTable<SongId> Table, string Note)
{
    private static readonly Dictionary<string, string> FamilyNames = new()
    {
        ["mfcc"] = "timbre", ["mel"] = "spectrum", ["chroma"] = "harmony", ["words"] = "words", ["wordvec"] = "words",
        ["missing"] = "missing numbers", ["duration_ms"] = "duration",
    };

    /// <summary>
    /// Takes the table that was named, else the numbers of the made-up world, else what lyrics say.
    /// </summary>
    /// <exception cref="UsageException">There are no features of songs of this catalogue.</exception>
    public static Task<SongFeatures> LoadAsync(Music music, string? file, Steps steps, CancellationToken cancellationToken) =>
        file is not null ? steps.RunAsync("Features", _ => Task.Run(() => OfFile(music, file), cancellationToken))
        : music.World is { } world ? steps.RunAsync("Features", _ => Task.FromResult(OfWorld(music, world.ToTrainingData().ItemFeatures!)))
        : OfLyricsAsync(music, steps, cancellationToken);

    /// <summary>A family of features in words.</summary>
    public static string NameOf(string family) => FamilyNames.GetValueOrDefault(family) ?? family.Replace('_', ' ');

    // By ids where a table has ids of the catalogue, else by titles and artists: the ids of other services are other numbers.
    private static SongFeatures OfFile(Music music, string file)
    {
        var catalog = music.Catalog;
        var hasIds = FeatureFile.ReadHeader(file).Contains("id", StringComparer.OrdinalIgnoreCase);
        var read = hasIds ? FeatureFile.Read<SongId>(file, ["id"], SongOf) : null;
        read = read is { Table.Keys.Count: > 0 } ? read : SongFeatureFile.Read(file, catalog);
        var rowCount = read.Table.Keys.Count + read.RepeatedCount + read.Unmatched.Count;
        if (read.Table.Keys.Count == 0)
        {
            throw new UsageException(
                Invariant($"None of the {rowCount:N0} rows of '{file}' is a song of this catalogue, so there is nothing to compare."));
        }

        var songs = Printable.Count(read.Table.Keys.Count, "song");
        return new(
            read.Table,
            Invariant($"{read.Table.Dimension} numbers of {songs} that '{Path.GetFileName(file)}' and the catalogue have; ")
                + Invariant($"{read.Unmatched.Count:N0} of its {rowCount:N0} rows are other songs"));

        bool SongOf(IReadOnlyList<string> fields, out SongId song)
        {
            var isKnown = SongId.TryParse(fields[0], null, out song) && catalog.Songs.ContainsKey(song);
            song = isKnown ? catalog.Representative(song) : default;
            return isKnown;
        }
    }

    private static SongFeatures OfWorld(Music music, FeatureTable<SongId> all)
    {
        var table = all.AlignTo(new(all.Keys.Where(music.Catalog.Songs.ContainsKey)));
        return new(table, Invariant($"{table.Dimension} numbers of {Printable.Count(table.Keys.Count, "song")}, as the made-up world has them"));
    }

    private static async Task<SongFeatures> OfLyricsAsync(Music music, Steps steps, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        return await Words.ExtractAsync(music, notes, steps, cancellationToken) is { } table
            ? new(table, Invariant($"{table.Dimension} numbers of the lyrics of {Printable.Count(table.Keys.Count, "song")}"))
            : throw new UsageException(
                $"This catalogue has no features of songs: it has fewer than {Words.MinLyrics} lyrics, and sound of none. "
                + "Name a table with --features FILE: the columns title and artist (or id), and numbers such as tempo and energy.");
    }
}
