using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the recommenders that an application serves.</summary>
public static class ZetDardHostingServiceCollectionExtensions
{
    /// <summary>
    /// Adds the <see cref="IRecommender{TItem}"/> that the application injects: loaded or fitted before the host serves,
    /// fitted anew on a schedule or on demand, and swapped without a failed request.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="configure">Says which trainers to use, and when.</param>
    /// <remarks>The data of a fit comes from the registered <see cref="ITrainingDataSource{TItem}"/>. On demand: <see cref="RecommenderHost{TItem}.RefitAsync"/>.</remarks>
    /// <exception cref="InvalidOperationException">No trainer was named, or this kind of item has a recommender already.</exception>
    public static IServiceCollection AddZetDardRecommender<TItem>(this IServiceCollection services, Action<RecommenderHostBuilder<TItem>> configure)
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
            services.AddZetDardModelFormat(format);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new RecommenderHost<TItem>(
            plan, provider, provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<RecommenderHost<TItem>>>() ?? NullLogger<RecommenderHost<TItem>>.Instance));
        services.AddHostedService(provider => provider.GetRequiredService<RecommenderHost<TItem>>());
        return services;
    }
}
