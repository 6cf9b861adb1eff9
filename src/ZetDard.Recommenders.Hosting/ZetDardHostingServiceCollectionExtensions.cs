using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
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
    /// <remarks>
    /// The data of a fit comes from the registered <see cref="ITrainingDataSource{TItem}"/> and the steps of <c>AddZetDardTrainingData</c>.
    /// On demand: <see cref="RecommenderHost{TItem}.RefitAsync"/>. What is wrong with this and all other recommenders stops
    /// the host when it starts, before anything is fitted.
    /// </remarks>
    /// <exception cref="InvalidOperationException">This kind of item has a recommender without a key already.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddZetDardCatalog("music.db");
    /// builder.Services.AddZetDardGraph();
    /// builder.Services.AddZetDardPopularity&lt;SongId&gt;();
    /// builder.Services.AddZetDardRecommender&lt;SongId&gt;(songs => songs
    ///     .Use(GraphTrainer.Key).WithFallback(PopularityTrainer.Key)
    ///     .LoadFrom("songs.model").RefitEvery(TimeSpan.FromDays(1))
    ///     .AlsoServes&lt;ArtistId&gt;());
    ///
    /// app.MapGet("/songs/{user}", (UserId user, IRecommender&lt;SongId&gt; songs) => songs.RecommendNamed(Profile.Of(user), 10));
    /// </code>
    /// </example>
    public static IServiceCollection AddZetDardRecommender<TItem>(
        this IServiceCollection services, Action<RecommenderHostBuilder<TItem>> configure)
        where TItem : struct, IId<TItem> => services.AddHost(key: null, configure);

    /// <summary>
    /// Adds an <see cref="IRecommender{TItem}"/> that the application injects by a key, beside others of the same items: for
    /// an A/B test, or for several pages.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The key of the recommender, its handle and its host; it has nothing to do with the keys of trainers.</param>
    /// <param name="configure">Says which trainers to use, and when.</param>
    /// <inheritdoc cref="AddZetDardRecommender{TItem}(IServiceCollection, Action{RecommenderHostBuilder{TItem}})" path="/remarks"/>
    /// <exception cref="InvalidOperationException">This kind of item has a recommender under this key already.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddZetDardRecommender&lt;SongId&gt;("a", songs => songs.Use(GraphTrainer.Key).LoadFrom("a.model"));
    /// builder.Services.AddZetDardRecommender&lt;SongId&gt;("b", songs => songs
    ///     .Blend((GraphTrainer.Key, .8), (PopularityTrainer.Key, .2)).LoadFrom("b.model"));
    ///
    /// app.MapGet("/a/{user}", (UserId user, [FromKeyedServices("a")] IRecommender&lt;SongId&gt; songs) =>
    ///     songs.RecommendNamed(Profile.Of(user), 10));
    /// </code>
    /// </example>
    public static IServiceCollection AddZetDardRecommender<TItem>(
        this IServiceCollection services, string key, Action<RecommenderHostBuilder<TItem>> configure)
        where TItem : struct, IId<TItem>
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return services.AddHost(key, configure);
    }

    /// <summary>
    /// Adds a function as the source of the data of every fit of these items: it reads a file, a database, a queue.
    /// The catalogue adds a source of its own.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="load">Reads the data as it is now; gets the scope of the fit.</param>
    /// <exception cref="InvalidOperationException">These items have a data source already.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddZetDardTrainingDataSource&lt;SongId&gt;(async (provider, cancellationToken) =>
    ///     (await InteractionFile.ReadAsync&lt;SongId&gt;("plays.csv", cancellationToken: cancellationToken)).TrainingData);
    /// </code>
    /// </example>
    public static IServiceCollection AddZetDardTrainingDataSource<TItem>(
        this IServiceCollection services, Func<IServiceProvider, CancellationToken, Task<TrainingData<TItem>>> load)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(load);
        return services.Any(service => service.ServiceType == typeof(ITrainingDataSource<TItem>))
            ? throw new InvalidOperationException(
                $"An ITrainingDataSource<{typeof(TItem).Name}> is registered already. Keep one of the two; AddZetDardTrainingData adds to its data.")
            : services.AddScoped<ITrainingDataSource<TItem>>(provider => new FunctionDataSource<TItem>(provider, load));
    }

    /// <summary>
    /// Adds a step that completes or changes the data of every fit of these items: features of sound and words, a filter,
    /// names.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="enrich">
    /// Gets the data as the steps before it left it, and the scope in which the data source was read; returns the data to fit
    /// to.
    /// </param>
    /// <remarks>
    /// Steps run in the order in which they are registered, at each fit, for all recommenders of these items. They are code,
    /// which cannot be compared:
    /// a model file that was made with other steps is loaded all the same. Delete it, or fit on demand, where a change of a
    /// step must show at once.
    /// </remarks>
    /// <example>
    /// <code>
    /// builder.Services.AddZetDardTrainingData&lt;SongId&gt;((data, provider) =>
    ///     data with { ItemFeatures = FeatureFile.Read&lt;SongId&gt;("sound.csv").Table });
    /// builder.Services.AddZetDardTrainingData&lt;SongId&gt;(async (data, provider, cancellationToken) =>
    /// {
    ///     var titles = await provider.GetRequiredService&lt;TitleService&gt;().ReadAsync(cancellationToken);
    ///     return data with { Names = (data.Names ?? NameTable.Empty).With(titles) };
    /// });
    /// </code>
    /// </example>
    public static IServiceCollection AddZetDardTrainingData<TItem>(
        this IServiceCollection services, Func<TrainingData<TItem>, IServiceProvider, TrainingData<TItem>> enrich)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(enrich);
        return services.AddZetDardTrainingData<TItem>((data, provider, _) => Task.FromResult(enrich(data, provider)));
    }

    /// <summary>Adds an asynchronous step that completes or changes the data of every fit of these items.</summary>
    /// <inheritdoc cref="AddZetDardTrainingData{TItem}(IServiceCollection, Func{TrainingData{TItem}, IServiceProvider, TrainingData{TItem}})"/>
    public static IServiceCollection AddZetDardTrainingData<TItem>(
        this IServiceCollection services, Func<TrainingData<TItem>, IServiceProvider, CancellationToken, Task<TrainingData<TItem>>> enrich)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(enrich);
        return services.AddSingleton(new TrainingDataStep<TItem>(enrich));
    }

    private static IServiceCollection AddHost<TItem>(
        this IServiceCollection services, string? key, Action<RecommenderHostBuilder<TItem>> configure)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new RecommenderHostBuilder<TItem>(services, key);
        configure(builder);
        foreach (var format in CompositionModelFormats.For<TItem>())
        {
            services.AddZetDardModelFormat(format);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HostMetrics>();
        services.TryAddSingleton<TrainingDataLoader<TItem>>();
        services.AddOptionsWithValidateOnStart<RecommenderPlans, RecommenderPlansValidator>()
            .Configure(plans => plans.All.Add(builder.Plan));
        services.AddKeyedSingleton(key, (provider, _) => new RecommenderHost<TItem>(builder.Plan, provider));
        services.AddSingleton<IRecommenderHost>(provider => provider.GetRequiredKeyedService<RecommenderHost<TItem>>(key));

        // AddHostedService would leave out a second host of the same type.
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<RecommenderHost<TItem>>(key));
        return services;
    }
}
