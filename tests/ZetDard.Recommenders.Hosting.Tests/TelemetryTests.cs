using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ZetDard.Recommenders.Hosting.Tests;

public sealed class TelemetryTests : HostFixture
{
    [Fact]
    public async Task Requests_fits_sizes_swaps_and_failures_are_measured_by_kind_and_key()
    {
        using var host = BuildWith(services => services.AddZetDardPopularity<SongId>().Services
            .AddZetDardRecommender<SongId>("a", songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath)));
        using var meters = new Measurements(host.Services.GetRequiredService<IMeterFactory>());
        await host.StartAsync(Cancellation);
        var songs = host.Services.GetRequiredKeyedService<IRecommender<SongId>>("a");
        songs.Recommend(Profile.Of(new UserId(1)));
        songs.RecommendNamed(Profile.Of(new UserId(2)));
        var refused = new RecommendationRequest<SongId>(Profile.Of(new UserId(1))) { Rules = new() { MaxPerArtist = 1 } };
        Assert.Throws<ArgumentException>(() => songs.Recommend(refused));
        Source.Read = _ => throw new TimeoutException();
        var state = host.Services.GetRequiredKeyedService<RecommenderHost<SongId>>("a");
        await Assert.ThrowsAsync<TimeoutException>(() => state.RefitAsync(Cancellation));

        const string Tags = "zetdard.recommender.item=song zetdard.recommender.key=a";
        Assert.Equal([(1, Tags), (1, Tags), (1, $"{Tags} error.type=System.ArgumentException")], meters.Of("zetdard.recommender.requests"));
        Assert.Equal(3, meters.Of("zetdard.recommender.request.duration").Count());
        Assert.Equal([(0, Tags)], meters.Of("zetdard.recommender.fit.duration"));       // the clock stands still
        Assert.Equal([(20, Tags)], meters.Of("zetdard.recommender.data.users"));
        Assert.Equal([(40, Tags)], meters.Of("zetdard.recommender.data.items"));
        Assert.Equal([(Source.Data.Interactions.Matrix.EntryCount, Tags)], meters.Of("zetdard.recommender.data.interactions"));
        Assert.Equal([(new FileInfo(ModelPath).Length, Tags)], meters.Of("zetdard.recommender.file.size"));
        Assert.Equal([(1, Tags)], meters.Of("zetdard.recommender.swaps"));
        Assert.Equal(
            [(1, $"{Tags} error.type=System.TimeoutException zetdard.recommender.operation=fit")],
            meters.Of("zetdard.recommender.failures"));
        Assert.Equal("s", meters.UnitOf("zetdard.recommender.request.duration"));
        Assert.Equal("By", meters.UnitOf("zetdard.recommender.file.size"));
        Assert.Equal("{request}", meters.UnitOf("zetdard.recommender.requests"));
    }

    [Fact]
    public async Task A_batch_is_counted_and_forwarded_where_the_model_has_one()
    {
        using var host = BuildWith(services => services
            .AddZetDardTrainer("batches", Trainer.From<SongId>(data => new Batches(new(data.Interactions)))).Services
            .AddZetDardRecommender<SongId>(songs => songs.Use("batches")));
        using var meters = new Measurements(host.Services.GetRequiredService<IMeterFactory>());
        await host.StartAsync(Cancellation);
        var lists = host.Services.GetRequiredService<IRecommender<SongId>>().RecommendMany(
            [new(Profile.Of(new UserId(1))), new(Profile.Of(new UserId(2)))], Cancellation);
        Assert.Equal(2, lists.Length);
        Assert.Equal([(2, "zetdard.recommender.item=song")], meters.Of("zetdard.recommender.requests"));
    }

    [Fact]
    public async Task A_request_allocates_nothing_more_whether_or_not_anybody_listens()
    {
        using var host = BuildWith(services => services
            .AddZetDardTrainer("nothing", Trainer.From<SongId>(_ => new Nothing())).Services
            .AddZetDardRecommender<SongId>(songs => songs.Use("nothing")));
        await host.StartAsync(Cancellation);
        var songs = host.Services.GetRequiredService<IRecommender<SongId>>();
        var request = new RecommendationRequest<SongId>(Profile.Of(new UserId(1)));
        Assert.Equal(0, AllocatedBy(() => songs.Recommend(request)));
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        meters.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        meters.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        meters.Start();
        Assert.Equal(0, AllocatedBy(() => songs.Recommend(request)));

        static long AllocatedBy(Action action)
        {
            action();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                action();
            }

            return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        }
    }

    [Fact]
    public async Task Fits_loads_and_saves_are_activities()
    {
        var activities = new ConcurrentQueue<Activity>();
        var key = Guid.NewGuid().ToString();        // other tests run at the same time
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "ZetDard.Recommenders",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("zetdard.recommender.key"), key))
                {
                    activities.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await File.WriteAllTextAsync(ModelPath, "no model", Cancellation);
        using var host = BuildWith(services => services.AddZetDardPopularity<SongId>().Services
            .AddZetDardRecommender<SongId>(key, songs => songs.Use(PopularityTrainer.Key).LoadFrom(ModelPath)));
        await host.StartAsync(Cancellation);
        Assert.Equal(
            [
                ("zetdard.recommender.load", ActivityStatusCode.Error),
                ("zetdard.recommender.save", ActivityStatusCode.Unset),
                ("zetdard.recommender.fit", ActivityStatusCode.Unset),
            ],
            activities.Select(activity => (activity.OperationName, activity.Status)));
        Assert.Equal("song", activities.First().GetTagItem("zetdard.recommender.item"));
    }

    [Fact]
    public void Events_have_numbers_and_names_of_their_own()
    {
        var events = typeof(HostLog).GetMethods().SelectMany(method => method.GetCustomAttributes<LoggerMessageAttribute>()).ToArray();
        Assert.Equal(Enumerable.Range(1, events.Length), events.Select(one => one.EventId).Order());
        Assert.Equal(events.Length, events.Select(one => one.EventName).Distinct().Count());
    }

    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(Instrument Instrument, double Value, string Tags)> _values = [];

        public Measurements(IMeterFactory factory)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ZetDard.Recommenders" && instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public IEnumerable<(double Value, string Tags)> Of(string name) =>
            _values.Where(one => one.Instrument.Name == name).Select(one => (one.Value, one.Tags));

        public string? UnitOf(string name) => _values.First(one => one.Instrument.Name == name).Instrument.Unit;

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _values.Enqueue((instrument, value, string.Join(" ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
    }

    private sealed class Nothing : IRecommender<SongId>
    {
        private static readonly Recommendation<SongId>[] None = [];

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => None;
    }

    private sealed class Batches(PopularityRecommender<SongId> inner) : IRecommender<SongId>, IBatchRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => inner.Recommend(request);

        public IReadOnlyList<Recommendation<SongId>>[] RecommendMany(
            IReadOnlyList<RecommendationRequest<SongId>> requests, CancellationToken cancellationToken = default) =>
            [.. requests.Select(inner.Recommend)];
    }
}
