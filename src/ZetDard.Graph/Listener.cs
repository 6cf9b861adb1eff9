using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>A profile in terms of the graph: a starting mass on songs, and what is known already.</summary>
internal sealed class Listener
{
    private Listener(int row, int[] songs, float[] mass, int[] knownSongs, int[] knownArtists)
    {
        Row = row;
        Songs = songs;
        Mass = mass;
        KnownSongs = knownSongs;
        KnownArtists = knownArtists;
    }

    /// <summary>The user's row, or −1 for a history.</summary>
    public int Row { get; }

    /// <summary>The songs that a walk starts from, ascending.</summary>
    public int[] Songs { get; }

    /// <summary>The mass on each of <see cref="Songs"/>: 1 for a song of his own; an artist of a history spreads 1 over his songs.</summary>
    public float[] Mass { get; }

    public int[] KnownSongs { get; }

    /// <summary>The artists of the known songs, or those of a history of artists; ascending.</summary>
    public int[] KnownArtists { get; }

    /// <exception cref="ArgumentException">The graph cannot serve that kind of profile; the message names the kinds that it can.</exception>
    public static Listener Of(Profile profile, MusicGraph graph)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile is HistoryProfile<ArtistId> history)
        {
            return OfArtists([.. history.Items.Select(graph.Artists.IndexOf).Where(artist => artist >= 0).Distinct().Order()], graph);
        }

        if (!graph.Interactions.CanServe(profile))
        {
            var row = graph.Interactions.Rows == RowKind.User ? "a user (Profile.Of(UserId))" : "a playlist (Profile.Of(PlaylistId))";
            throw new ArgumentException($"This graph cannot serve the profile {profile}. It serves {row}, a history of songs and a history of artists (Profile.FromHistory).", nameof(profile));
        }

        var songs = graph.Interactions.KnownItems(profile).ToArray();
        var mass = new float[songs.Length];
        mass.AsSpan().Fill(1);
        return new(graph.Interactions.RowOf(profile), songs, mass, songs, ArtistsOf(songs, graph));
    }

    private static Listener OfArtists(int[] artists, MusicGraph graph)
    {
        var mass = new SortedDictionary<int, float>();
        foreach (var artist in artists)
        {
            foreach (var song in graph.ArtistSongs.Row(artist))
            {
                mass[song] = mass.GetValueOrDefault(song) + (1f / graph.ArtistSongs.Degree(artist));
            }
        }

        return new(row: -1, [.. mass.Keys], [.. mass.Values], knownSongs: [], artists);
    }

    private static int[] ArtistsOf(int[] songs, MusicGraph graph)
    {
        var artists = new SortedSet<int>();
        foreach (var song in songs)
        {
            foreach (var artist in graph.SongArtists.Row(song))
            {
                artists.Add(artist);
            }
        }

        return [.. artists];
    }
}
