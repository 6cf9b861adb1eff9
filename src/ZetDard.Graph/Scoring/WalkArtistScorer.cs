using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Artists by a walk artist → user → artist and artist → song → artist (those who sing together), and by the songs that the song walk recommends.</summary>
/// <remarks>
/// A user counts by the artists he shares with the listener, the rarer the more, raised to 1.5: the closest say most. The branches of the walk are divided by their mean masses over the users
/// (over 128 of them where there are more). Walk and songs are divided by the best new artist of each, and weighted .7 and .3. Exponents and weights were tuned on splits of real playlists (docs/packages/graph.md).
/// </remarks>
internal sealed class WalkArtistScorer : IScorer
{
    private const float SongsWeight = 0.3f;
    private const float TogetherWeight = 0.05f;
    private const int MostUsersForMeans = 128;

    private readonly MusicGraph _graph;
    private readonly ArtistsOfSongsScorer _ofSongs;
    private readonly BipartiteWalk _overUsers;
    private readonly float _userScale = 1;
    private readonly float _togetherScale = 1;

    public WalkArtistScorer(MusicGraph graph, ArtistsOfSongsScorer ofSongs)
    {
        _graph = graph;
        _ofSongs = ofSongs;
        _overUsers = new(graph.UserArtists, graph.ArtistUsers, leaveItem: 0.75, leaveUser: 0.5, enterItem: 0, focus: 1.5);
        var (overUsers, together) = MeanMasses();
        _userScale = overUsers > 0 ? (float)(1 / overUsers) : 0;
        _togetherScale = together > 0 ? (float)(TogetherWeight / together) : 0;
    }

    public void AddScores(Listener listener, Span<float> scores)
    {
        using var walk = ScoreBuffer.Rent(scores.Length);
        using var ofSongs = ScoreBuffer.Rent(scores.Length);
        var scales = Branches(listener, walk.Span, ofSongs.Span);
        var (walkScale, songsScale) = listener.Once(this, () => scales);
        for (var artist = 0; artist < scores.Length; artist++)
        {
            scores[artist] += (walk.Span[artist] * walkScale) + (ofSongs.Span[artist] * songsScale);
        }
    }

    public Reason Explain(Listener listener, int node, int count)
    {
        var (walkScale, songsScale) = listener.Once(this, () =>
        {
            using var walk = ScoreBuffer.Rent(_graph.Artists.Count);
            using var ofSongs = ScoreBuffer.Rent(_graph.Artists.Count);
            return Branches(listener, walk.Span, ofSongs.Span);
        });
        var contributions = new ReasonBuilder();
        var overUsers = _overUsers.Contributions(listener.Artists, Ones(listener.Artists.Length), node, listener.Row);
        for (var i = 0; i < listener.Artists.Length; i++)
        {
            var artist = listener.Artists[i];
            var (mass, support) = overUsers[i];
            var songsTogether = 0;
            foreach (var song in _graph.ArtistSongs.Row(artist))
            {
                songsTogether += _graph.SongArtists.Contains(song, node) ? 1 : 0;
            }

            contributions.Add(
                _graph.Artists[artist], walkScale * ((mass * _userScale) + (songsTogether * listener.Heard[i] * _togetherScale)), support.Both > 0 ? support : null);
        }

        _ofSongs.AddReasons(contributions, listener, node, songsScale);
        return contributions.Build(count);
    }

    /// <summary>Both branches, and what each is to be multiplied by.</summary>
    private (float WalkScale, float SongsScale) Branches(Listener listener, Span<float> walk, Span<float> ofSongs)
    {
        AddOverUsers(walk, listener.Artists, listener.Row);
        AddTogether(walk, listener.Artists, listener.Heard);
        _ofSongs.AddScores(listener, ofSongs);
        return ((1 - SongsWeight) * InverseOfBest(walk, listener), SongsWeight * InverseOfBest(ofSongs, listener));
    }

    private static float InverseOfBest(ReadOnlySpan<float> scores, Listener listener)
    {
        var best = 0f;
        for (int artist = 0, known = 0; artist < scores.Length; artist++)
        {
            if (known < listener.Artists.Length && listener.Artists[known] == artist)
            {
                known++;
            }
            else
            {
                best = Math.Max(best, scores[artist]);
            }
        }

        return best > 0 ? 1 / best : 0;
    }

    private void AddOverUsers(Span<float> scores, ReadOnlySpan<int> artists, int row) => _overUsers.AddTo(scores, artists, Ones(artists.Length), row, _userScale);

    private static float[] Ones(int count)
    {
        var ones = new float[count];
        ones.AsSpan().Fill(1);
        return ones;
    }

    private void AddTogether(Span<float> scores, ReadOnlySpan<int> artists, ReadOnlySpan<float> heard)
    {
        for (var i = 0; i < artists.Length; i++)
        {
            foreach (var song in _graph.ArtistSongs.Row(artists[i]))
            {
                foreach (var other in _graph.SongArtists.Row(song))
                {
                    scores[other] += heard[i] * _togetherScale;
                }
            }
        }
    }

    private (double OverUsers, double Together) MeanMasses()
    {
        var (overUsers, together, count) = (0.0, 0.0, 0);
        using var scores = ScoreBuffer.Rent(_graph.Artists.Count);
        for (var user = 0; user < _graph.Users.Count; user += Math.Max(1, _graph.Users.Count / MostUsersForMeans))
        {
            count++;
            scores.Span.Clear();
            AddOverUsers(scores.Span, _graph.UserArtists.Row(user), user);
            overUsers += Sum(scores.Span);
            scores.Span.Clear();
            AddTogether(scores.Span, _graph.UserArtists.Row(user), _graph.UserArtists.RowValues(user));
            together += Sum(scores.Span);
        }

        return (overUsers / Math.Max(1, count), together / Math.Max(1, count));
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
