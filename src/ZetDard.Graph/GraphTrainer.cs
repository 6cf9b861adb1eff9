using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Fits a graph of listeners, songs and artists, from which it recommends all three.</summary>
/// <remarks>
/// The fit chooses the numbers of the song walk that the options leave open, on songs that it hides from a sample of the
/// listeners (docs/packages/graph.md).
/// The same data, options and seed give the same model, bit for bit, for any number of threads.
/// </remarks>
/// <example>
/// <code>
/// var plays = await InteractionFile.ReadAsync&lt;SongId&gt;("plays.csv");
/// var model = await new GraphTrainer(new() { Friends = FriendMethod.SharedSongs }).FitAsync(plays.TrainingData);
/// Console.WriteLine(model.Summary);       // what the fit chose
/// var songs = model.Songs.Recommend(Profile.Of(plays.Users["alice"]), n: 10);
/// </code>
/// </example>
public sealed class GraphTrainer : IRecommenderTrainer<SongId>
{
    /// <summary>The key of the graph trainer in a container, and the name of its options.</summary>
    public const string Key = "graph";

    private readonly GraphOptions _options;

    /// <summary>Makes a trainer.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public GraphTrainer(GraphOptions? options = null) => _options = new GraphOptionsValidator().Validated(options ?? new()) with { };

    /// <inheritdoc/>
    public string Description => $"{Key} {JsonSerializer.Serialize(_options, GraphJson.Default.GraphOptions)}";

    /// <summary>Fits a graph.</summary>
    /// <param name="data">The interactions; artists and follows where known.</param>
    /// <param name="progress">Receives the song weights that are done, then the cases on which exponents were compared; may be
    /// called from any thread.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <returns>The fitted graph with its recommenders.</returns>
    /// <remarks>
    /// The song weights take time with the sum of the squared lengths of the lists, and the choice of exponents a few seconds of
    /// one processor at most;
    /// memory grows with the interactions and with songs × <see cref="GraphOptions.NeighbourCount"/>.
    /// </remarks>
    /// <exception cref="ArgumentException"><see cref="FriendMethod.Social"/> is asked for, but the data has no
    /// <see cref="TrainingData{TItem}.Friends"/>.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public Task<GraphModel> FitAsync(
        TrainingData<SongId> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequireFollows(data, _options);
        return Task.Run(() => Fit(data, progress, cancellationToken), cancellationToken);
    }

    async Task<IRecommender<SongId>> IRecommenderTrainer<SongId>.FitAsync(
        TrainingData<SongId> data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        await FitAsync(data, progress, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a model over a graph. Learns taste vectors where the methods need some and none are given.</summary>
    internal static GraphModel Compose(
        TrainingData<SongId> data, MusicGraph graph, GraphOptions options, TasteVectors? tasteVectors, CancellationToken cancellationToken)
    {
        RequireFollows(data, options);
        var needsVectors = options.Friends == FriendMethod.Interests && graph.Interactions.Rows == RowKind.User;
        return new(data, graph, options, needsVectors ? tasteVectors ?? TasteVectors.Learn(graph, options, cancellationToken) : null);
    }

    private static void RequireFollows(TrainingData<SongId> data, GraphOptions options)
    {
        if (options.Friends == FriendMethod.Social && data.Friends is null)
        {
            throw new ArgumentException(
                $"{nameof(FriendMethod)}.{nameof(FriendMethod.Social)} needs known follows: give TrainingData.Friends, or use {nameof(FriendMethod.Interests)}.",
                nameof(data));
        }
    }

    private GraphModel Fit(TrainingData<SongId> data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var lists = EvenSample.Shorten(data.Interactions.Matrix, _options.MaxListLength);
        var weights = CoOccurrence.TopNeighbours(
            lists, ItemSimilarity.Directed, _options.NeighbourCount, _options.ThreadCount, progress, cancellationToken);
        var graph = new MusicGraph(data, weights);
        var needsWalk = _options.Songs == SongMethod.Walk || _options.Artists == ArtistMethod.Walk;
        var numbers = needsWalk ? WalkTuning.Choose(graph, _options, progress, cancellationToken) : WalkNumbers.Of(_options);
        return Compose(data, graph, numbers.In(_options), tasteVectors: null, cancellationToken);
    }
}
