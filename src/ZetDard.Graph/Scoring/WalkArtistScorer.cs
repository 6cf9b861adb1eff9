using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Artists by a walk artist → user → artist and artist → song → artist (those who sing together), and by the songs that
/// the song walk recommends.</summary>
/// <remarks>
/// A user counts by the artists shared with the listener, rare artists more, with a focus of 1.5: the nearest users count more
/// than in proportion.
/// Each branch of the walk is divided by its mean mass over a sample of the users. The scores of the walk and of the songs are
/// divided by the score of the best new artist of each,
/// and weighted .7 and .3. Exponents and weights were tuned on splits of real playlists (docs/packages/graph.md).
/// </remarks>
internal sealed class WalkArtistScorer : IScorer
{
    private const float SongsWeight = 0.3f;
    private const float TogetherWeight = 0.05f;
    private const int SampleSize = 128;

    private readonly MusicGraph _graph;
    private readonly ArtistsOfSongsScorer _ofSongs;
    private readonly BipartiteWalk _overUsers;
    private readonly float _userScale = 1;
    private readonly float _togetherScale = 1;

    public WalkArtistScorer(MusicGraph graph, ArtistsOfSongsScorer ofSongs, GraphOptions options)
    {
        _graph = graph;
        _ofSongs = ofSongs;
        _overUsers = new(
            graph.UserArtists, graph.ArtistUsers, leaveItem: 0.75, leaveUser: 0.5, enterItem: 0, focus: 1.5,
            options.MaxListenersPerSong, options.MaxListeners);
        var (overUsers, together) = (_overUsers.MeanMass(), MeanMassTogether());
        _userScale = overUsers > 0 ? (float)(1 / overUsers) : 0;
        _togetherScale = together > 0 ? (float)(TogetherWeight / together) : 0;
    }

    public IListenerScorer For(Listener listener) => new Scorer(this, listener);

    private BipartiteWalk.Halfway StartOverUsers(int[] artists, int row)
    {
        var ones = new float[artists.Length];
        ones.AsSpan().Fill(1);
        return _overUsers.Start(artists, ones, row);
    }

    private void AddTogether(ScoreBuffer scores, ReadOnlySpan<int> artists, ReadOnlySpan<float> heard)
    {
        for (var i = 0; i < artists.Length; i++)
        {
            foreach (var song in _graph.ArtistSongs.Row(artists[i]))
            {
                scores.Add(_graph.SongArtists.Row(song), heard[i] * _togetherScale);
            }
        }
    }

    private double MeanMassTogether()
    {
        var (total, count) = (0.0, 0);
        for (var user = 0; user < _graph.Users.Count; user += Math.Max(1, _graph.Users.Count / SampleSize))
        {
            count++;
            using var sung = ScoreBuffer.Rent(_graph.Artists.Count);
            AddTogether(sung, _graph.UserArtists.Row(user), _graph.UserArtists.RowValues(user));
            foreach (var (start, end) in sung.Touched)
            {
                foreach (var score in sung.Values[start..end])
                {
                    total += score;
                }
            }
        }

        return total / Math.Max(1, count);
    }

    private sealed class Scorer(WalkArtistScorer walk, Listener listener) : IListenerScorer
    {
        private readonly BipartiteWalk.Halfway _overUsers = walk.StartOverUsers(listener.Artists, listener.Row);
        private readonly ArtistsOfSongsScorer.Scorer _ofSongs = walk._ofSongs.For(listener);
        private float _walkScale;
        private float _songsScale;

        public void AddScores(ScoreBuffer scores, int[]? only = null)
        {
            _overUsers.Arrive(scores, walk._userScale);
            walk.AddTogether(scores, listener.Artists, listener.Heard);
            using var ofSongs = ScoreBuffer.Rent(scores.Length);
            _ofSongs.AddScores(ofSongs);
            _walkScale = (1 - SongsWeight) * InverseOfBest(scores);
            _songsScale = SongsWeight * InverseOfBest(ofSongs);
            scores.Multiply(_walkScale);
            var added = ofSongs.Values;
            foreach (var (start, end) in ofSongs.Touched)
            {
                for (var artist = start; artist < end; artist++)
                {
                    if (added[artist] > 0)
                    {
                        scores[artist] += added[artist] * _songsScale;
                    }
                }
            }
        }

        public Reason Explain(int node, int count)
        {
            var contributions = new ReasonBuilder();
            var overUsers = _overUsers.Contributions(node);
            for (var i = 0; i < listener.Artists.Length; i++)
            {
                var artist = listener.Artists[i];
                var (mass, support) = overUsers[i];
                var songsTogether = 0;
                foreach (var song in walk._graph.ArtistSongs.Row(artist))
                {
                    songsTogether += walk._graph.SongArtists.Contains(song, node) ? 1 : 0;
                }

                var weight = (mass * walk._userScale) + (songsTogether * listener.Heard[i] * walk._togetherScale);
                contributions.Add(walk._graph.Artists[artist], _walkScale * weight, support.Both > 0 ? support : null);
            }

            _ofSongs.AddReasons(contributions, node, _songsScale);
            return contributions.Build(count);
        }

        public void Dispose()
        {
            _overUsers.Dispose();
            _ofSongs.Dispose();
        }

        private float InverseOfBest(ScoreBuffer scores)
        {
            var best = 0f;
            var values = scores.Values;
            foreach (var (start, end) in scores.Touched)
            {
                for (var artist = start; artist < end; artist++)
                {
                    if (values[artist] > best && Array.BinarySearch(listener.Artists, artist) < 0)
                    {
                        best = values[artist];
                    }
                }
            }

            return best > 0 ? 1 / best : 0;
        }
    }
}
