using ZetDard.Clustering;
using ZetDard.Graph;
using ZetDard.Models.Svm;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>The models by name. To add one, add an entry: its name, the commands it has rows in, its options, how to fit it.</summary>
internal static class ModelRegistry
{
    private static readonly string[] Songs = ["playlists", "interactions"];
    private static readonly string[] Playlists = ["playlists"];
    private static readonly string[] Friends = ["friends"];

    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        new(PopularityTrainer.Key, Songs, IsDefault: true, Options(), Of(() => new PopularityTrainer<SongId>())),
        Graph("graph/walk", Songs, new() { Songs = SongMethod.Walk, Artists = ArtistMethod.Walk }),
        Graph(
            "graph/walk/fixed",
            Songs,
            new()
            {
                Songs = SongMethod.Walk,
                Artists = ArtistMethod.Walk,
                PathExponent = 0.5,
                PopularityExponent = 0.2,
                ListenerFocus = 1,
                ArtistWeight = 0.3,
            },
            isDefault: false
        ),
        Graph("graph/weights", Songs, new() { Songs = SongMethod.Weights, Artists = ArtistMethod.OfSongs }),
        Graph("graph/similar", Songs, new() { Songs = SongMethod.SimilarUsers, Artists = ArtistMethod.OfSongs }),
        // Any two users are compared, so that no threshold cuts the list short.
        Graph("graph/friends/interests", Friends, new() { Friends = FriendMethod.Interests, FriendThreshold = -1 }),
        Graph("graph/friends/social", Friends, new() { Friends = FriendMethod.Social }),
        Graph("graph/friends/shared", Friends, new() { Friends = FriendMethod.SharedSongs }),
        Graph("graph/friends/connections", Friends, new() { Friends = FriendMethod.ConnectedNodes }),
        Content("logistic", Options(), () => new LogisticRegressionTrainer()),
        Content("svm/linear", Options(("kernel", "linear")), () => new SvmTrainer(new() { Kernel = Kernel.Linear() })),
        Content("svm/rbf", Options(("kernel", "gaussian")), () => new SvmTrainer()),
        Content("ridge/rbf", Options(("kernel", "gaussian"), ("lambda", 1)), () => new KernelRidgeTrainer(new() { Lambda = 1 })),
        Clusters("clusters/walk", clusters => new WalkRecommender(clusters)),
        Clusters("clusters/kmeans", clusters => clusters),
        new("oracle/ease", Songs, IsDefault: false, Options(("lambda", 10)), Of(() => new EaseOracle(lambda: 10))),
        new(
            "oracle/artist-directed",
            Playlists,
            IsDefault: false,
            Options(),
            (data, _, _, _) => Task.FromResult(new FittedModel { Artists = new ArtistDirectedOracle(data) })
        ),
        new(
            "oracle/overlap/interests",
            Friends,
            IsDefault: false,
            Options(),
            (data, _, _, _) => Task.FromResult(new FittedModel { Friends = new OverlapOracle(data.Interactions) })
        ),
    ];

    /// <summary>The entries that a command's <c>--models</c> names; see <see cref="INamedModel"/>.</summary>
    public static IReadOnlyList<ModelEntry> Select(string command, IReadOnlyList<string> names) =>
        INamedModel.Select(command, [.. All.Where(entry => entry.Commands.Contains(command))], names);

    // A classifier for each listener: their songs against ten times as many others.
    private static ModelEntry Content(string name, Dictionary<string, object> options, Func<IRowClassifierTrainer> create)
    {
        var sampling = new ClassifierRecommenderOptions();
        options["negativeRatio"] = sampling.NegativeRatio;
        return new(
            name,
            Playlists,
            IsDefault: true,
            options,
            async (data, seed, progress, cancellationToken) =>
                new()
                {
                    Songs = await create().AsRecommender<SongId>(sampling with { Seed = seed }).FitAsync(data, progress, cancellationToken),
                }
        )
        {
            UsesFeatures = true,
        };
    }

    // The songs with features, in clusters: a few songs are in fewer clusters than the default.
    private static ModelEntry Clusters(string name, Func<ClusterRecommender<SongId>, IRecommender<SongId>> of)
    {
        var (clustering, comparing) = (new KMeansOptions(), new ClusterRecommenderOptions());
        Dictionary<string, object> options = Options(
            ("clusterCount", clustering.ClusterCount),
            ("similarity", comparing.Similarity.ToString())
        );
        return new(
            name,
            Playlists,
            IsDefault: true,
            options,
            async (data, seed, progress, cancellationToken) =>
            {
                var count = Math.Min(clustering.ClusterCount, data.ItemFeatures!.Keys.Count);
                var clusterer = new KMeansTrainer(clustering with { ClusterCount = count, Seed = seed });
                var clusters = await new ClusterRecommenderTrainer<SongId>(clusterer, comparing).FitAsync(
                    data,
                    progress,
                    cancellationToken
                );
                return new() { Songs = of(clusters), Chosen = Options(("clusters", clusters.ClusterCount)) };
            }
        )
        {
            UsesFeatures = true,
        };
    }

    private static ModelEntry Graph(string name, IReadOnlyList<string> commands, GraphOptions options, bool isDefault = true)
    {
        (string, object)[] reported =
            commands == Friends
                ?
                [
                    ("friends", options.Friends.ToString()),
                    ("embeddingSize", options.EmbeddingSize),
                    ("friendThreshold", options.FriendThreshold),
                ]
                :
                [
                    ("songs", options.Songs.ToString()),
                    ("artists", options.Artists.ToString()),
                    ("neighbourCount", options.NeighbourCount),
                    ("maxListenersPerSong", options.MaxListenersPerSong),
                    ("maxListeners", options.MaxListeners),
                    ("similarUserCount", options.SimilarUserCount),
                ];
        return new(
            name,
            commands,
            isDefault,
            Options(reported),
            async (data, seed, progress, cancellationToken) =>
            {
                var model = await new GraphTrainer(options with { Seed = seed }).FitAsync(data, progress, cancellationToken);
                return new()
                {
                    Songs = model.Songs,
                    Friends = model.Friends,
                    Chosen = commands == Friends ? Options() : WalkOf(model.Options),
                };
            }
        );
    }

    private static Dictionary<string, object> WalkOf(GraphOptions options) =>
        Options(
            ("pathExponent", options.PathExponent!),
            ("popularityExponent", options.PopularityExponent!),
            ("listenerFocus", options.ListenerFocus!),
            ("artistWeight", options.ArtistWeight!)
        );

    private static Dictionary<string, object> Options(params (string Name, object Value)[] options) =>
        options.ToDictionary(option => option.Name, option => option.Value);

    private static Fit Of(Func<IRecommenderTrainer<SongId>> create) =>
        async (data, _, progress, cancellationToken) =>
            new FittedModel { Songs = await create().FitAsync(data, progress, cancellationToken) };
}
