using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Friends by shared songs over own songs, |Su ∩ Sv| / |Su|, in (0, 1].</summary>
internal sealed class SharedSongsFriendScorer(MusicGraph graph) : IScorer
{
    public void AddScores(Listener listener, Span<float> scores)
    {
        var share = 1 / Math.Max(float.Epsilon, listener.Mass.Sum());
        for (var i = 0; i < listener.Songs.Length; i++)
        {
            foreach (var user in graph.SongUsers.Row(listener.Songs[i]))
            {
                scores[user] += listener.Mass[i] * share;
            }
        }
    }

    public Reason Explain(Listener listener, int node, int count) => SharedTaste.Explain(graph, listener, node, count);
}
