using BenchmarkDotNet.Attributes;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>
/// A recommender by one logistic regression a listener: preparing the rows, a listener's first request (a fit on 100 songs of
/// theirs and 1,000 others), and a later one.
/// </summary>
[MemoryDiagnoser]
public class ClassifierBenchmarks
{
    private const int TheirCount = 100;

    private TrainingData<SongId> _data = null!;
    private IRecommender<SongId> _model = null!;
    private int _listener;

    [Params(ClassifierSet.Tiny, ClassifierSet.Small, ClassifierSet.Wide)]
    public ClassifierSet Set { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        var (songs, features, listeners) = Set switch
        {
            ClassifierSet.Tiny => (500, 20, 20),
            ClassifierSet.Small => (27_000, 60, 200),
            _ => (27_000, 1_223, 200),
        };
        var random = new Random(42);
        var values = new float[songs * features];
        foreach (ref var value in values.AsSpan())
        {
            value = random.NextSingle();
        }

        // What a listener likes shows in one of the features.
        _data = new(
            InteractionDataset.FromPairs(
                from listener in Enumerable.Range(0, listeners)
                from song in Enumerable
                    .Range(0, songs)
                    .OrderByDescending(song => values[(song * features) + (listener % features)])
                    .Take(2 * TheirCount)
                    .Where((_, rank) => rank % 2 == listener % 2)
                select (new UserId(listener), new SongId(song))
            )
        );
        // a listener of everything: no song is cold
        var others = Enumerable.Range(0, songs).Select(song => (new UserId(listeners), new SongId(song)));
        _data = new(InteractionDataset.FromPairs(_data.Interactions.ToInteractions().Select(row => (row.User, row.Item)).Concat(others)))
        {
            ItemFeatures = new(
                new(Enumerable.Range(0, songs).Select(song => new SongId(song))),
                [.. Enumerable.Range(0, features).Select(i => $"feature{i}")],
                values
            ),
        };
        _model = await Prepare();

        // Oracle: the other songs of the same height in the feature that the listener likes.
        var liked = _model.Recommend(Profile.Of(new UserId(0)), 20);
        if (liked.Average(r => values[(r.Item.Value * features)]) < (Set == ClassifierSet.Wide ? .8 : .85))
        {
            throw new InvalidOperationException("The songs are not those that the listener likes: their time means nothing.");
        }
    }

    [Benchmark]
    public Task<IRecommender<SongId>> Prepare() =>
        new LogisticRegressionTrainer().AsRecommender<SongId>(new() { CachedListenerCount = 2 }).FitAsync(_data);

    /// <summary>In turns over 100 listeners, of whom two are kept.</summary>
    [Benchmark]
    public IReadOnlyList<Recommendation<SongId>> FirstRequest() =>
        _model.Recommend(Profile.Of(new UserId(_listener = (_listener + 1) % (Set == ClassifierSet.Tiny ? 20 : 100))));

    [Benchmark]
    public IReadOnlyList<Recommendation<SongId>> LaterRequest() => _model.Recommend(Profile.Of(new UserId(0)));
}
