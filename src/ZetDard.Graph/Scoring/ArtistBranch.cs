using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>The artist branch of the song walk: song → artist → song.</summary>
/// <remarks>
/// With c the number of the listener's songs by an artist, N the number of songs by that artist in the graph and d the number of
/// users of song j,
/// song j gets the sum over its artists of c^1.25 · N^−0.75 · d^0.5: an artist heard often counts more than in proportion,
/// an artist with many songs spreads thin, and the popular songs of an artist come first.
/// The exponents were tuned on splits of real playlists (docs/packages/graph.md); each may vary by 0.2 without harm.
/// </remarks>
internal sealed class ArtistBranch
{
    /// <summary>The exponent of the number of users of a song.</summary>
    public const double HitExponent = 0.5;

    private const double HeardExponent = 1.25;
    private const double SpreadExponent = 0.75;

    private readonly MusicGraph _graph;
    private readonly float[] _hit;          // d^0.5 of each song
    private readonly float[] _spread;       // N^−0.75 of each artist

    public ArtistBranch(MusicGraph graph)
    {
        _graph = graph;
        _hit = BipartiteWalk.Powers(graph.SongUsers, HitExponent);
        _spread = BipartiteWalk.Powers(graph.ArtistSongs, -SpreadExponent);
    }

    /// <summary>What an artist brings to a song of theirs.</summary>
    /// <param name="artist">The artist.</param>
    /// <param name="heard">How many songs of the listener are by the artist.</param>
    /// <param name="song">The song.</param>
    public float Mass(int artist, float heard, int song) => Mass(artist, heard) * _hit[song];

    /// <summary>Adds <paramref name="scale"/> times the mass that arrives at each song.</summary>
    public void Add(ScoreBuffer scores, Listener listener, float scale)
    {
        for (var i = 0; i < listener.Artists.Length; i++)
        {
            var mass = Mass(listener.Artists[i], listener.Heard[i]) * scale;
            foreach (var song in _graph.ArtistSongs.Row(listener.Artists[i]))
            {
                scores[song] += mass * _hit[song];
            }
        }
    }

    /// <summary>The mean over all users of the mass that arrives in all.</summary>
    public double MeanMass()
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
                total += Mass(artist, heard) * hits;
            }
        }

        return total / Math.Max(1, _graph.Users.Count);
    }

    private float Mass(int artist, float heard) => (float)Math.Pow(heard, HeardExponent) * _spread[artist];
}
