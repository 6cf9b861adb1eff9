using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Extractors of texts as extractors of lyrics.</summary>
public static class LyricFeatureExtensions
{
    /// <summary>The same features of a lyric's sung lines (<see cref="ParsedLyric.Text"/>): credits and notices left out, a chorus as often as it is sung.</summary>
    /// <param name="extractor">Computes features of texts, for example <see cref="TfIdfFeatureExtractor"/> or <see cref="WordVectorFeatureExtractor"/>.</param>
    public static IFeatureExtractor<ParsedLyric> OfLyrics(this IFeatureExtractor<string> extractor)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        return new SungLines(extractor);
    }

    private sealed class SungLines(IFeatureExtractor<string> extractor) : IFeatureExtractor<ParsedLyric>
    {
        public IReadOnlyList<string> Names => extractor.Names;

        public string? CacheKey => extractor.CacheKey is { } key ? $"{ContentKey.OfCode("sung lines")}: {key}" : null;

        public void Extract(ParsedLyric source, Span<float> features)
        {
            ArgumentNullException.ThrowIfNull(source);
            extractor.Extract(source.Text, features);
        }
    }
}
