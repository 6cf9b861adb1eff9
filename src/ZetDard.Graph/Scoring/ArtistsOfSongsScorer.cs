using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Artists by the thesis's method: the artists of the best recommended songs, by the sum of the scores of these songs.</summary>
internal sealed class ArtistsOfSongsScorer(MusicGraph graph, IScorer songs) : IScorer
{
    private const int SongCount = 100;
    private const int MostReasonsOfASong = 5;

    public Scorer For(Listener listener) => new(graph, songs.For(listener), listener);

    IListenerScorer IScorer.For(Listener listener) => For(listener);

    internal sealed class Scorer : IListenerScorer
    {
        private readonly MusicGraph _graph;
        private readonly IListenerScorer _songs;
        private readonly (int Song, float Score)[] _bestSongs;

        public Scorer(MusicGraph graph, IListenerScorer songs, Listener listener)
        {
            (_graph, _songs) = (graph, songs);
            using var scores = ScoreBuffer.Rent(graph.Songs.Count);
            songs.AddScores(scores);
            foreach (var song in listener.KnownSongs)
            {
                scores[song] = 0;
            }

            _bestSongs = Ranking.Top(scores, SongCount);
        }

        public void AddScores(ScoreBuffer scores, int[]? only = null)
        {
            foreach (var (song, score) in _bestSongs)
            {
                scores.Add(_graph.SongArtists.Row(song), score);
            }
        }

        public Reason Explain(int node, int count)
        {
            var contributions = new ReasonBuilder();
            foreach (var (song, score) in _bestSongs)
            {
                if (_graph.SongArtists.Contains(song, node))
                {
                    contributions.Add(_graph.Songs[song], score);
                }
            }

            return contributions.Build(count);
        }

        /// <summary>Adds the reasons for the recommended songs of an artist, each song's with its score times
        /// <paramref name="scale"/>.</summary>
        public void AddReasons(ReasonBuilder contributions, int artist, float scale)
        {
            foreach (var (song, score) in _bestSongs)
            {
                if (scale > 0 && _graph.SongArtists.Contains(song, artist))
                {
                    contributions.Add(_songs.Explain(song, MostReasonsOfASong), score * scale);
                }
            }
        }

        public void Dispose() => _songs.Dispose();
    }
}
