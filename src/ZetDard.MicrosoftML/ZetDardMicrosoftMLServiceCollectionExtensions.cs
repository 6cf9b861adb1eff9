using Microsoft.Extensions.Options;
using ZetDard.MicrosoftML;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers trainers of ML.NET.</summary>
public static class ZetDardMicrosoftMLServiceCollectionExtensions
{
    /// <summary>Adds ML.NET's classifiers as a keyed singleton <see cref="IClassifierTrainer{TSource}"/> of feature rows.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="MicrosoftMLTrainer.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <exception cref="InvalidOperationException">The key names another classifier trainer already.</exception>
    public static OptionsBuilder<MicrosoftMLOptions> AddZetDardMicrosoftML(
        this IServiceCollection services, string key = MicrosoftMLTrainer.Key) =>
        services.AddZetDardModelFormat(MicrosoftMLTrainer.FileFormat)
            .AddZetDardModelFormat(MicrosoftMLTrainer.ClassifierFormat)
            .AddZetDardComponent<IClassifierTrainer<FeatureRow>, MicrosoftMLOptions, MicrosoftMLOptionsValidator>(
                key, static (_, options) => new MicrosoftMLTrainer(options));

    /// <summary>Adds ML.NET's k-means as a keyed singleton <see cref="IClustererTrainer"/>.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="MicrosoftMLKMeansTrainer.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <exception cref="InvalidOperationException">The key names another trainer of clusters already.</exception>
    public static OptionsBuilder<MicrosoftMLKMeansOptions> AddZetDardMicrosoftMLKMeans(
        this IServiceCollection services, string key = MicrosoftMLKMeansTrainer.Key) =>
        services.AddZetDardModelFormat(MicrosoftMLKMeansTrainer.FileFormat)
            .AddZetDardModelFormat(MicrosoftMLKMeansTrainer.ClustererFormat)
            .AddZetDardComponent<IClustererTrainer, MicrosoftMLKMeansOptions, MicrosoftMLKMeansOptionsValidator>(
                key, static (_, options) => new MicrosoftMLKMeansTrainer(options));
}
