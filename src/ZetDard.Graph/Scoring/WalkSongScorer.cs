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
        _overUsers = new(graph.UserSongs, graph.SongUsers, options.PathExponent, options.PathExponent, options.PopularityExponent, maxUsers: options.MaxListenersPerSong, maxOnward: options.MaxListeners);
        _userScale = Inverse(_overUsers.MeanMass());
        _hit = [.. Enumerable.Range(0, graph.Songs.Count).Select(song => (float)Math.Pow(graph.SongUsers.Degree(song), HitExponent))];
        _spread = [.. Enumerable.Range(0, graph.Artists.Count).Select(artist => (float)Math.Pow(graph.ArtistSongs.Degree(artist), -SpreadExponent))];
        _artistScale = (float)options.ArtistWeight * Inverse(MeanArtistMass());
    }

    public IListenerScorer For(Listener listener) => new Scorer(this, listener);

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

    private sealed class Scorer(WalkSongScorer walk, Listener listener) : IListenerScorer
    {
        private readonly BipartiteWalk.Halfway _overUsers = walk._overUsers.Start(listener.Songs, listener.Mass, listener.Row);

        public void AddScores(ScoreBuffer scores, int[]? only = null)
        {
            _overUsers.Arrive(scores, walk._userScale, only);
            for (var i = 0; i < listener.Artists.Length; i++)
            {
                var mass = walk.ArtistMass(listener.Artists[i], listener.Heard[i]) * walk._artistScale;
                foreach (var song in walk._graph.ArtistSongs.Row(listener.Artists[i]))
                {
                    scores[song] += mass * walk._hit[song];
                }
            }
        }

        public Reason Explain(int node, int count)
        {
            var contributions = new ReasonBuilder();
            var overUsers = _overUsers.Contributions(node);
            for (var i = 0; i < listener.Songs.Length; i++)
            {
                contributions.Add(walk._graph.Songs[listener.Songs[i]], overUsers[i].Mass * walk._userScale, overUsers[i].Support);
            }

            foreach (var artist in walk._graph.SongArtists.Row(node))
            {
                if (Array.BinarySearch(listener.Artists, artist) is >= 0 and var place)
                {
                    contributions.Add(walk._graph.Artists[artist], walk.ArtistMass(artist, listener.Heard[place]) * walk._artistScale * walk._hit[node]);
                }
            }

            return contributions.Build(count);
        }

        public void Dispose() => _overUsers.Dispose();
    }
}
