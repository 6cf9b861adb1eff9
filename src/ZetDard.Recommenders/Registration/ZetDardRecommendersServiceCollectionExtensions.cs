using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers trainers and model formats.</summary>
public static class ZetDardRecommendersServiceCollectionExtensions
{
    /// <summary>Adds a trainer of one's own, such as one of <see cref="Trainer.From{TItem}(Func{TrainingData{TItem}, IRecommender{TItem}}, string?)"/>, as a keyed singleton.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key.</param>
    /// <param name="trainer">The trainer. A container disposes what it makes; this one it does not make.</param>
    /// <returns>A builder like that of all registrations; there are no options.</returns>
    /// <exception cref="InvalidOperationException">The key is taken by another trainer of these items.</exception>
    public static OptionsBuilder<NoOptions> AddTrainer<TItem>(this IServiceCollection services, string key, IRecommenderTrainer<TItem> trainer)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return services.AddComponent(key, _ => trainer);
    }

    /// <summary>Adds the popularity trainer as a keyed singleton <see cref="IRecommenderTrainer{TItem}"/>.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key; <see cref="PopularityTrainer.Key"/> by default.</param>
    /// <returns>A builder like that of all registrations; there are no options.</returns>
    /// <exception cref="InvalidOperationException">The key is taken by another trainer of these items.</exception>
    public static OptionsBuilder<NoOptions> AddZetDardPopularity<TItem>(this IServiceCollection services, string key = PopularityTrainer.Key)
        where TItem : struct, IId<TItem> =>
        services.AddModelFormat(PopularityRecommender<TItem>.FileFormat).AddComponent<IRecommenderTrainer<TItem>>(key, static _ => new PopularityTrainer<TItem>());

    /// <summary>Adds a format by which model files are read. A kind that is there already is left as it is.</summary>
    public static IServiceCollection AddModelFormat(this IServiceCollection services, ModelFormat format)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(format);
        if (!services.Any(service => service is { IsKeyedService: false, ImplementationInstance: ModelFormat known } && known.Kind == format.Kind))
        {
            services.AddSingleton(format);
        }

        return services;
    }
}
