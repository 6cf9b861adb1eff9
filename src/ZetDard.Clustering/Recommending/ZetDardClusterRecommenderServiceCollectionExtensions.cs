using Microsoft.Extensions.Options;
using ZetDard.Clustering;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cluster recommender.</summary>
public static class ZetDardClusterRecommenderServiceCollectionExtensions
{
    /// <summary>
    /// Adds a trainer of recommenders that look inside clusters of similar songs, as a keyed singleton
    /// <see cref="IRecommenderTrainer{TItem}"/>. Its options name the clusterer, the extractor and the learner.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="ClusterRecommenderTrainer.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <exception cref="InvalidOperationException">The key names another trainer of these items already.</exception>
    public static OptionsBuilder<ClusterRecommenderOptions> AddZetDardClusterRecommender<TItem>(
        this IServiceCollection services, string key = ClusterRecommenderTrainer.Key)
        where TItem : struct, IId<TItem>
    {
        return services.AddZetDardModelFormat(ClusterRecommender<TItem>.FileFormat)
            .AddZetDardComponent<IRecommenderTrainer<TItem>, ClusterRecommenderOptions, ClusterRecommenderOptionsValidator>(key, Make);

        static IRecommenderTrainer<TItem> Make(IServiceProvider provider, ClusterRecommenderOptions options)
        {
            IRecommenderTrainer<TItem> trainer = new ClusterRecommenderTrainer<TItem>(
                provider.GetComponent<IClustererTrainer>(options.Clusterer), options);
            trainer = options.Extractor is null
                ? trainer
                : trainer.With(provider.GetComponent<IFeatureExtractor<Waveform>>(options.Extractor).AsLearner<TItem>());
            return options.Learner is null ? trainer : trainer.With(provider.GetComponent<IFeatureLearner<TItem>>(options.Learner));
        }
    }
}
