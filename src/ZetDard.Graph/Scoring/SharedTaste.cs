using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Why two listeners go together: the songs and artists that both have, the rarest first.</summary>
internal static class SharedTaste
{
    public static Reason Explain(MusicGraph graph, Listener listener, int user, int count)
    {
        var contributions = new ReasonBuilder();
        AddShared(contributions, graph, listener, user);
        return contributions.Build(count);
    }

    /// <summary>Adds each shared song, and each shared artist none of whose songs both have, with its inverse document frequency
    /// ln(users / listeners).</summary>
    public static void AddShared(ReasonBuilder contributions, MusicGraph graph, Listener listener, int user)
    {
        var told = new HashSet<int>();
        foreach (var song in listener.KnownSongs)
        {
            if (graph.UserSongs.Contains(user, song))
            {
                contributions.Add(graph.Songs[song], Rarity(graph, graph.SongUsers.Degree(song)));
                told.UnionWith(graph.SongArtists.Row(song).ToArray());
            }
        }

        foreach (var artist in listener.Artists)
        {
            if (!told.Contains(artist) && graph.UserArtists.Contains(user, artist))
            {
                contributions.Add(graph.Artists[artist], Rarity(graph, graph.ArtistUsers.Degree(artist)));
            }
        }
    }

    // + 1: what everybody has still counts a little.
    private static float Rarity(MusicGraph graph, int listeners) => MathF.Log((graph.Users.Count + 1f) / listeners);
}
