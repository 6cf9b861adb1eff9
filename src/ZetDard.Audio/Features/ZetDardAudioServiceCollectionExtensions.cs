using Microsoft.Extensions.Options;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the audio features.</summary>
public static class ZetDardAudioServiceCollectionExtensions
{
    /// <summary>Adds the audio features as a keyed singleton <see cref="IFeatureExtractor{TSource}"/> of waveforms.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="AudioFeatureExtractor.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <remarks>Calling it twice with one key adds one registration.</remarks>
    /// <exception cref="InvalidOperationException">The key names another extractor of waveforms already.</exception>
    public static OptionsBuilder<AudioFeatureOptions> AddZetDardAudio(this IServiceCollection services, string key = AudioFeatureExtractor.Key) =>
        services.AddZetDardComponent<IFeatureExtractor<Waveform>, AudioFeatureOptions, AudioFeatureOptionsValidator>(key, static (_, options) => new AudioFeatureExtractor(options));
}
