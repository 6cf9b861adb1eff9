using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers trainers and the recommenders that an application serves.</summary>
public static class ZetDardRecommendersServiceCollectionExtensions
{
    /// <summary>Adds a trainer as a keyed singleton with named options: the helper under every AddZetDard….</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options.</param>
    /// <param name="create">Makes the trainer of its options, and throws <see cref="ArgumentException"/> when they are not valid.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <remarks>Calling it twice with one key adds one registration; another key is a second configuration.</remarks>
    public static OptionsBuilder<TOptions> AddTrainer<TItem, TOptions>(this IServiceCollection services, string key, Func<TOptions, IRecommenderTrainer<TItem>> create)
        where TItem : struct, IId<TItem>
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(create);
        return services.AddKeyed(key, create);
    }

    /// <summary>Adds a feature extractor as a keyed singleton with named options: the helper under every AddZetDard… of extractors.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options.</param>
    /// <param name="create">Makes the extractor of its options, and throws <see cref="ArgumentException"/> when they are not valid.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <remarks>Calling it twice with one key adds one registration; another key is a second configuration.</remarks>
    public static OptionsBuilder<TOptions> AddFeatureExtractor<TSource, TOptions>(this IServiceCollection services, string key, Func<TOptions, IFeatureExtractor<TSource>> create)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(create);
        return services.AddKeyed(key, create);
    }

    /// <summary>Adds the popularity trainer as a keyed singleton <see cref="IRecommenderTrainer{TItem}"/>.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key; <see cref="PopularityTrainer.Key"/> by default.</param>
    public static IServiceCollection AddZetDardPopularity<TItem>(this IServiceCollection services, string key = PopularityTrainer.Key)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddKeyedSingleton<IRecommenderTrainer<TItem>>(key, (_, _) => new PopularityTrainer<TItem>());
        return services.AddModelFormat(new PopularityModelFormat<TItem>());
    }

    /// <summary>Adds a format by which model files are read. A kind that is there already is left as it is.</summary>
    public static IServiceCollection AddModelFormat(this IServiceCollection services, IModelFormat format)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(format);
        if (!services.Any(service => service.ServiceType == typeof(IModelFormat) && (service.ImplementationInstance as IModelFormat)?.Kind == format.Kind))
        {
            services.AddSingleton(format);
        }

        return services;
    }

    /// <summary>
    /// Adds the <see cref="IRecommender{TItem}"/> that the application injects: loaded or fitted before the host serves,
    /// fitted anew on a schedule or on demand, and swapped without a failed request.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="configure">Says which trainers to use, and when.</param>
    /// <remarks>The data of a fit comes from the registered <see cref="ITrainingDataSource{TItem}"/>. On demand: <see cref="RecommenderHost{TItem}.RefitAsync"/>.</remarks>
    /// <exception cref="InvalidOperationException">No trainer was named, or this kind of item has a recommender already.</exception>
    public static IServiceCollection AddRecommender<TItem>(this IServiceCollection services, Action<RecommenderHostBuilder<TItem>> configure)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new RecommenderHostBuilder<TItem>(services);
        configure(builder);
        var plan = builder.Build();
        builder.Serve<TItem>();
        foreach (var format in CompositionModelFormats.For<TItem>())
        {
            services.AddModelFormat(format);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new RecommenderHost<TItem>(
            plan, provider, provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<RecommenderHost<TItem>>>() ?? NullLogger<RecommenderHost<TItem>>.Instance));
        services.AddHostedService(provider => provider.GetRequiredService<RecommenderHost<TItem>>());
        return services;
    }

    private static OptionsBuilder<TOptions> AddKeyed<TService, TOptions>(this IServiceCollection services, string key, Func<TOptions, TService> create)
        where TService : class
        where TOptions : class
    {
        if (services.Any(service => service.ServiceType == typeof(TService) && Equals(service.ServiceKey, key)))
        {
            return services.AddOptions<TOptions>(key);
        }

        services.AddKeyedSingleton(key, (provider, _) => create(provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(key)));
        services.AddSingleton<IValidateOptions<TOptions>>(new ByMakingOneValidator<TOptions>(key, create));
        return services.AddOptionsWithValidateOnStart<TOptions>(key);
    }
}
