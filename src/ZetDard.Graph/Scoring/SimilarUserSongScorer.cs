using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Songs the thesis's way: those of the most similar users, by frequency weighted with the similarity |Su ∩ Sv| / |Su|.</summary>
internal sealed class SimilarUserSongScorer(MusicGraph graph, int similarUserCount) : IScorer
{
    private readonly SharedSongsFriendScorer _similarity = new(graph);

    public void AddScores(Listener listener, Span<float> scores)
    {
        foreach (var (user, similarity) in SimilarUsers(listener))
        {
            foreach (var song in graph.UserSongs.Row(user))
            {
                scores[song] += similarity;
            }
        }
    }

    public Reason Explain(Listener listener, int node, int count)
    {
        var contributions = new ReasonBuilder();
        foreach (var (user, similarity) in SimilarUsers(listener))
        {
            if (graph.UserSongs.Contains(user, node))
            {
                contributions.Add(graph.Users[user], similarity);
            }
        }

        return contributions.Build(count);
    }

    private (int User, float Similarity)[] SimilarUsers(Listener listener) => listener.Once(this, () =>
    {
        using var similarities = ScoreBuffer.Rent(graph.Users.Count);
        _similarity.AddScores(listener, similarities.Span);
        if (listener.Row >= 0)
        {
            similarities.Span[listener.Row] = 0;
        }

        return Ranking.Top(similarities.Span, similarUserCount);
    });
}
