using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace ZetDard.Recommenders;

/// <summary>The instruments of all recommenders of a container, made once: an instrument lives as long as its meter.</summary>
internal sealed class HostMetrics : IDisposable
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "ZetDard.Recommenders";

    private readonly Meter _meter;

    public HostMetrics(IServiceProvider services)
    {
        _meter = services.GetService<IMeterFactory>()?.Create(Name) ?? new Meter(Name);
        Requests = _meter.CreateCounter<long>(
            "zetdard.recommender.requests", "{request}", "Requests for recommendations, those of batches among them.");
        RequestDuration = _meter.CreateHistogram(
            "zetdard.recommender.request.duration", "s", "Duration of single requests for recommendations.", tags: null,
            Buckets(.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5));
        FitDuration = _meter.CreateHistogram(
            "zetdard.recommender.fit.duration", "s", "Duration of fits, with the reading of their data.", tags: null,
            Buckets(.1, .5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 14400));
        Users = _meter.CreateGauge<long>("zetdard.recommender.data.users", "{user}", "Users in the data of the model that serves.");
        Items = _meter.CreateGauge<long>("zetdard.recommender.data.items", "{item}", "Items in the data of the model that serves.");
        Interactions = _meter.CreateGauge<long>(
            "zetdard.recommender.data.interactions", "{interaction}", "Interactions in the data of the model that serves.");
        FileSize = _meter.CreateGauge<long>("zetdard.recommender.file.size", "By", "Size of the model file.");
        Swaps = _meter.CreateCounter<long>("zetdard.recommender.swaps", "{swap}", "Models that were put in place.");
        Failures = _meter.CreateCounter<long>("zetdard.recommender.failures", "{failure}", "Loads, fits and saves that failed.");
    }

    public static ActivitySource Activities { get; } = new(Name);

    public Counter<long> Requests { get; }

    public Histogram<double> RequestDuration { get; }

    public Histogram<double> FitDuration { get; }

    public Gauge<long> Users { get; }

    public Gauge<long> Items { get; }

    public Gauge<long> Interactions { get; }

    public Gauge<long> FileSize { get; }

    public Counter<long> Swaps { get; }

    public Counter<long> Failures { get; }

    /// <summary>The tags of one recommender.</summary>
    public static TagList TagsOf(string kind, string? key)
    {
        var tags = new TagList { { "zetdard.recommender.item", kind } };
        if (key is not null)
        {
            tags.Add("zetdard.recommender.key", key);
        }

        return tags;
    }

    /// <summary>Tags that also say what went wrong.</summary>
    public static TagList With(TagList tags, Exception error)
    {
        tags.Add("error.type", error.GetType().FullName);
        return tags;
    }

    // The factory's meters outlive this, and ignore it.
    public void Dispose() => _meter.Dispose();

    private static InstrumentAdvice<double> Buckets(params double[] seconds) => new() { HistogramBucketBoundaries = seconds };
}
