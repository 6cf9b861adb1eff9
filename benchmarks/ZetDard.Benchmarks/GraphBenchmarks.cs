using BenchmarkDotNet.Attributes;
using ZetDard.Graph;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Fitting a graph, and recommending songs, artists and friends from it: for one listener, and songs for a thousand.</summary>
/// <remarks>Each song has one artist in ten; the listener is the one in the middle by number of songs.</remarks>
[MemoryDiagnoser]
public class GraphBenchmarks
{
    private static readonly GraphOptions Options = new() { ThreadCount = 2 };

    private TrainingData<SongId> _data = null!;
    private GraphModel _model = null!;
    private Profile _listener = null!;
    private Dictionary<long, long[]> _songsOfUser = [];
    private Dictionary<long, long[]> _usersOfSong = [];
    private RecommendationRequest<SongId>[] _requests = [];

    [Params(InteractionSet.Tiny, InteractionSet.Small)]
    public InteractionSet Set { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        Use(InteractionSet.Tiny);
        _model = await Fit();
        var expected = SongsNaively();
        var actual = SongsOfOverlap();
        if (
            !expected.Select(pair => pair.Song).SequenceEqual(actual.Select(r => r.Item.Value))
            || expected.Zip(actual).Any(pair => Math.Abs(pair.First.Score - pair.Second.Score) > 1e-4 * pair.First.Score)
        )
        {
            throw new InvalidOperationException("The songs differ from the definition's: their time means nothing.");
        }

        Use(Set);
        _model = await Fit();
    }

    [Benchmark]
    public Task<GraphModel> Fit() => new GraphTrainer(Options).FitAsync(_data);

    /// <summary>By the song → song weights, on dictionaries, as the definition reads.</summary>
    [Benchmark(Baseline = true)]
    public IReadOnlyList<(long Song, double Score)> SongsNaively()
    {
        var known = _songsOfUser[((UserProfile)_listener).User.Value].ToHashSet();
        var scores = new Dictionary<long, double>();
        foreach (var song in known)
        {
            foreach (var user in _usersOfSong[song])
            {
                foreach (var other in _songsOfUser[user])
                {
                    scores[other] = scores.GetValueOrDefault(other) + (1.0 / _usersOfSong[song].Length);
                }
            }
        }

        return
        [
            .. scores
                .Where(pair => !known.Contains(pair.Key))
                .OrderByDescending(pair => (float)pair.Value)
                .ThenBy(pair => pair.Key)
                .Take(10)
                .Select(pair => (pair.Key, pair.Value)),
        ];
    }

    [Benchmark]
    public IReadOnlyList<Recommendation<SongId>> SongsByWalk() => _model.Songs.Recommend(_listener);

    [Benchmark]
    public IReadOnlyList<Recommendation<SongId>> SongsByWalkWithReasons() => _model.Songs.Recommend(_listener, reasonCount: 3);

    [Benchmark]
    public IReadOnlyList<Recommendation<ArtistId>> Artists() => _model.Artists.Recommend(_listener);

    [Benchmark]
    public IReadOnlyList<Recommendation<UserId>> Friends() => _model.Friends.Recommend(_listener);

    [Benchmark]
    public IReadOnlyList<Recommendation<SongId>>[] SongsOfAThousand() => _model.Songs.RecommendMany(_requests);

    // All neighbours kept: the same sum as the naive one.
    private IReadOnlyList<Recommendation<SongId>> SongsOfOverlap() =>
        new GraphTrainer(Options with { Songs = SongMethod.Weights, NeighbourCount = 10_000 })
            .FitAsync(_data)
            .GetAwaiter()
            .GetResult()
            .Songs.Recommend(_listener);

    private void Use(InteractionSet set)
    {
        var matrix = SyntheticInteractions.Create(set);
        var interactions = new InteractionDataset<SongId>(
            new(Enumerable.Range(0, matrix.RowCount).Select(user => new UserId(user))),
            new(Enumerable.Range(0, matrix.ColumnCount).Select(song => new SongId(song))),
            matrix
        );
        _data = new(interactions)
        {
            Artists = Relation.FromPairs(
                interactions.Items.Select(song => (song, new ArtistId(song.Value % Math.Max(1, matrix.ColumnCount / 10))))
            ),
        };
        var byLength = Enumerable.Range(0, matrix.RowCount).OrderBy(matrix.Degree).ToArray();
        _listener = interactions.ProfileOf(byLength[byLength.Length / 2]);
        _requests =
        [
            .. byLength
                .Where((_, i) => i % Math.Max(1, byLength.Length / 1000) == 0)
                .Take(1000)
                .Select(user => new RecommendationRequest<SongId>(interactions.ProfileOf(user))),
        ];
        var transpose = matrix.Transpose();
        _songsOfUser = Enumerable
            .Range(0, matrix.RowCount)
            .ToDictionary(user => (long)user, user => Array.ConvertAll(matrix.Row(user).ToArray(), song => (long)song));
        _usersOfSong = Enumerable
            .Range(0, matrix.ColumnCount)
            .ToDictionary(song => (long)song, song => Array.ConvertAll(transpose.Row(song).ToArray(), user => (long)user));
    }
}
