using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Songs by the song → song weights: the sum over the listener's songs i of |Ui ∩ Uj| / |Ui|, for the neighbours kept.</summary>
internal sealed class WeightSongScorer(MusicGraph graph) : IScorer
{
    public IListenerScorer For(Listener listener) => new Scorer(graph, listener);

    private sealed class Scorer(MusicGraph graph, Listener listener) : IListenerScorer
    {
        public void AddScores(ScoreBuffer scores, int[]? only = null)
        {
            for (var i = 0; i < listener.Songs.Length; i++)
            {
                var song = listener.Songs[i];
                scores.Add(graph.SongWeights.Neighbours(song), graph.SongWeights.Weights(song), listener.Mass[i]);
            }
        }

        public Reason Explain(int node, int count)
        {
            var contributions = new ReasonBuilder();
            for (var i = 0; i < listener.Songs.Length; i++)
            {
                var song = listener.Songs[i];
                if (graph.SongWeights.Neighbours(song).IndexOf(node) is >= 0 and var place)
                {
                    var weight = graph.SongWeights.Weights(song)[place];
                    var listeners = graph.SongUsers.Degree(song);
                    contributions.Add(graph.Songs[song], listener.Mass[i] * weight, new((int)MathF.Round(weight * listeners), listeners));
                }
            }

            return contributions.Build(count);
        }
    }
}
