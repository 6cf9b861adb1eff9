using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Songs by a walk of two branches: song → user → song, and song → artist → song.</summary>
/// <remarks>
/// Each branch is divided by its mean mass over all users, so that <see cref="GraphOptions.ArtistWeight"/> says how much the artists count whatever the data.
/// The artist branch: a song gives its mass to each of its artists, and an artist divides it among all his songs.
/// </remarks>
internal sealed class WalkSongScorer : IScorer
{
    private readonly MusicGraph _graph;
    private readonly BipartiteWalk _overUsers;
    private readonly float _userScale;
    private readonly float _artistScale;

    public WalkSongScorer(MusicGraph graph, GraphOptions options)
    {
        _graph = graph;
        _overUsers = new(graph.UserSongs, graph.SongUsers, options.PathExponent, options.PathExponent, options.PopularityExponent);
        _userScale = Inverse(_overUsers.MeanMass());
        _artistScale = (float)options.ArtistWeight * Inverse(MeanArtistMass(graph));
    }

    public void AddScores(Listener listener, Span<float> scores)
    {
        _overUsers.AddTo(scores, listener.Songs, listener.Mass, listener.Row, _userScale);
        using var artistMass = ScoreBuffer.Rent(_graph.Artists.Count);
        AddArtistMass(listener, artistMass.Span);
        for (var artist = 0; artist < artistMass.Span.Length; artist++)
        {
            if (artistMass.Span[artist] > 0)
            {
                var share = PerSong(artist, artistMass.Span[artist]);
                foreach (var song in _graph.ArtistSongs.Row(artist))
                {
                    scores[song] += share;
                }
            }
        }
    }

    public Reason Explain(Listener listener, int node, int count)
    {
        var contributions = new Contributions();
        for (var i = 0; i < listener.Songs.Length; i++)
        {
            var (mass, support) = _overUsers.Between(listener.Songs[i], node, listener.Row);
            contributions.Add(_graph.Songs[listener.Songs[i]], listener.Mass[i] * mass * _userScale, support);
        }

        using var artistMass = ScoreBuffer.Rent(_graph.Artists.Count);
        AddArtistMass(listener, artistMass.Span);
        foreach (var artist in _graph.SongArtists.Row(node))
        {
            contributions.Add(_graph.Artists[artist], PerSong(artist, artistMass.Span[artist]));
        }

        return contributions.Heaviest(count);
    }

    private float PerSong(int artist, float mass) => mass * _artistScale / _graph.ArtistSongs.Degree(artist);

    private void AddArtistMass(Listener listener, Span<float> artistMass)
    {
        for (var i = 0; i < listener.Songs.Length; i++)
        {
            foreach (var artist in _graph.SongArtists.Row(listener.Songs[i]))
            {
                artistMass[artist] += listener.Mass[i];
            }
        }
    }

    // A song's artists pass on all that they get, so the mass of a user is the number of (song, artist) pairs of his songs.
    private static double MeanArtistMass(MusicGraph graph)
    {
        var total = 0.0;
        foreach (var song in graph.UserSongs.Columns)
        {
            total += graph.SongArtists.Degree(song);
        }

        return total / Math.Max(1, graph.Users.Count);
    }

    private static float Inverse(double mass) => mass > 0 ? (float)(1 / mass) : 0;
}
