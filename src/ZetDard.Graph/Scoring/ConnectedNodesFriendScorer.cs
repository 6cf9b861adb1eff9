using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Friends by connected nodes: songs and artists connected to both users over those connected to either, in (0, 1].</summary>
internal sealed class ConnectedNodesFriendScorer(MusicGraph graph) : IScorer
{
    public IListenerScorer For(Listener listener) => new Scorer(graph, listener);

    private sealed class Scorer(MusicGraph graph, Listener listener) : IListenerScorer
    {
        public void AddScores(ScoreBuffer scores, int[]? only = null)
        {
            foreach (var song in listener.KnownSongs)
            {
                scores.Add(graph.SongUsers.Row(song), 1);
            }

            foreach (var artist in listener.Artists)
            {
                scores.Add(graph.ArtistUsers.Row(artist), 1);
            }

            var own = listener.KnownSongs.Length + listener.Artists.Length;
            foreach (var (start, end) in scores.Touched)
            {
                for (var user = start; user < end; user++)
                {
                    if (scores[user] > 0)
                    {
                        scores[user] /= own + graph.UserSongs.Degree(user) + graph.UserArtists.Degree(user) - scores[user];
                    }
                }
            }
        }

        public Reason Explain(int node, int count) => SharedTaste.Explain(graph, listener, node, count);
    }
}
