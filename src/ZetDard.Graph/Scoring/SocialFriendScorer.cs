using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Friends by a joint walk over follows and shared songs, there and back.</summary>
/// <remarks>
/// One step T: with probability 0.8 to a user whom the walker follows or who follows the walker, else to a user who shares a song
/// (user → song → user);
/// a user without follows always takes the second kind of step. A walk goes on with probability 0.8, six steps at most: M = 0.2 Σ
/// (0.8 T)^t.
/// The score of u and v is √(M[u, v] · M[v, u]). On Last.fm's friendships M Mᵀ, one way alone, and more steps were no better
/// (docs/packages/graph.md).
/// One listener costs twelve passes over the graph's edges; each explained friend six more.
/// </remarks>
internal sealed class SocialFriendScorer(MusicGraph graph) : IScorer
{
    private const float FollowShare = 0.8f;
    private const float Continue = 0.8f;
    private const int StepCount = 6;

    private delegate void Step(ReadOnlySpan<float> from, Span<float> to);

    private readonly MusicGraph _graph = graph;

    public IListenerScorer For(Listener listener) => new Scorer(this, listener);

    /// <summary>Puts all mass on the listener, or on the users of the listener's songs where the listener is not in the graph.</summary>
    /// <remarks>On the way out a song leads to any of its users; on the way back a user takes any of their own songs.</remarks>
    private void Start(Listener listener, Span<float> users, bool leaving)
    {
        users.Clear();
        if (listener.Row >= 0)
        {
            users[listener.Row] = 1;
            return;
        }

        for (var i = 0; i < listener.Songs.Length; i++)
        {
            var song = listener.Songs[i];
            foreach (var user in _graph.SongUsers.Row(song))
            {
                users[user] += listener.Mass[i] / (leaving ? _graph.SongUsers.Degree(song) : _graph.UserSongs.Degree(user));
            }
        }
    }

    /// <summary>Adds 0.2 Σ 0.8^t of the t-th step to <paramref name="sum"/>; <paramref name="step"/> is overwritten.</summary>
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
        using var buffer = ScoreBuffer.Rent(_graph.Songs.Count);
        var onSongs = buffer.Span;
        for (var user = 0; user < from.Length; user++)
        {
            if (from[user] > 0)
            {
                var (follow, share) = Shares(user);
                Spread(_graph.Follows.Row(user), from[user] * follow, to);
                Spread(_graph.UserSongs.Row(user), from[user] * share, onSongs);
            }
        }

        for (var song = 0; song < onSongs.Length; song++)
        {
            if (onSongs[song] > 0)
            {
                Spread(_graph.SongUsers.Row(song), onSongs[song], to);
            }
        }
    }

    // to = T from: what a walker finds after one step, on average.
    private void Backward(ReadOnlySpan<float> from, Span<float> to)
    {
        using var buffer = ScoreBuffer.Rent(_graph.Songs.Count);
        var onSongs = buffer.Span;
        for (var song = 0; song < onSongs.Length; song++)
        {
            onSongs[song] = Mean(_graph.SongUsers.Row(song), from);
        }

        for (var user = 0; user < to.Length; user++)
        {
            var (follow, share) = Shares(user);
            to[user] = (follow * Mean(_graph.Follows.Row(user), from)) + (share * Mean(_graph.UserSongs.Row(user), onSongs));
        }
    }

    private (float Follow, float Share) Shares(int user) => _graph.Follows.Degree(user) == 0 ? (0, 1) : (FollowShare, 1 - FollowShare);

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

    private sealed class Scorer(SocialFriendScorer walk, Listener listener) : IListenerScorer
    {
        public void AddScores(ScoreBuffer scores, int[]? only = null)
        {
            using var start = ScoreBuffer.Rent(scores.Length);
            using var there = ScoreBuffer.Rent(scores.Length);
            using var back = ScoreBuffer.Rent(scores.Length);
            walk.Start(listener, start.Span, leaving: true);
            Walk(start.Span, there.Span, walk.Forward);
            walk.Start(listener, start.Span, leaving: false);
            Walk(start.Span, back.Span, walk.Backward);
            var all = scores.Span;
            for (var user = 0; user < all.Length; user++)
            {
                all[user] = MathF.Sqrt(there.Values[user] * back.Values[user]);
            }
        }

        /// <summary>The walks from the listener to the node, by their first step: the users whom the listener follows, and the
        /// listener's songs.</summary>
        public Reason Explain(int node, int count)
        {
            var graph = walk._graph;
            using var start = ScoreBuffer.Rent(graph.Users.Count);
            using var reach = ScoreBuffer.Rent(graph.Users.Count);         // M[w, node] of each user w
            start[node] = 1;
            Walk(start.Span, reach.Span, walk.Backward);
            var contributions = new ReasonBuilder();
            var (follow, share) = listener.Row < 0 ? (0, 1) : walk.Shares(listener.Row);
            if (listener.Row >= 0)
            {
                foreach (var user in graph.Follows.Row(listener.Row))
                {
                    contributions.Add(graph.Users[user], follow * reach[user] / graph.Follows.Degree(listener.Row));
                }
            }

            for (var i = 0; i < listener.Songs.Length; i++)
            {
                contributions.Add(
                    graph.Songs[listener.Songs[i]],
                    share * listener.Mass[i] * Mean(graph.SongUsers.Row(listener.Songs[i]), reach.Values) / listener.Songs.Length);
            }

            return contributions.Build(count);
        }
    }
}
