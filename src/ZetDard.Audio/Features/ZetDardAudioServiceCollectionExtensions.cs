using Microsoft.Extensions.Options;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the audio feature extractor in a container.</summary>
public static class ZetDardAudioServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="AudioFeatureExtractor"/> as a keyed singleton <see cref="IFeatureExtractor{TSource}"/> of waveforms.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="AudioFeatureExtractor.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <remarks>A second call with the same key changes nothing but returns the same builder of options.</remarks>
    /// <remarks>Calling it twice with one key adds one registration.</remarks>
    /// <example>
    /// <code>
    /// services.AddZetDardAudio().Configure(o =&gt; o.Families = AudioFamilies.Mfcc);
    /// // in a class of the application:
    /// public sealed class Importer([FromKeyedServices(AudioFeatureExtractor.Key)] IFeatureExtractor&lt;Waveform&gt; sound);
    /// </code>
    /// </example>
    public static OptionsBuilder<AudioFeatureOptions> AddZetDardAudio(
        this IServiceCollection services, string key = AudioFeatureExtractor.Key) =>
        services.AddZetDardComponent<IFeatureExtractor<Waveform>, AudioFeatureOptions, AudioFeatureOptionsValidator>(
            key, static (_, options) => new AudioFeatureExtractor(options));
}
