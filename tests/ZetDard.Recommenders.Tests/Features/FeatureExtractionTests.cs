using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ZetDard.Recommenders.Tests.Features;

/// <summary>Extraction beside other work: processors, memory, pauses, going on after a stop, progress.</summary>
public sealed class FeatureExtractionTests
{
    private const double OneCore = 1e-6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new();
    private readonly List<FeatureExtractionProgress> _reports = [];
    private int _reportedCount;

    [Theory]
    [InlineData(1.0)]
    [InlineData(.5)]
    [InlineData(OneCore)]
    public async Task CoreShare_says_how_many_items_are_computed_at_a_time(double share)
    {
        var expected = Math.Max(1, (int)(share * Environment.ProcessorCount));
        using var all = new ManualResetEventSlim();
        var (running, most) = (0, 0);
        var work = new Work(200)
        {
            Extracting = _ =>
            {
                var now = Interlocked.Increment(ref running);
                lock (all)
                    most = Math.Max(most, now);
                if (now >= expected)
                    all.Set();
                Assert.True(all.Wait(Patience, TestContext.Current.CancellationToken));
                Thread.SpinWait(10_000); // long enough for one too many to be seen
                Interlocked.Decrement(ref running);
            },
        };
        await ExtractAsync(work, new() { CoreShare = share });
        Assert.Equal(expected, most);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(null)]
    public async Task MaxItemsInMemory_limits_what_is_read_and_not_yet_done(int? max)
    {
        var (inMemory, most) = (0, 0);
        var batches = new ConcurrentBag<int>();
        var work = new Work(100)
        {
            BatchSize = 8,
            Reading = _ =>
            {
                lock (batches)
                    most = Math.Max(most, ++inMemory);
            },
            Extracted = count =>
            {
                batches.Add(count);
                lock (batches)
                    inMemory -= count;
            },
        };
        Assert.Equal(100, (await ExtractAsync(work, new() { MaxItemsInMemory = max })).Table.Keys.Count);
        Assert.InRange(most, 1, max ?? (8 * Environment.ProcessorCount));
        Assert.Equal(
            Math.Clamp((max ?? int.MaxValue) / Math.Min(Environment.ProcessorCount, max ?? int.MaxValue), 1, 8),
            batches.Max()
        );
    }

    [Fact]
    public async Task A_pause_lets_what_is_running_finish_and_nothing_begin()
    {
        var pause = new PauseSwitch();
        var (begun, ended) = (0, 0);
        var work = new Work(100)
        {
            Extracting = _ =>
            {
                if (Interlocked.Increment(ref begun) == 3)
                    pause.Pause();
            },
            Extracted = _ => Interlocked.Increment(ref ended),
        };
        var extraction = ExtractAsync(work, new() { Pause = pause });
        Assert.True(SpinWait.SpinUntil(() => pause.IsPaused && begun == ended, Patience));
        Assert.False(SpinWait.SpinUntil(() => begun > 2 + Environment.ProcessorCount, 50));
        Assert.Equal(begun, ended);
        Assert.False(extraction.IsCompleted);
        pause.Resume();
        Assert.Equal(100, (await extraction).Table.Keys.Count);
    }

    // As reported of Opentrons (#4545): what is cancelled while it is paused must end, without being resumed.
    [Fact]
    public async Task A_paused_extraction_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var pause = new PauseSwitch();
        var work = new Work(100) { Extracting = _ => pause.Pause() };
        var extraction = work.ExtractAsync(work, new() { Pause = pause }, cancellationToken: stop.Token);
        Assert.True(SpinWait.SpinUntil(() => pause.IsPaused, Patience));
        Assert.False(SpinWait.SpinUntil(() => work.Calls.Count > Environment.ProcessorCount, 50)); // all threads wait by now
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => extraction.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.InRange(work.Calls.Count, 1, Environment.ProcessorCount);
    }

    // As reported of Azkaban (#146): a failure that ends the work while it is paused must end it, too.
    [Fact]
    public async Task A_paused_extraction_ends_when_the_extractor_has_a_bug()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "One item has to wait while another runs.");
        var pause = new PauseSwitch();
        using var paused = new ManualResetEventSlim();
        var work = new Work(100)
        {
            Extracting = item =>
            {
                if (item == 0)
                {
                    paused.Wait(Patience, TestContext.Current.CancellationToken);
                    throw new InvalidOperationException("A bug.");
                }

                pause.Pause();
                paused.Set();
            },
        };
        var extraction = ExtractAsync(work, new() { Pause = pause });
        var bug = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            extraction.WaitAsync(Patience, TestContext.Current.CancellationToken)
        );
        Assert.Equal("A bug.", bug.Message);
    }

    // Whatever was computed before the stop is not computed again; what failed is tried again.
    [Fact]
    public async Task A_stopped_extraction_goes_on_from_its_cache()
    {
        using var stop = new CancellationTokenSource();
        var work = new Work(60) { BatchSize = 4 };
        work.Extracting = item =>
        {
            if (item == 7)
                throw new InvalidDataException("It is broken.");
            if (work.Calls.Count > 30)
                stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.ExtractAsync(work, new() { Cache = work }, null, stop.Token));
        var stored = work.Cached.Count;
        Assert.InRange(stored, 20, 50);

        work.Calls.Clear();
        var result = await ExtractAsync(work, new() { Cache = work });
        Assert.Equal(stored, result.CachedCount);
        Assert.Equal(60 - stored, work.Calls.Distinct().Count());
        Assert.Equal(new(7, "It is broken."), Assert.Single(result.Failures));
        Assert.Equal(Enumerable.Range(0, 60).Where(item => item != 7), result.Table.Keys);
        Assert.All(result.Table.Keys, item => Assert.Equal(item, result.Table[item].Values.Span[0]));
        Assert.Equal((60, 60, stored, 1, TimeSpan.Zero), (Last.Done, Last.Total, Last.Cached, Last.Failed, Last.Remaining));
    }

    [Fact]
    public async Task Progress_comes_in_order_and_one_report_at_a_time()
    {
        _time.AutoAdvanceAmount = TimeSpan.FromSeconds(1); // so that no report is left out
        await ExtractAsync(new Work(500), new() { TimeProvider = _time });
        Assert.Equal(Enumerable.Range(1, 500), _reports.Select(report => report.Done));
        Assert.All(_reports, report => Assert.Equal(500, report.Total));
    }

    [Fact]
    public async Task Progress_is_reported_ten_times_a_second_and_at_the_end()
    {
        await ExtractAsync(new Work(500), new() { TimeProvider = _time });
        Assert.Equal([1, 500], _reports.Select(report => report.Done));
        _reports.Clear();
        await TimedAsync(500, _ => .01);
        Assert.Equal([1, .. Enumerable.Range(1, 49).Select(i => 1 + (10 * i)), 500], _reports.Select(report => report.Done));
    }

    // As reported of r-lib/progress (#120), indicatif (#40) and others: the first items come from the cache in no time.
    [Fact]
    public async Task Remaining_is_unknown_and_then_right_if_the_first_items_were_done_by_an_earlier_run()
    {
        var truth = await TimedAsync(1000, item => item < 800 ? .01 : 1, item => item < 800);
        Assert.All(_reports.Where(report => report.Done <= 800), report => Assert.Equal((0, null), (report.ItemsPerMinute, report.Remaining)));
        foreach (var report in _reports.Where(report => report.Done > 800))
        {
            Assert.Equal(truth[report.Done], report.Remaining!.Value.TotalSeconds, 1e-3);
            Assert.Equal(60, report.ItemsPerMinute, 1e-3);
        }
    }

    // As reported of dandi-cli (#248, an estimate of eight years): most items are done already, and the others are anywhere among them.
    [Fact]
    public async Task Remaining_counts_what_comes_from_the_cache_between_other_items()
    {
        var truth = await TimedAsync(4000, item => item % 20 == 7 ? 1 : .01, item => item % 20 != 7);
        foreach (var report in _reports.Where(report => report.Done is > 200 and < 3900))
            Assert.InRange(report.Remaining!.Value.TotalSeconds, .7 * truth[report.Done], 1.4 * truth[report.Done]);
    }

    // As reported of Midnight Commander (#3205): failures take no time. One among the cached items must not end their exception.
    [Fact]
    public async Task Remaining_recovers_from_a_failure_among_the_first_items()
    {
        var truth = await TimedAsync(2000, item => item < 1000 ? .01 : 1, item => item < 1000, fails: item => item == 3);
        foreach (var report in _reports.Where(report => report.Done > 1150))
            Assert.InRange(report.Remaining!.Value.TotalSeconds, .75 * truth[report.Done], 1.01 * truth[report.Done]);
    }

    // As reported of Shopify's maintenance_tasks (#154) and Simple x264 Launcher (#10): hours of a pause are no hours of work.
    [Fact]
    public async Task Remaining_does_not_count_pauses()
    {
        var pause = new PauseSwitch();
        var work = new Work(100)
        {
            Extracting = item =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                if (item == 50)
                    pause.Pause();
            },
        };
        var extraction = ExtractAsync(work, new() { CoreShare = OneCore, Pause = pause, TimeProvider = _time });
        Assert.True(SpinWait.SpinUntil(() => pause.IsPaused && Volatile.Read(ref _reportedCount) == 51, Patience));
        _time.Advance(TimeSpan.FromHours(8));
        pause.Resume();
        await extraction;
        Assert.All(_reports, report => Assert.Equal(TimeSpan.FromSeconds(100 - report.Done), report.Remaining));
    }

    // As reported of the same (#10), for a computer that was asleep: nobody has told the work that it would pause.
    [Fact]
    public async Task Remaining_hardly_counts_an_item_during_which_the_computer_slept()
    {
        var truth = await TimedAsync(1000, item => item == 300 ? 8 * 3600 : 1);
        foreach (var report in _reports.Where(report => report.Done > 300))
            Assert.InRange(report.Remaining!.Value.TotalSeconds, truth[report.Done] * .99, truth[report.Done] * 2.01);
    }

    [Fact]
    public async Task Remaining_follows_the_present_speed()
    {
        var truth = await TimedAsync(3000, item => item < 1000 ? 1 : 3);
        foreach (var report in _reports.Where(report => report.Done is > 1400 and < 3000))
            Assert.InRange(report.Remaining!.Value.TotalSeconds, .95 * truth[report.Done], 1.01 * truth[report.Done]);
    }

    // Oracle: four threads, each of which takes two seconds for an item, do two items a second.
    [Fact]
    public void Remaining_counts_on_all_threads()
    {
        var meter = new FeatureExtractionMeter(12, 4, _time, new Listener(this));
        var begin = meter.Begin();
        _time.Advance(TimeSpan.FromSeconds(2));
        for (var thread = 0; thread < 4; thread++)
        {
            meter.End(begin, 1, 0, 0);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            begin += _time.TimestampFrequency / 10;
        }

        Assert.Equal((4, 120.0, TimeSpan.FromSeconds(4)), (Last.Done, Last.ItemsPerMinute, Last.Remaining));
        meter.End(begin, 7, 0, 7); // they failed together, in two seconds
        Assert.Equal((11, 7), (Last.Done, Last.Failed));
        Assert.Equal(60 * 4 / Last.ItemsPerMinute, Last.Remaining!.Value.TotalSeconds, 1e-3); // one item cannot be divided among threads
    }

    [Fact]
    public async Task Nothing_to_do_gives_an_empty_table_and_no_report()
    {
        Assert.Empty((await ExtractAsync(new Work(0), new())).Table.Keys);
        Assert.Empty(_reports);
    }

    [Fact]
    public void Progress_says_itself_in_words()
    {
        Assert.Equal(
            "1,234 of 10,000 done, 1,000 from the cache, 3 failed, 120 a minute, 0.01:13:03 for the rest",
            new FeatureExtractionProgress(1234, 10_000, 1000, 3, 120, new(1, 13, 3)).ToString()
        );
        Assert.Equal(
            "5 of 10 done, 5 from the cache, 0 failed, 0 a minute",
            new FeatureExtractionProgress(5, 10, 5, 0, 0, null).ToString()
        );
    }

    [Theory]
    [InlineData(0.0, null, "CoreShare")]
    [InlineData(1.01, null, "CoreShare")]
    [InlineData(-.5, null, "CoreShare")]
    [InlineData(double.NaN, null, "CoreShare")]
    [InlineData(1.0, 0, "MaxItemsInMemory")]
    [InlineData(1.0, -1, "MaxItemsInMemory")]
    public async Task Options_out_of_range_are_named(double share, int? max, string name) =>
        Assert.Contains(
            name,
            (
                await Assert.ThrowsAsync<ArgumentException>(() =>
                    ExtractAsync(new Work(1), new() { CoreShare = share, MaxItemsInMemory = max })
                )
            ).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Options_come_from_a_configuration()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?> { ["Extraction:CoreShare"] = "0.5", ["Extraction:MaxItemsInMemory"] = "16" }
                )
                .Build()
        );
        services.AddOptions<FeatureExtractionOptions>().FromConfiguration("Extraction");
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<FeatureExtractionOptions>>().Value;
        Assert.Equal(new() { CoreShare = .5, MaxItemsInMemory = 16 }, options);
    }

    private FeatureExtractionProgress Last => _reports[^1];

    private Task<FeatureExtraction<int>> ExtractAsync(Work work, FeatureExtractionOptions options) =>
        work.ExtractAsync(work, options, new Listener(this), TestContext.Current.CancellationToken);

    // One item after the other, each of which takes so many seconds. Gives the time that really remained after so many items.
    private async Task<double[]> TimedAsync(int count, Func<int, double> seconds, Func<int, bool>? isCached = null, Func<int, bool>? fails = null)
    {
        var work = new Work(count)
        {
            Beginning = item => _time.Advance(TimeSpan.FromSeconds(seconds(item))),
            Reading = item =>
            {
                if (fails?.Invoke(item) == true)
                    throw new InvalidDataException("It is broken.");
            },
        };
        foreach (var item in work.Items.Where(item => isCached?.Invoke(item) == true && fails?.Invoke(item) != true))
            work.Cached[$"{item}"] = [item];
        await ExtractAsync(work, new() { CoreShare = OneCore, Cache = work, TimeProvider = _time });
        var truth = new double[count + 1];
        for (var item = count - 1; item >= 0; item--)
            truth[item] = truth[item + 1] + seconds(item);
        return truth;
    }

    private sealed class Listener(FeatureExtractionTests test) : IProgress<FeatureExtractionProgress>
    {
        private int _running;

        public void Report(FeatureExtractionProgress value)
        {
            Assert.Equal(1, Interlocked.Increment(ref _running));
            Thread.SpinWait(1000); // long enough for another report to come in between
            test._reports.Add(value);
            Interlocked.Increment(ref test._reportedCount);
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Numbers whose feature is the number: source, extractor and cache, which say what they do.</summary>
    private sealed class Work(int count) : IItemSource<int, int>, IFeatureExtractor<int>, IFeatureCache
    {
        public Action<int> Beginning { get; init; } = _ => { };

        public Action<int> Reading { get; init; } = _ => { };

        public Action<int> Extracting { get; set; } = _ => { };

        public Action<int> Extracted { get; init; } = _ => { };

        public ConcurrentQueue<int> Calls { get; } = [];

        public ConcurrentDictionary<string, float[]> Cached { get; } = [];

        public Vocabulary<int> Items { get; } = new(Enumerable.Range(0, count));

        public IReadOnlyList<string> Names => ["number"];

        public string CacheKey => "work";

        public int BatchSize { get; init; } = 1;

        public ValueTask<string?> ContentKeyAsync(int item, CancellationToken cancellationToken = default)
        {
            Beginning(item);
            return new($"{item}");
        }

        public ValueTask<int> ReadAsync(int item, CancellationToken cancellationToken = default)
        {
            Reading(item);
            return new(item);
        }

        public void Extract(int source, Span<float> features)
        {
            ExtractOne(source, features);
            Extracted(1);
        }

        public void ExtractMany(IReadOnlyList<int> sources, Span<float> features)
        {
            for (var i = 0; i < sources.Count; i++)
                ExtractOne(sources[i], features[i..]);
            Extracted(sources.Count);
        }

        public bool TryRead(string key, Span<float> features) =>
            Cached.TryGetValue(key.Split('\n')[1], out var stored) && stored.AsSpan().TryCopyTo(features);

        public void Write(string key, ReadOnlySpan<float> features) => Cached[key.Split('\n')[1]] = features.ToArray();

        private void ExtractOne(int source, Span<float> features)
        {
            Calls.Enqueue(source);
            Extracting(source);
            features[0] = source;
        }
    }
}
