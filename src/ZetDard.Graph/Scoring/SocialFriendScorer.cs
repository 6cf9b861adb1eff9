using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Friends by a joint walk over follows and shared songs: two walkers, one from each user, meet.</summary>
/// <remarks>
/// One step: with probability 0.6 to somebody he follows or who follows him, with 0.4 to somebody who shares a song (user → song → user);
/// who has no follows takes the second step always. A walk goes on with probability 0.8. With M = 0.2 Σ (0.8 T)^t the score is the entry of M Mᵀ:
/// the probability that walks from both users end at the same user. One listener costs 2 · StepCount passes over the graph's edges.
/// </remarks>
internal sealed class SocialFriendScorer(MusicGraph graph) : IScorer
{
    private const float FollowShare = 0.6f;
    private const float Continue = 0.8f;
    private const int StepCount = 12;

    public void AddScores(Listener listener, Span<float> scores)
    {
        using var end = ScoreBuffer.Rent(graph.Users.Count);
        AddEnds(listener, end.Span);
        Walk(end.Span, scores, Backward);
    }

    public Reason Explain(Listener listener, int node, int count)
    {
        var contributions = new Contributions();
        if (listener.Row >= 0)
        {
            foreach (var user in graph.Follows.Row(listener.Row))
            {
                if (graph.Follows.Contains(user, node))
                {
                    contributions.Add(graph.Users[user], MathF.Log((graph.Users.Count + 1f) / graph.Follows.Degree(user)));
                }
            }
        }

        SharedTaste.AddShared(contributions, graph, listener, node);
        return contributions.Count > 0 ? contributions.Heaviest(count) : MeetingPoints(listener, node, count);
    }

    // Where walks from both meet, for two who have neither a follow nor a song nor an artist in common: the score is the sum over these users.
    private Reason MeetingPoints(Listener listener, int node, int count)
    {
        using var end = ScoreBuffer.Rent(graph.Users.Count);
        AddEnds(listener, end.Span);
        using var start = ScoreBuffer.Rent(graph.Users.Count);
        using var otherEnd = ScoreBuffer.Rent(graph.Users.Count);
        start.Span[node] = 1;
        Walk(start.Span, otherEnd.Span, Forward);
        var contributions = new Contributions();
        for (var user = 0; user < graph.Users.Count; user++)
        {
            if (user != node && user != listener.Row)
            {
                contributions.Add(graph.Users[user], end.Span[user] * otherEnd.Span[user]);
            }
        }

        return contributions.Heaviest(count);
    }

    /// <summary>Where walks from the listener end; from the users of his songs, where he is not in the graph.</summary>
    private void AddEnds(Listener listener, Span<float> ends)
    {
        using var start = ScoreBuffer.Rent(graph.Users.Count);
        if (listener.Row >= 0)
        {
            start.Span[listener.Row] = 1;
        }
        else
        {
            SongsToUsers(listener, start.Span);
        }

        Walk(start.Span, ends, Forward);
    }

    private delegate void Step(ReadOnlySpan<float> from, Span<float> to);

    private static void Walk(Span<float> step, Span<float> sum, Step take)
    {
        using var next = ScoreBuffer.Rent(step.Length);
        var weight = 1 - Continue;
        for (var t = 0; ; t++)
        {
            for (var user = 0; user < step.Length; user++)
            {
                sum[user] += weight * step[user];
            }

            if (t == StepCount)
            {
                return;
            }

            next.Span.Clear();
            take(step, next.Span);
            next.Span.CopyTo(step);
            weight *= Continue;
        }
    }

    // to = Tᵀ from: mass moves along the steps.
    private void Forward(ReadOnlySpan<float> from, Span<float> to)
    {
        using var onSongs = ScoreBuffer.Rent(graph.Songs.Count);
        for (var user = 0; user < from.Length; user++)
        {
            if (from[user] > 0)
            {
                var (follow, share) = Shares(user);
                Spread(graph.Follows.Row(user), from[user] * follow, to);
                Spread(graph.UserSongs.Row(user), from[user] * share, onSongs.Span);
            }
        }

        for (var song = 0; song < onSongs.Span.Length; song++)
        {
            if (onSongs.Span[song] > 0)
            {
                Spread(graph.SongUsers.Row(song), onSongs.Span[song], to);
            }
        }
    }

    // to = T from: what a walker finds after one step, on average.
    private void Backward(ReadOnlySpan<float> from, Span<float> to)
    {
        using var onSongs = ScoreBuffer.Rent(graph.Songs.Count);
        for (var song = 0; song < onSongs.Span.Length; song++)
        {
            onSongs.Span[song] = Mean(graph.SongUsers.Row(song), from);
        }

        for (var user = 0; user < to.Length; user++)
        {
            var (follow, share) = Shares(user);
            to[user] = (follow * Mean(graph.Follows.Row(user), from)) + (share * Mean(graph.UserSongs.Row(user), onSongs.Span));
        }
    }

    private (float Follow, float Share) Shares(int user) => graph.Follows.Degree(user) == 0 ? (0, 1) : (FollowShare, 1 - FollowShare);

    private void SongsToUsers(Listener listener, Span<float> users)
    {
        var total = Math.Max(float.Epsilon, listener.Mass.Sum());
        for (var i = 0; i < listener.Songs.Length; i++)
        {
            Spread(graph.SongUsers.Row(listener.Songs[i]), listener.Mass[i] / total, users);
        }
    }

    private static void Spread(ReadOnlySpan<int> nodes, float mass, Span<float> to)
    {
        var share = mass / nodes.Length;
        foreach (var node in nodes)
        {
            to[node] += share;
        }
    }

    private static float Mean(ReadOnlySpan<int> nodes, ReadOnlySpan<float> values)
    {
        var sum = 0f;
        foreach (var node in nodes)
        {
            sum += values[node];
        }

        return nodes.IsEmpty ? 0 : sum / nodes.Length;
    }
}
