using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Songs by the song → song weights: the sum over the listener's songs i of |Ui ∩ Uj| / |Ui|, for the neighbours kept.</summary>
internal sealed class WeightSongScorer(MusicGraph graph) : IScorer
{
    public void AddScores(Listener listener, Span<float> scores)
    {
        for (var i = 0; i < listener.Songs.Length; i++)
        {
            var neighbours = graph.SongWeights.Neighbours(listener.Songs[i]);
            var weights = graph.SongWeights.Weights(listener.Songs[i]);
            for (var n = 0; n < neighbours.Length; n++)
            {
                scores[neighbours[n]] += listener.Mass[i] * weights[n];
            }
        }
    }

    public Reason Explain(Listener listener, int node, int count)
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
