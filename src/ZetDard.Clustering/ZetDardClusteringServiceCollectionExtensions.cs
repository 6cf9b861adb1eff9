using Microsoft.Extensions.Options;
using ZetDard.Clustering;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what finds clusters.</summary>
public static partial class ZetDardClusteringServiceCollectionExtensions
{
    /// <summary>Adds k-means as a keyed singleton <see cref="IClustererTrainer"/>.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="KMeansTrainer.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <remarks>Calling it twice with one key adds one registration.</remarks>
    /// <exception cref="InvalidOperationException">The key names another trainer of clusters already.</exception>
    public static OptionsBuilder<KMeansOptions> AddZetDardKMeans(this IServiceCollection services, string key = KMeansTrainer.Key) =>
        services.AddZetDardModelFormat(KMeansTrainer.FileFormat)
            .AddZetDardModelFormat(KMeansModel.FileFormat)
            .AddZetDardComponent<IClustererTrainer, KMeansOptions, KMeansOptionsValidator>(
                key, static (_, options) => new KMeansTrainer(options));
}
