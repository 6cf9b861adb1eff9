using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Fits a graph of listeners, songs and artists, from which all three are recommended.</summary>
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
    /// <param name="progress">Told of the song weights done.</param>
    /// <param name="cancellationToken">Stops the fit; nothing is left behind.</param>
    /// <returns>The fitted graph with its recommenders. Takes time with the sum of the squared lengths of the lists, memory with the interactions and songs × <see cref="GraphOptions.NeighbourCount"/>.</returns>
    /// <exception cref="ArgumentException"><see cref="FriendMethod.Social"/> is asked for, but the data has no <see cref="TrainingData{TItem}.Friends"/>.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public Task<GraphModel> FitAsync(TrainingData<SongId> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequireFollows(data, _options);
        return Task.Run(() => Fit(data, progress, cancellationToken), cancellationToken);
    }

    async Task<IRecommender<SongId>> IRecommenderTrainer<SongId>.FitAsync(TrainingData<SongId> data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        await FitAsync(data, progress, cancellationToken).ConfigureAwait(false);

    /// <summary>A model over a graph; learns taste vectors where the methods need some and none are given.</summary>
    internal static GraphModel Compose(TrainingData<SongId> data, MusicGraph graph, GraphOptions options, TasteVectors? tasteVectors, CancellationToken cancellationToken)
    {
        RequireFollows(data, options);
        var needsVectors = options.Friends == FriendMethod.Interests && graph.Interactions.Rows == RowKind.User;
        return new(data, graph, options, needsVectors ? tasteVectors ?? TasteVectors.Learn(graph, options, cancellationToken) : null);
    }

    private static void RequireFollows(TrainingData<SongId> data, GraphOptions options)
    {
        if (options.Friends == FriendMethod.Social && data.Friends is null)
        {
            throw new ArgumentException($"{nameof(FriendMethod)}.{nameof(FriendMethod.Social)} needs known follows: give TrainingData.Friends, or use {nameof(FriendMethod.Interests)}.", nameof(data));
        }
    }

    private GraphModel Fit(TrainingData<SongId> data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var lists = EvenSample.Shorten(data.Interactions.Matrix, _options.MaxListLength);
        var weights = CoOccurrence.TopNeighbours(lists, ItemSimilarity.Directed, _options.NeighbourCount, _options.ThreadCount, progress, cancellationToken);
        var graph = new MusicGraph(data, weights);
        var needsWalk = _options.Songs == SongMethod.Walk || _options.Artists == ArtistMethod.Walk;
        var numbers = needsWalk ? WalkTuning.Choose(graph, _options, progress, cancellationToken) : WalkNumbers.Of(_options);
        return Compose(data, graph, numbers.In(_options), tasteVectors: null, cancellationToken);
    }
}
