using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Friends by shared songs over own songs, |Su ∩ Sv| / |Su|, in (0, 1].</summary>
internal sealed class SharedSongsFriendScorer(MusicGraph graph) : IScorer
{
    public IListenerScorer For(Listener listener) => new Scorer(graph, listener);

    private sealed class Scorer(MusicGraph graph, Listener listener) : IListenerScorer
    {
        public void AddScores(ScoreBuffer scores, int[]? only = null)
        {
            var share = 1 / Math.Max(float.Epsilon, listener.Mass.Sum());
            for (var i = 0; i < listener.Songs.Length; i++)
            {
                scores.Add(graph.SongUsers.Row(listener.Songs[i]), listener.Mass[i] * share);
            }
        }

        public Reason Explain(int node, int count) => SharedTaste.Explain(graph, listener, node, count);
    }
}
