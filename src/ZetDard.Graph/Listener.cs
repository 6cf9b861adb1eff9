using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>A profile in terms of the graph: the mass on songs from which walks start, how often each artist was heard, and the
/// songs that the listener knows.</summary>
internal sealed class Listener
{
    private Listener(int row, int[] songs, float[] mass, int[] knownSongs, SortedDictionary<int, float> heard)
    {
        Row = row;
        Songs = songs;
        Mass = mass;
        KnownSongs = knownSongs;
        Artists = [.. heard.Keys];
        Heard = [.. heard.Values];
    }

    /// <summary>The user's row, or −1 for a history.</summary>
    public int Row { get; }

    /// <summary>The songs that a walk starts from, ascending.</summary>
    public int[] Songs { get; }

    /// <summary>The mass on each of <see cref="Songs"/>: 1 for a song of the listener; each artist of a history of artists
    /// spreads 1 over the artist's songs.</summary>
    public float[] Mass { get; }

    /// <summary>The songs that the listener knows, ascending.</summary>
    public int[] KnownSongs { get; }

    /// <summary>The artists of the listener's songs, or those of a history of artists; ascending.</summary>
    public int[] Artists { get; }

    /// <summary>How many songs of the listener are by each of <see cref="Artists"/>, including songs that nobody in the graph
    /// has; 1 in a history of artists.</summary>
    public float[] Heard { get; }

    /// <summary>Whether the graph knows nothing of the listener.</summary>
    public bool IsUnknown => Songs.Length == 0 && Artists.Length == 0;

    /// <exception cref="ArgumentException">The graph cannot serve that kind of profile; the message names the kinds that it
    /// can.</exception>
    public static Listener Of(Profile profile, MusicGraph graph)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile is HistoryProfile<ArtistId> artists)
        {
            return OfArtists([.. artists.Items.Select(graph.Artists.IndexOf).Where(artist => artist >= 0)], graph);
        }

        if (!graph.Interactions.CanServe(profile))
        {
            var row = graph.Interactions.Rows == RowKind.User ? "a user (Profile.Of(UserId))" : "a playlist (Profile.Of(PlaylistId))";
            throw new ArgumentException(
                $"This graph cannot serve the profile {profile}. It serves {row}, a history of songs and a history of artists (Profile.FromHistory).",
                nameof(profile));
        }

        var songs = graph.Interactions.KnownItems(profile).ToArray();
        var heard = new SortedDictionary<int, float>();
        foreach (var song in songs)
        {
            Hear(graph.SongArtists.Row(song));
        }

        // Songs that nobody in the graph has still tell which artists the listener hears.
        if (profile is HistoryProfile<SongId> history)
        {
            foreach (var song in history.Items.Distinct().Where(song => !graph.Songs.Contains(song)))
            {
                Hear(graph.ArtistsOutside(song));
            }
        }

        return new(graph.Interactions.RowOf(profile), songs, Ones(songs.Length), songs, heard);

        void Hear(ReadOnlySpan<int> artists)
        {
            foreach (var artist in artists)
            {
                heard[artist] = heard.GetValueOrDefault(artist) + 1;
            }
        }
    }

    /// <summary>A user of whom only some songs are seen.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="row">The user's row.</param>
    /// <param name="songs">The songs, ascending.</param>
    public static Listener OfSongs(MusicGraph graph, int row, int[] songs)
    {
        var heard = new SortedDictionary<int, float>();
        foreach (var song in songs)
        {
            foreach (var artist in graph.SongArtists.Row(song))
            {
                heard[artist] = heard.GetValueOrDefault(artist) + 1;
            }
        }

        return new(row, songs, Ones(songs.Length), songs, heard);
    }

    private static float[] Ones(int count)
    {
        var ones = new float[count];
        ones.AsSpan().Fill(1);
        return ones;
    }

    private static Listener OfArtists(SortedSet<int> artists, MusicGraph graph)
    {
        var mass = new SortedDictionary<int, float>();
        foreach (var artist in artists)
        {
            foreach (var song in graph.ArtistSongs.Row(artist))
            {
                mass[song] = mass.GetValueOrDefault(song) + (1f / graph.ArtistSongs.Degree(artist));
            }
        }

        return new(row: -1, [.. mass.Keys], [.. mass.Values], knownSongs: [], new(artists.ToDictionary(artist => artist, _ => 1f)));
    }
}
