using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Friends by taste: the mean of the cosine of taste vectors, which compares any two listeners, and of the cosine of
/// their weighted songs, which counts the songs that both have.</summary>
/// <remarks>Between −0.5 and 1. One listener costs users × vector size and the degrees of the listener's songs.</remarks>
internal sealed class InterestsFriendScorer(MusicGraph graph, TasteVectors vectors) : IScorer
{
    public IListenerScorer For(Listener listener) => new Scorer(graph, vectors, listener);

    private sealed class Scorer(MusicGraph graph, TasteVectors vectors, Listener listener) : IListenerScorer
    {
        public void AddScores(ScoreBuffer scores, int[]? only = null)
        {
            var own = new float[vectors.Size];
            var length = vectors.Embed(listener.Songs, listener.Mass, own);
            for (var i = 0; i < listener.Songs.Length; i++)
            {
                var song = listener.Songs[i];
                scores.Add(graph.SongUsers.Row(song), listener.Mass[i] * vectors.Rarity[song] * vectors.Rarity[song]);
            }

            var all = scores.Span;
            for (var user = 0; user < all.Length; user++)
            {
                var overlap = all[user] > 0 ? all[user] / (length * vectors.UserLengths[user]) : 0;
                var other = vectors.UserVectors.AsSpan(user * vectors.Size, vectors.Size);
                all[user] = 0.5f * (TensorPrimitives.Dot<float>(own, other) + overlap);
            }
        }

        /// <summary>What both have, the rarest first; where they share nothing, the listener's songs that point most to the
        /// other's taste.</summary>
        public Reason Explain(int node, int count)
        {
            var shared = SharedTaste.Explain(graph, listener, node, count);
            if (shared.Count > 0)
            {
                return shared;
            }

            var contributions = new ReasonBuilder();
            var other = vectors.UserVectors.AsSpan(node * vectors.Size, vectors.Size);
            for (var i = 0; i < listener.Songs.Length; i++)
            {
                var song = listener.Songs[i];
                contributions.Add(
                    graph.Songs[song],
                    listener.Mass[i] * TensorPrimitives.Dot<float>(other, vectors.SongVectors.AsSpan(song * vectors.Size, vectors.Size)));
            }

            return contributions.Build(count);
        }
    }
}
