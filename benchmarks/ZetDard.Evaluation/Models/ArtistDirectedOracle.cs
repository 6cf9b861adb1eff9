using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>
/// Artists by the directed weight |U_a ∩ U_b| / |U_a| from each known artist a, summed; U_a are the users (or lists) that have
/// a song of a.
/// </summary>
internal sealed class ArtistDirectedOracle : IRecommender<ArtistId>
{
    private readonly InteractionDataset<SongId> _songs;
    private readonly Relation<SongId, ArtistId> _artists;
    private readonly CsrMatrix _byUser;
    private readonly CsrMatrix _byArtist;

    public ArtistDirectedOracle(TrainingData<SongId> data)
    {
        _songs = data.Interactions;
        _artists =
            data.Artists ?? throw new ArgumentException("This model needs TrainingData.Artists: the artists of the songs.", nameof(data));
        var rows = new List<int>();
        var columns = new List<int>();
        for (var row = 0; row < _songs.Users.Count; row++)
        {
            foreach (var artist in ArtistsOf(SongsOf(_songs.Matrix.Row(row))))
            {
                rows.Add(row);
                columns.Add(artist);
            }
        }

        _byUser = CsrMatrix.FromEntries(_songs.Users.Count, _artists.To.Count, [.. rows], [.. columns]);
        _byArtist = _byUser.Transpose();
    }

    public IReadOnlyList<Recommendation<ArtistId>> Recommend(RecommendationRequest<ArtistId> request)
    {
        var known = ArtistsOf(
            request.Profile is HistoryProfile<SongId> history ? history.Items : SongsOf(_songs.KnownItems(request.Profile))
        );
        var scores = new double?[_artists.To.Count];
        foreach (var artist in known.Where(artist => _byArtist.Degree(artist) > 0))
        {
            var share = 1.0 / _byArtist.Degree(artist);
            foreach (var user in _byArtist.Row(artist))
            {
                foreach (var other in _byUser.Row(user))
                {
                    scores[other] = (scores[other] ?? 0) + share;
                }
            }
        }

        return PlainRanking.Top(request, _artists.To, scores, known);
    }

    private SongId[] SongsOf(ReadOnlySpan<int> songs) => Array.ConvertAll(songs.ToArray(), song => _songs.Items[song]);

    private SortedSet<int> ArtistsOf(IEnumerable<SongId> songs)
    {
        var artists = new SortedSet<int>();
        foreach (var song in songs)
        {
            var row = _artists.From.IndexOf(song);
            if (row >= 0)
            {
                foreach (var artist in _artists.Matrix.Row(row))
                {
                    artists.Add(artist);
                }
            }
        }

        return artists;
    }
}
