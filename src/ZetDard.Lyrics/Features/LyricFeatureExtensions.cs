using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Adapts extractors of texts to lyrics.</summary>
public static class LyricFeatureExtensions
{
    /// <summary>
    /// Makes an extractor of texts an extractor of lyrics: it computes the features of the sung lines (<see cref="ParsedLyric.Text"/>),
    /// without credits and notices, and with a chorus as often as it is sung.
    /// </summary>
    /// <param name="extractor">
    /// An extractor of texts, such as <see cref="TfIdfFeatureExtractor"/> or <see cref="WordVectorFeatureExtractor"/>.
    /// </param>
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
