using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Artists the thesis's way: those of the best recommended songs, by the sum of these songs' scores.</summary>
internal sealed class ArtistsOfSongsScorer(MusicGraph graph, IScorer songs) : IScorer
{
    private const int SongCount = 100;
    private const int MostReasonsOfASong = 5;

    public void AddScores(Listener listener, Span<float> scores)
    {
        foreach (var (song, score) in BestSongs(listener))
        {
            foreach (var artist in graph.SongArtists.Row(song))
            {
                scores[artist] += score;
            }
        }
    }

    public Reason Explain(Listener listener, int node, int count)
    {
        var contributions = new ReasonBuilder();
        foreach (var (song, score) in BestSongs(listener))
        {
            if (graph.SongArtists.Contains(song, node))
            {
                contributions.Add(graph.Songs[song], score);
            }
        }

        return contributions.Build(count);
    }

    /// <summary>Adds the reasons for the recommended songs of an artist, each song's with its score times <paramref name="scale"/>.</summary>
    public void AddReasons(ReasonBuilder contributions, Listener listener, int artist, float scale)
    {
        foreach (var (song, score) in BestSongs(listener))
        {
            if (scale > 0 && graph.SongArtists.Contains(song, artist))
            {
                contributions.Add(songs.Explain(listener, song, MostReasonsOfASong), score * scale);
            }
        }
    }

    private (int Song, float Score)[] BestSongs(Listener listener) => listener.Once(this, () =>
    {
        using var scores = ScoreBuffer.Rent(graph.Songs.Count);
        songs.AddScores(listener, scores.Span);
        foreach (var song in listener.KnownSongs)
        {
            scores.Span[song] = 0;
        }

        return Ranking.Top(scores.Span, SongCount);
    });
}
