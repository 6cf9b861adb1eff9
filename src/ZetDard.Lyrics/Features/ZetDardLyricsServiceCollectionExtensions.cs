using Microsoft.Extensions.Options;
using ZetDard.Lyrics;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the lyric feature extractor in a container.</summary>
public static class ZetDardLyricsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="LyricFeatureExtractor"/> as a keyed singleton <see cref="IFeatureExtractor{TSource}"/> of <see cref="ParsedLyric"/>.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="LyricFeatureExtractor.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <remarks>Calling it twice with one key adds one registration.</remarks>
    /// <exception cref="InvalidOperationException">The key already names another extractor of lyrics.</exception>
    /// <example>
    /// <code>
    /// services.AddZetDardLyrics().Configure(o =&gt; o.Families = LyricFamilies.Length | LyricFamilies.Sentiment);
    /// // in a class of the application:
    /// public sealed class Importer([FromKeyedServices(LyricFeatureExtractor.Key)] IFeatureExtractor&lt;ParsedLyric&gt; lyrics);
    /// </code>
    /// </example>
    public static OptionsBuilder<LyricFeatureOptions> AddZetDardLyrics(
        this IServiceCollection services, string key = LyricFeatureExtractor.Key) =>
        services.AddZetDardComponent<IFeatureExtractor<ParsedLyric>, LyricFeatureOptions, LyricFeatureOptionsValidator>(
            key, static (_, options) => new LyricFeatureExtractor(options));
}
