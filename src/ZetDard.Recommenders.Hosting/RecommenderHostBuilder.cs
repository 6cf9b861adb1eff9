using Microsoft.Extensions.DependencyInjection;

namespace ZetDard.Recommenders;

/// <summary>
/// Says which recommender an application serves, and when it is fitted anew. What it is told is checked when the host starts,
/// together with all other recommenders.
/// </summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public sealed class RecommenderHostBuilder<TItem>
    where TItem : struct, IId<TItem>
{
    private readonly IServiceCollection _services;

    internal RecommenderHostBuilder(IServiceCollection services, string? key)
    {
        _services = services;
        Plan = new() { Key = key };
        Serve<TItem>();
    }

    internal RecommenderPlan<TItem> Plan { get; }

    /// <summary>Uses one trainer.</summary>
    /// <param name="trainerKey">The key of a registered <see cref="IRecommenderTrainer{TItem}"/>.</param>
    public RecommenderHostBuilder<TItem> Use(string trainerKey) => Blend((trainerKey, 1));

    /// <summary>Blends several trainers; calling it, or <see cref="Use"/>, again replaces them.</summary>
    /// <param name="parts">Keys of registered trainers, and their weights, 0.000001 to 1,000,000.</param>
    public RecommenderHostBuilder<TItem> Blend(params (string TrainerKey, double Weight)[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var (trainerKey, _) in parts)
        {
            ArgumentException.ThrowIfNullOrEmpty(trainerKey, nameof(parts));
        }

        Plan.Parts = [.. parts];
        return this;
    }

    /// <summary>Fills lists up from another trainer's recommender.</summary>
    /// <param name="trainerKey">The key of a registered trainer; one that is a part already is fitted once.</param>
    public RecommenderHostBuilder<TItem> WithFallback(string trainerKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(trainerKey);
        Plan.FallbackKey = trainerKey;
        return this;
    }

    /// <summary>
    /// Makes lists keep rules, such as two songs of one artist at most. A request's own
    /// <see cref="RecommendationRequest{TItem}.Rules"/> win; without this method they are refused.
    /// </summary>
    /// <param name="defaults">
    /// The rules of requests that have none of their own; <see cref="ListRules.None"/> where only requests bring rules.
    /// </param>
    /// <remarks>The data must have the artists and versions that the rules need. See <see cref="Recommender.WithRules{TItem}"/>.</remarks>
    public RecommenderHostBuilder<TItem> Rules(ListRules defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        Plan.Rules = defaults;
        return this;
    }

    /// <summary>
    /// Loads the model from a file when the host starts, and writes each later fit to it. Where there is no file yet, the
    /// first fit comes before the host serves.
    /// </summary>
    /// <remarks>
    /// A file that other trainers, or the same with other options, have made is replaced by a fit where there is data, and
    /// otherwise served with a warning. No other recommender of the application may use it.
    /// </remarks>
    /// <param name="path">The file.</param>
    public RecommenderHostBuilder<TItem> LoadFrom(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Plan.ModelPath = path;
        return this;
    }

    /// <summary>
    /// Fits anew each time this long has passed, by the registered <see cref="TimeProvider"/>. A fit that fails leaves the
    /// last good model in place.
    /// </summary>
    /// <remarks>
    /// Where the model was loaded from a file, the time counts from when it was fitted: a host that restarts often still
    /// refits.
    /// </remarks>
    /// <param name="interval">1 second to 49 days.</param>
    public RecommenderHostBuilder<TItem> RefitEvery(TimeSpan interval)
    {
        Plan.RefitInterval = interval;
        return this;
    }

    /// <summary>
    /// Also serves an <see cref="IRecommender{TItem}"/> of other items that the same fit gives, such as the artists and
    /// friends of a graph; under the same key.
    /// </summary>
    /// <exception cref="InvalidOperationException">These items have a recommender under this key already.</exception>
    public RecommenderHostBuilder<TItem> AlsoServes<TOther>()
        where TOther : struct, IId<TOther>
    {
        Serve<TOther>();
        return this;
    }

    private void Serve<TOther>()
        where TOther : struct, IId<TOther>
    {
        var (key, kind) = (Plan.Key, IdKind<TOther>.Name);
        if (_services.Any(service => service.ServiceType == typeof(RecommenderHandle<TOther>) && Equals(service.ServiceKey, key)))
        {
            throw new InvalidOperationException(
                $"A recommender of {HostName.Of(kind, key)} is registered already. AddZetDardRecommender and AlsoServes may name each kind of item once a key: " +
                $"give this one a key of its own, AddZetDardRecommender<{typeof(TItem).Name}>(\"b\", …), or leave it out.");
        }

        _services.AddKeyedSingleton(key, (_, _) => new RecommenderHandle<TOther>());
        _services.AddKeyedSingleton<IRecommender<TOther>>(
            key, (provider, _) => provider.GetRequiredKeyedService<RecommenderHandle<TOther>>(key));
        Plan.Serve.Add((model, provider) =>
        {
            var next = model is null
                ? new NoDataRecommender<TOther>()
                : ServedBy<TOther>(model, new(provider.GetRequiredService<HostMetrics>(), kind, key));
            return () => provider.GetRequiredKeyedService<RecommenderHandle<TOther>>(key).Swap(next);
        });
    }

    private static IRecommender<TOther> ServedBy<TOther>(IRecommender<TItem> model, RequestMetrics metrics)
        where TOther : struct, IId<TOther>
    {
        var recommender = model.Find<IRecommender<TOther>>() ?? throw new InvalidOperationException(
            $"The model of {IdKind<TItem>.Name}s recommends no {IdKind<TOther>.Name}s, but AlsoServes<{typeof(TOther).Name}> asks for them. Use a trainer that does, or leave it out.");
        var measured = new MeasuredRecommender<TOther>(recommender, metrics);

        // Names are outermost, so that requests for lists with names are measured too.
        return model.Find<NameTable>() is { } names ? measured.WithNames(names, model.Find<NamedRecommender<TOther>>()?.Artists) : measured;
    }
}
