using Microsoft.Extensions.Options;
using ZetDard.Lyrics;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the lyric features.</summary>
public static class ZetDardLyricsServiceCollectionExtensions
{
    /// <summary>Adds the lyric features as a keyed singleton <see cref="IFeatureExtractor{TSource}"/> of <see cref="ParsedLyric"/>.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="LyricFeatureExtractor.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <remarks>Calling it twice with one key adds one registration.</remarks>
    /// <exception cref="InvalidOperationException">The key names another extractor of lyrics already.</exception>
    public static OptionsBuilder<LyricFeatureOptions> AddZetDardLyrics(this IServiceCollection services, string key = LyricFeatureExtractor.Key) =>
        services.AddZetDardComponent<IFeatureExtractor<ParsedLyric>, LyricFeatureOptions, LyricFeatureOptionsValidator>(key, static (_, options) => new LyricFeatureExtractor(options));
}
