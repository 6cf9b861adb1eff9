using ZetDard.Catalog;
using ZetDard.Lyrics;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace Quickstart;

/// <summary>What the songs of a catalogue say, as numbers.</summary>
internal static class Words
{
    public const int MinLyrics = 50;       // with fewer, words are not met often enough to learn from
    private const int VectorSize = 50;

    /// <summary>Computes features of the lyrics: what kind of text each is, and which words it uses.</summary>
    /// <returns><see langword="null"/> where the catalogue has too few lyrics.</returns>
    public static Task<FeatureTable<SongId>?> ExtractAsync(
        Music music, List<string> notes, Steps steps, CancellationToken cancellationToken) =>
        steps.RunAsync("Words", async tell =>
        {
            var lyrics = await ReadAsync(music, cancellationToken);
            if (lyrics.Count < MinLyrics)
            {
                return null;
            }

            var source = ItemSource.From(lyrics);
            var kind = await source.ExtractAsync(new LyricFeatureExtractor(), progress: Relay(0), cancellationToken: cancellationToken);
            var texts = lyrics.Values.Select(lyric => lyric.Text);
            var vectors = WordVectors.Learn(texts, new() { EmbeddingSize = VectorSize }, cancellationToken: cancellationToken);
            var extractor = new WordVectorFeatureExtractor(vectors).OfLyrics();
            var words = await source.ExtractAsync(extractor, progress: Relay(.5), cancellationToken: cancellationToken);
            var table = FeatureTable.Join(kind.Table, words.Table);
            notes.Add(Invariant($"Words: {table.Dimension} features of the lyrics of {table.Keys.Count:N0} songs."));
            return table;

            Relay<FeatureExtractionProgress> Relay(double begin) => new(progress => tell(new(begin + (progress.Done / 2.0 / progress.Total))));
        });

    private static async Task<Dictionary<SongId, ParsedLyric>> ReadAsync(Music music, CancellationToken cancellationToken)
    {
        using var store = new SqliteCatalogStore(music.Database);
        var lyrics = new Dictionary<SongId, ParsedLyric>();
        await foreach (var lyric in store.ReadLyricsAsync(cancellationToken))
        {
            if (music.Catalog.Songs.ContainsKey(lyric.Song) && ParsedLyric.Parse(lyric.Text) is { Lines.Count: > 0 } parsed)
            {
                lyrics[lyric.Song] = parsed;
            }
        }

        return lyrics;
    }
}
