using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Artists by a walk of two branches: artist → user → artist, and artist → song → artist for those who sing together.</summary>
/// <remarks>
/// A user counts by the artists he shares with the listener, the rarer the more, raised to 1.5: the closest say most. Exponents were tuned on splits of real playlists (docs/packages/graph.md).
/// Each branch is divided by its mean mass over the users (over 128 of them where there are more).
/// </remarks>
internal sealed class WalkArtistScorer : IScorer
{
    private const float TogetherWeight = 0.05f;
    private const int MostUsersForMeans = 128;

    private readonly MusicGraph _graph;
    private readonly BipartiteWalk _overUsers;
    private readonly float _userScale = 1;
    private readonly float _togetherScale = 1;

    public WalkArtistScorer(MusicGraph graph)
    {
        _graph = graph;
        _overUsers = new(graph.UserArtists, graph.ArtistUsers, leaveItem: 0.75, leaveUser: 0.5, enterItem: 0, focus: 1.5);
        var (overUsers, together) = MeanMasses();
        _userScale = overUsers > 0 ? (float)(1 / overUsers) : 0;
        _togetherScale = together > 0 ? (float)(TogetherWeight / together) : 0;
    }

    public void AddScores(Listener listener, Span<float> scores)
    {
        AddOverUsers(scores, listener.Artists, listener.Row);
        AddTogether(scores, listener.Artists, listener.Heard);
    }

    public Reason Explain(Listener listener, int node, int count)
    {
        var contributions = new Contributions();
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

            contributions.Add(_graph.Artists[artist], (mass * _userScale) + (songsTogether * listener.Heard[i] * _togetherScale), support.Both > 0 ? support : null);
        }

        return contributions.Heaviest(count);
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
