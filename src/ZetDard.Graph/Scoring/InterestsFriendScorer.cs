using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Friends by the cosine of taste vectors, −1 … 1: compares any two listeners. One listener costs users × vector size.</summary>
internal sealed class InterestsFriendScorer(MusicGraph graph, TasteVectors vectors) : IScorer
{
    public void AddScores(Listener listener, Span<float> scores)
    {
        var own = new float[vectors.Size];
        vectors.Embed(listener.Songs, listener.Mass, own);
        for (var user = 0; user < scores.Length; user++)
        {
            scores[user] += TensorPrimitives.Dot<float>(own, vectors.UserVectors.AsSpan(user * vectors.Size, vectors.Size));
        }
    }

    /// <summary>What both have, the rarest first; where they share nothing, the listener's songs that point most to the other's taste.</summary>
    public Reason Explain(Listener listener, int node, int count)
    {
        var shared = SharedTaste.Explain(graph, listener, node, count);
        if (shared.Count > 0)
        {
            return shared;
        }

        var contributions = new Contributions();
        var other = vectors.UserVectors.AsSpan(node * vectors.Size, vectors.Size);
        for (var i = 0; i < listener.Songs.Length; i++)
        {
            var song = listener.Songs[i];
            contributions.Add(graph.Songs[song], listener.Mass[i] * TensorPrimitives.Dot<float>(other, vectors.SongVectors.AsSpan(song * vectors.Size, vectors.Size)));
        }

        return contributions.Heaviest(count);
    }
}
