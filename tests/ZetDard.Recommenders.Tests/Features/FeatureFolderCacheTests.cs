using CsCheck;

namespace ZetDard.Recommenders.Tests.Features;

public sealed class FeatureFolderCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cache").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TryRead_gives_back_what_Write_kept() =>
        Gen.Select(Gen.String, Gen.Float.Array[0, 20])
            .Sample(
                (key, features) =>
                {
                    // Each sample has its own folder, because samples run in parallel and keys repeat.
                    var cache = new FeatureFolderCache(Path.Combine(_folder, Guid.NewGuid().ToString()));
                    cache.Write(key, features);
                    var read = new float[features.Length];
                    Assert.True(cache.TryRead(key, read));
                    Assert.True(features.Select(BitConverter.SingleToInt32Bits).SequenceEqual(read.Select(BitConverter.SingleToInt32Bits)));
                    Assert.False(cache.TryRead(key, new float[features.Length + 1]));
                    Assert.False(cache.TryRead(key + "x", read));
                },
                iter: 100
            );

    // A file with any byte changed, or cut off anywhere, counts as absent and causes no exception.
    [Fact]
    public void TryRead_does_not_have_what_was_damaged()
    {
        var cache = new FeatureFolderCache(_folder);
        cache.Write("key", [1, 2, 3]);
        var file = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Single();
        var whole = File.ReadAllBytes(file);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 1;
            File.WriteAllBytes(file, damaged);
            Assert.False(cache.TryRead("key", new float[3]));
            File.WriteAllBytes(file, whole[..i]);
            Assert.False(cache.TryRead("key", new float[3]));
        }

        File.WriteAllBytes(file, whole);
        Assert.True(cache.TryRead("key", new float[3]));
    }

    [Fact]
    public async Task ExtractAsync_computes_once_and_then_reads()
    {
        var cache = new FeatureFolderCache(_folder);
        var extractor = new Lengths();
        var source = new Texts("one", "three", "", "broken");
        for (var run = 0; run < 3; run++)
        {
            var result = await source.ExtractAsync(
                extractor,
                new() { Cache = cache },
                cancellationToken: TestContext.Current.CancellationToken
            );
            Assert.Equal([3, 5, 0], Enumerable.Range(0, 3).Select(row => (int)result.Table.Row(row)[0]));
            Assert.Equal(new("broken", "It is broken."), Assert.Single(result.Failures));
            Assert.Equal(run == 0 ? 0 : 3, result.CachedCount);
            Assert.Equal(3, extractor.Calls);
        }
    }

    [Fact]
    public async Task ExtractAsync_keeps_rows_that_no_cache_takes_and_lists_those_that_are_not_finite()
    {
        var file = Path.Combine(_folder, "no folder");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var result = await new Texts("one", "nan").ExtractAsync(
            new Lengths(),
            new() { Cache = new FeatureFolderCache(file) },
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(["one"], result.Table.Keys);
        Assert.Equal("Its feature 'length' is NaN; features must be finite.", Assert.Single(result.Failures).Reason);
        Assert.NotNull(result.CacheProblem);
    }

    // If one item of a batch fails, the items of the batch are extracted again one by one, so that only the failing one is lost
    // and it is named.
    [Fact]
    public async Task ExtractAsync_takes_batches_and_loses_only_what_is_broken()
    {
        var batched = new Lengths(batchSize: 4);
        var texts = Enumerable
            .Range(0, 18)
            .Select(i =>
                i switch
                {
                    5 => "refused",
                    9 => "broken",
                    13 => "nan",
                    _ => new string('x', i + 100),
                }
            )
            .ToArray();
        var result = await new Texts(texts).ExtractAsync(
            batched,
            new() { Cache = new FeatureFolderCache(_folder) },
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(texts.Except(["refused", "broken", "nan"]), result.Table.Keys);
        Assert.Equal(["refused", "broken", "nan"], result.Failures.Select(failure => failure.Item));
        Assert.Equal(
            ["It is refused.", "It is broken.", "Its feature 'length' is NaN; features must be finite."],
            result.Failures.Select(failure => failure.Reason)
        );
        Assert.All(result.Table.Keys, text => Assert.Equal(text.Length, result.Table[text].Values.Span[0]));
        Assert.Equal([2, 3, 4, 4, 4], batched.Batches.Order()); // the broken item could not be read and was never part of a batch

        var again = await new Texts(texts).ExtractAsync(
            new Lengths(batchSize: 4),
            new() { Cache = new FeatureFolderCache(_folder) },
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(15, again.CachedCount);
    }

    [Fact]
    public async Task ExtractAsync_stops_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new Texts([.. Enumerable.Range(0, 1000).Select(i => $"{i}")]).ExtractAsync(
                new Lengths(),
                progress: progress,
                cancellationToken: stop.Token
            )
        );
        Assert.InRange(progress.Count, 1, Environment.ProcessorCount); // each thread finishes at most the item that it has begun
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<FeatureExtractionProgress>
    {
        private int _count;

        public int Count => _count;

        public void Report(FeatureExtractionProgress value)
        {
            stop.Cancel(); // first, so that a delayed thread does not let the others finish all items
            Interlocked.Increment(ref _count);
        }
    }

    private sealed class Lengths(int batchSize = 1) : IFeatureExtractor<string>
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<int> _batches = [];
        private int _calls;

        public IEnumerable<int> Batches => _batches;

        public int BatchSize => batchSize;

        public int Calls => _calls;

        public IReadOnlyList<string> Names => ["length"];

        public string CacheKey => "lengths/1";

        public void Extract(string source, Span<float> features)
        {
            Interlocked.Increment(ref _calls);
            features[0] = source switch
            {
                "nan" => float.NaN,
                "refused" => throw new ArgumentException("It is refused."),
                _ => source.Length,
            };
        }

        public void ExtractMany(IReadOnlyList<string> sources, Span<float> features)
        {
            _batches.Add(sources.Count);
            for (var i = 0; i < sources.Count; i++)
                Extract(sources[i], features[i..]);
        }
    }

    private sealed class Texts(params string[] texts) : IItemSource<string, string>
    {
        public Vocabulary<string> Items { get; } = new(texts);

        public ValueTask<string> ReadAsync(string item, CancellationToken cancellationToken = default) =>
            item == "broken" ? throw new InvalidDataException("It is broken.") : new(item);

        public ValueTask<string?> ContentKeyAsync(string item, CancellationToken cancellationToken = default) => new(item);
    }
}
