using ZetDard.Recommenders;

namespace Quickstart;

/// <summary>What is like one song: by who listens, by how it sounds, and by what it says.</summary>
/// <param name="Song">The song.</param>
/// <param name="Columns">For each way of comparing its songs, most alike first; a way that had nothing to compare is left out.</param>
/// <param name="Notes">What was compared, or why something was not.</param>
/// <param name="Picture">The picture of the song's sound; <see langword="null"/> where there is no sound.</param>
internal sealed record Alike(
    SongId Song, IReadOnlyList<(string By, IReadOnlyList<SongId> Songs)> Columns, IReadOnlyList<string> Notes, string? Picture)
{
    private const int ShownSongs = 5;

    /// <summary>Compares the lyrics of the catalogue, and the sound where a stand-in serves it.</summary>
    /// <returns><see langword="null"/> where there is neither.</returns>
    public static async Task<Alike?> FindAsync(
        Music music, Listener listener, Lists lists, Steps steps, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var words = await Words.ExtractAsync(music, notes, steps, cancellationToken);
        SongId[] wanted = [.. lists.Songs.Select(line => line.Named.Id).Concat(listener.Songs)];
        var sound = music.World is { } world ? await Sound.ExtractAsync(music, world, wanted, notes, steps, cancellationToken) : null;
        FeatureTable<SongId>[] tables = [.. new[] { sound?.Table, words }.OfType<FeatureTable<SongId>>()];
        if (tables.Length == 0)
        {
            return null;
        }

        // The first recommended song that has all that can be compared, else one of the listener's.
        SongId[] comparable = [.. wanted.Where(song => Array.TrueForAll(tables, table => table.Keys.Contains(song)))];
        var song = comparable.Length > 0 ? comparable[0] : tables[0].Keys[0];
        var columns = new List<(string, IReadOnlyList<SongId>)> { ("who listens", SameListeners(music, song)) };
        foreach (var (by, table) in new[] { ("sound", sound?.Table), ("words", words) })
        {
            if (table?.Keys.Contains(song) == true)
            {
                columns.Add((by, Nearest(table, song)));
            }
        }

        var picture = sound?.Table.Keys.Contains(song) == true ? await sound.DrawAsync(music, song, cancellationToken) : null;
        return new(song, columns, notes, picture);
    }

    private static SongId[] SameListeners(Music music, SongId song) =>
    [
        .. music.Model.Similar(song, ShownSongs + music.Untitled.Count).Select(similar => similar.Item)
            .Where(other => !music.Untitled.Contains(other)).Take(ShownSongs),
    ];

    // Cosine similarity, after each feature is brought to mean 0 and standard deviation 1.
    private static SongId[] Nearest(FeatureTable<SongId> table, SongId song) =>
        [.. Standardizer.Fit(table).Apply(table).Nearest(song, ShownSongs).Select(neighbour => neighbour.Key)];
}
