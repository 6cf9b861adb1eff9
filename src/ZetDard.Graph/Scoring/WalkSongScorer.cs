using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Songs by a walk of two branches: song → user → song, and song → artist → song.</summary>
/// <remarks>
/// With c the listener's songs by artist a, N his songs in the graph and d the listeners of song j, the artist branch gives j the sum over its artists of c^1.25 · N^−0.75 · d^0.5:
/// an artist heard often counts more than in proportion, one with many songs spreads thin, and his popular songs come first.
/// Each branch is divided by its mean mass over all users, so that <see cref="GraphOptions.ArtistWeight"/> says how much the artists count whatever the data.
/// The exponents were tuned on splits of real playlists (docs/packages/graph.md); each may vary by 0.2 without harm.
/// </remarks>
internal sealed class WalkSongScorer : IScorer
{
    private const double HeardExponent = 1.25;
    private const double SpreadExponent = 0.75;
    private const double HitExponent = 0.5;

    private readonly MusicGraph _graph;
    private readonly BipartiteWalk _overUsers;
    private readonly float[] _hit;          // d^0.5 of each song
    private readonly float[] _spread;       // N^−0.75 of each artist
    private readonly float _userScale;
    private readonly float _artistScale;

    public WalkSongScorer(MusicGraph graph, GraphOptions options)
    {
        _graph = graph;
        _overUsers = new(graph.UserSongs, graph.SongUsers, options.PathExponent, options.PathExponent, options.PopularityExponent);
        _userScale = Inverse(_overUsers.MeanMass());
        _hit = [.. Enumerable.Range(0, graph.Songs.Count).Select(song => (float)Math.Pow(graph.SongUsers.Degree(song), HitExponent))];
        _spread = [.. Enumerable.Range(0, graph.Artists.Count).Select(artist => (float)Math.Pow(graph.ArtistSongs.Degree(artist), -SpreadExponent))];
        _artistScale = (float)options.ArtistWeight * Inverse(MeanArtistMass());
    }

    public void AddScores(Listener listener, Span<float> scores)
    {
        _overUsers.AddTo(scores, listener.Songs, listener.Mass, listener.Row, _userScale);
        for (var i = 0; i < listener.Artists.Length; i++)
        {
            var mass = ArtistMass(listener.Artists[i], listener.Heard[i]) * _artistScale;
            foreach (var song in _graph.ArtistSongs.Row(listener.Artists[i]))
            {
                scores[song] += mass * _hit[song];
            }
        }
    }

    public Reason Explain(Listener listener, int node, int count)
    {
        var contributions = new ReasonBuilder();
        var overUsers = _overUsers.Contributions(listener.Songs, listener.Mass, node, listener.Row);
        for (var i = 0; i < listener.Songs.Length; i++)
        {
            contributions.Add(_graph.Songs[listener.Songs[i]], overUsers[i].Mass * _userScale, overUsers[i].Support);
        }

        foreach (var artist in _graph.SongArtists.Row(node))
        {
            if (Array.BinarySearch(listener.Artists, artist) is >= 0 and var place)
            {
                contributions.Add(_graph.Artists[artist], ArtistMass(artist, listener.Heard[place]) * _artistScale * _hit[node]);
            }
        }

        return contributions.Build(count);
    }

    private float ArtistMass(int artist, float heard) => (float)Math.Pow(heard, HeardExponent) * _spread[artist];

    private double MeanArtistMass()
    {
        var total = 0.0;
        for (var artist = 0; artist < _graph.Artists.Count; artist++)
        {
            var hits = 0.0;
            foreach (var song in _graph.ArtistSongs.Row(artist))
            {
                hits += _hit[song];
            }

            foreach (var heard in _graph.ArtistUsers.RowValues(artist))
            {
                total += ArtistMass(artist, heard) * hits;
            }
        }

        return total / Math.Max(1, _graph.Users.Count);
    }

    private static float Inverse(double mass) => mass > 0 ? (float)(1 / mass) : 0;
}
