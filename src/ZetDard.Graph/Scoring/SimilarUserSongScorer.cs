using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Songs by the thesis's method: the songs of the most similar users, each counted with the similarity |Su ∩ Sv| / |Su|.</summary>
internal sealed class SimilarUserSongScorer(MusicGraph graph, int similarUserCount) : IScorer
{
    private readonly SharedSongsFriendScorer _similarity = new(graph);

    public IListenerScorer For(Listener listener)
    {
        using var similarity = _similarity.For(listener);
        using var similarities = ScoreBuffer.Rent(graph.Users.Count);
        similarity.AddScores(similarities);
        if (listener.Row >= 0)
        {
            similarities[listener.Row] = 0;
        }

        return new Scorer(graph, Ranking.Top(similarities, similarUserCount));
    }

    private sealed class Scorer(MusicGraph graph, (int User, float Similarity)[] similarUsers) : IListenerScorer
    {
        public void AddScores(ScoreBuffer scores, int[]? only = null)
        {
            foreach (var (user, similarity) in similarUsers)
            {
                scores.Add(graph.UserSongs.Row(user), similarity);
            }
        }

        public Reason Explain(int node, int count)
        {
            var contributions = new ReasonBuilder();
            foreach (var (user, similarity) in similarUsers)
            {
                if (graph.UserSongs.Contains(user, node))
                {
                    contributions.Add(graph.Users[user], similarity);
                }
            }

            return contributions.Build(count);
        }
    }
}
