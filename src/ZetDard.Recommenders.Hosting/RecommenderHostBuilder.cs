using Microsoft.Extensions.DependencyInjection;

namespace ZetDard.Recommenders;

/// <summary>Says which recommender an application serves, and when it is fitted anew.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public sealed class RecommenderHostBuilder<TItem>
    where TItem : struct, IId<TItem>
{
    private readonly IServiceCollection _services;
    private readonly List<Func<IRecommender<TItem>, IServiceProvider, Action>> _serve = [];
    private (string Key, double Weight)[] _parts = [];
    private string? _fallbackKey;
    private string? _modelPath;
    private TimeSpan? _refitInterval;

    internal RecommenderHostBuilder(IServiceCollection services) => _services = services;

    /// <summary>Uses one trainer, by its key.</summary>
    public RecommenderHostBuilder<TItem> Use(string key) => Blend((key, 1));

    /// <summary>Blends several trainers, by their keys, with weights above 0.</summary>
    public RecommenderHostBuilder<TItem> Blend(params (string Key, double Weight)[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        return this;
    }

    /// <summary>Fills lists up from another trainer's recommender, by its key.</summary>
    public RecommenderHostBuilder<TItem> WithFallback(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _fallbackKey = key;
        return this;
    }

    /// <summary>Loads the model from this file when the host starts, and writes each later fit to it. Where there is no file yet, the first fit comes before the host serves.</summary>
    public RecommenderHostBuilder<TItem> LoadFrom(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _modelPath = path;
        return this;
    }

    /// <summary>Fits anew each time this long has passed, by the registered <see cref="TimeProvider"/>. A fit that fails leaves the last good model in place.</summary>
    /// <remarks>Where the model was loaded from a file, the time counts from when the file was written: a host that restarts often still refits.</remarks>
    /// <param name="interval">1 second to 49 days.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is shorter or longer.</exception>
    public RecommenderHostBuilder<TItem> RefitEvery(TimeSpan interval)
    {
        if (interval < TimeSpan.FromSeconds(1) || interval > TimeSpan.FromDays(49))
        {
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "The time between fits must be 1 second to 49 days.");
        }

        _refitInterval = interval;
        return this;
    }

    /// <summary>Also serves an <see cref="IRecommender{TItem}"/> of other items that the same fit gives, such as the artists and friends of a graph.</summary>
    public RecommenderHostBuilder<TItem> AlsoServes<TOther>()
        where TOther : struct, IId<TOther>
    {
        Serve<TOther>();
        return this;
    }

    internal void Serve<TOther>()
        where TOther : struct, IId<TOther>
    {
        if (_services.Any(service => service.ServiceType == typeof(RecommenderHandle<TOther>)))
        {
            throw new InvalidOperationException($"A recommender of {IdKind<TOther>.Name}s is registered already; AddZetDardRecommender and AlsoServes may name each kind of item once.");
        }

        _services.AddSingleton(_ => new RecommenderHandle<TOther>());
        _services.AddSingleton<IRecommender<TOther>>(provider => provider.GetRequiredService<RecommenderHandle<TOther>>());
        _serve.Add((model, provider) =>
        {
            var handle = provider.GetRequiredService<RecommenderHandle<TOther>>();
            var next = model.Find<IRecommender<TOther>>() ?? throw new InvalidOperationException(
                $"{model.GetType().Name} recommends no {IdKind<TOther>.Name}s, but AlsoServes<{typeof(TOther).Name}> asks for them. Use a trainer that does, or leave it out.");
            return () => handle.Swap(next);
        });
    }

    internal RecommenderPlan<TItem> Build() => _parts.Length == 0
        ? throw new InvalidOperationException($"AddZetDardRecommender<{typeof(TItem).Name}> needs a trainer: name one with Use(key), or several with Blend((key, weight), …).")
        : new(_parts, _fallbackKey, _modelPath, _refitInterval, _serve);
}
