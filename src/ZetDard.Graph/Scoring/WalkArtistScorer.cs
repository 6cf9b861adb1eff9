using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Artists by a walk artist → user → artist from the artists of the listener's songs.</summary>
internal sealed class WalkArtistScorer(MusicGraph graph) : IScorer
{
    private readonly BipartiteWalk _overUsers = new(graph.UserArtists, graph.ArtistUsers, leaveItem: 0.6, leaveUser: 0.6, enterItem: 0.2);

    public void AddScores(Listener listener, Span<float> scores)
    {
        var (artists, mass) = ArtistMass(listener);
        _overUsers.AddTo(scores, artists, mass, listener.Row, scale: 1);
    }

    public Reason Explain(Listener listener, int node, int count)
    {
        var contributions = new Contributions();
        var (artists, masses) = ArtistMass(listener);
        for (var i = 0; i < artists.Length; i++)
        {
            var (mass, support) = _overUsers.Between(artists[i], node, listener.Row);
            contributions.Add(graph.Artists[artists[i]], masses[i] * mass, support);
        }

        return contributions.Heaviest(count);
    }

    // An artist counts once for every one of his songs that the listener has, damped: the fiftieth says little.
    private (int[] Artists, float[] Mass) ArtistMass(Listener listener)
    {
        var counts = new SortedDictionary<int, float>();
        for (var i = 0; i < listener.Songs.Length; i++)
        {
            foreach (var artist in graph.SongArtists.Row(listener.Songs[i]))
            {
                counts[artist] = counts.GetValueOrDefault(artist) + listener.Mass[i];
            }
        }

        return ([.. counts.Keys], [.. counts.Values.Select(MathF.Sqrt)]);
    }
}
