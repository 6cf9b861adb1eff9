using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Friends by connected nodes: songs and artists connected to both users over those connected to either, in (0, 1].</summary>
internal sealed class ConnectedNodesFriendScorer(MusicGraph graph) : IScorer
{
    public void AddScores(Listener listener, Span<float> scores)
    {
        foreach (var song in listener.KnownSongs)
        {
            foreach (var user in graph.SongUsers.Row(song))
            {
                scores[user]++;
            }
        }

        foreach (var artist in listener.Artists)
        {
            foreach (var user in graph.ArtistUsers.Row(artist))
            {
                scores[user]++;
            }
        }

        var own = listener.KnownSongs.Length + listener.Artists.Length;
        for (var user = 0; user < scores.Length; user++)
        {
            if (scores[user] > 0)
            {
                scores[user] /= own + graph.UserSongs.Degree(user) + graph.UserArtists.Degree(user) - scores[user];
            }
        }
    }

    public Reason Explain(Listener listener, int node, int count) => SharedTaste.Explain(graph, listener, node, count);
}
