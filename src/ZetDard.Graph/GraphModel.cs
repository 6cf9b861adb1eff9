using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>A fitted graph: it recommends songs, artists and friends, finds similar songs, and gives access to the graph itself.</summary>
/// <remarks>
/// A model is immutable and safe for concurrent use.
/// A profile may be a user (or playlist) of the graph, a history of songs, or a history of artists.
/// One request for songs takes time with the degrees of the listener's songs and of the users whom these lead to: well under a
/// millisecond on thousands of lists.
/// </remarks>
/// <example>
/// <code>
/// foreach (var r in model.Songs.Recommend(Profile.Of(new UserId(7)), n: 10)) Console.WriteLine($"{r.Score:G3}  song {r.Item}");
/// var similar = model.Similar(new SongId(42));
/// var fixedWalk = model.With(o => o.ListenerFocus = 1);        // the same graph with another number
/// ModelFile.Save(model.Songs, "songs.model");
/// </code>
/// </example>
public sealed class GraphModel :
    IRecommender<SongId>, IRecommender<ArtistId>, IRecommender<UserId>, ISimilarItems<SongId>,
    IItemScorer<SongId>, IIncremental<SongId>, ISaveable
{
    private readonly TrainingData<SongId> _data;
    private readonly GraphOptions _options;
    private readonly Lazy<WalkSongScorer> _similarSongs;

    internal GraphModel(TrainingData<SongId> data, MusicGraph graph, GraphOptions options, TasteVectors? tasteVectors)
    {
        _data = data;
        Graph = graph;
        _options = options;
        TasteVectors = tasteVectors;
        var songScorer = options.Songs switch
        {
            SongMethod.Weights => new WeightSongScorer(graph),
            SongMethod.SimilarUsers => new SimilarUserSongScorer(graph, options.SimilarUserCount),
            _ => (IScorer)new WalkSongScorer(graph, options),
        };
        IScorer artistScorer = options.Artists == ArtistMethod.OfSongs
            ? new ArtistsOfSongsScorer(graph, songScorer)
            : new WalkArtistScorer(graph, new(graph, songScorer as WalkSongScorer ?? new WalkSongScorer(graph, options)), options);
        _similarSongs = new(() => WalkSongScorer.ToSimilarSongs(graph, options));
        Songs = new GraphRecommender<SongId>(this, graph.Songs, songScorer, listener => listener.KnownSongs);
        Artists = new GraphRecommender<ArtistId>(this, graph.Artists, artistScorer, listener => listener.Artists);
        Friends = graph.Interactions.Rows == RowKind.Playlist
            ? new NoFriends()
            : new GraphRecommender<UserId>(this, graph.Users, new Others(FriendScorer()), KnownUsers, (float)options.FriendThreshold);
    }

    /// <summary>Recommends songs.</summary>
    public IRecommender<SongId> Songs { get; }

    /// <summary>Recommends artists by whom the listener has no song.</summary>
    public IRecommender<ArtistId> Artists { get; }

    /// <summary>Recommends users who do not follow the listener, as far as known, and whom the listener does not follow.</summary>
    /// <remarks>Throws <see cref="InvalidOperationException"/> where the rows of the graph are playlists.</remarks>
    public IRecommender<UserId> Friends { get; }

    /// <summary>The graph.</summary>
    public MusicGraph Graph { get; }

    /// <summary>How model files of graphs are read: <c>ModelFile.Load&lt;SongId&gt;(path, GraphModel.FileFormat)</c>.</summary>
    public static ModelFormat FileFormat { get; } = new(GraphTrainer.Key, version: 2, Read);

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <summary>What the fit chose for the song walk, for the card of the model.</summary>
    public string Summary => $"Song walk: {WalkNumbers.Of(_options)}";

    /// <summary>The options of the model: a copy in which all numbers of the song walk stand, given or chosen by the fit.</summary>
    public GraphOptions Options => _options with { };

    internal TasteVectors? TasteVectors { get; }

    internal TrainingData<SongId> Data => _data;

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteJson(_options, GraphJson.Default.GraphOptions);
        writer.Write(_data.Interactions);
        writer.WriteOptional(_data.Artists, writer.Write);
        writer.WriteOptional(_data.Friends, writer.Write);
        writer.Write(Graph.SongWeights);
        writer.WriteOptional(TasteVectors, vectors =>
        {
            writer.Write(vectors.Size);
            writer.Write<float>(vectors.SongVectors);
        });
    }

    /// <summary>Makes a model over the same graph with other methods or numbers, without a new fit.</summary>
    /// <param name="configure">Changes a copy of the options. Numbers of the song walk that it sets to <see langword="null"/>
    /// stay as they are.</param>
    /// <remarks><see cref="GraphOptions.NeighbourCount"/> and <see cref="GraphOptions.MaxListLength"/> stay as they were fitted.</remarks>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public GraphModel With(Action<GraphOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = Options;
        configure(options);
        (options.NeighbourCount, options.MaxListLength) = (_options.NeighbourCount, _options.MaxListLength);
        options.PathExponent ??= _options.PathExponent;
        options.PopularityExponent ??= _options.PopularityExponent;
        options.ListenerFocus ??= _options.ListenerFocus;
        options.ArtistWeight ??= _options.ArtistWeight;
        var hasSameVectors = options.EmbeddingSize == _options.EmbeddingSize && options.Seed == _options.Seed;
        var valid = new GraphOptionsValidator().Validated(options);
        return GraphTrainer.Compose(_data, Graph, valid, hasSameVectors ? TasteVectors : null, CancellationToken.None);
    }

    /// <summary>Finds the songs that are most like a song, by <see cref="GraphOptions.SimilarSongs"/>.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<Recommendation<SongId>> Similar(SongId item, int n = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if (_options.SimilarSongs == SimilarSongMethod.Weights)
        {
            return NeighbourScoring.Similar(Graph.SongWeights, Graph.Songs, item, n);
        }

        var song = Graph.Songs.IndexOf(item);
        if (song < 0)
        {
            return [];
        }

        using var walk = _similarSongs.Value.For(Listener.OfSongs(Graph, row: -1, [song]));
        using var scores = ScoreBuffer.Rent(Graph.Songs.Count);
        walk.AddScores(scores);
        scores[song] = 0;
        return Array.ConvertAll(Ranking.Top(scores, n), similar => new Recommendation<SongId>(Graph.Songs[similar.Index], similar.Score));
    }

    /// <summary>Returns a new model that also knows new lists, listeners, songs, artists or follows.</summary>
    /// <remarks>
    /// Only the song weights that change are computed anew: those of the songs of the listeners who got something new. The graph
    /// is the same bits as that of a full fit.
    /// The numbers of the song walk stay as they are. Taste vectors keep their directions, and new songs have none until the next fit.
    /// </remarks>
    /// <inheritdoc/>
    public IRecommender<SongId> Update(TrainingData<SongId> additions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(additions);
        return GraphUpdate.Apply(this, additions, cancellationToken);
    }

    /// <summary>Finds an ability of this model. Friends are not one where the rows of the graph are playlists.</summary>
    public TAbility? Find<TAbility>()
        where TAbility : class =>
        typeof(TAbility) == typeof(IRecommender<UserId>) && Graph.Interactions.Rows == RowKind.Playlist ? null : this as TAbility;

    Vocabulary<SongId> IItemScorer<SongId>.Items => Graph.Songs;

    ReadOnlySpan<int> IItemScorer<SongId>.Score(RecommendationRequest<SongId> request, ScoreBuffer scores) => ((IItemScorer<SongId>)Songs).Score(request, scores);

    IReadOnlyList<Recommendation<SongId>> IRecommender<SongId>.Recommend(RecommendationRequest<SongId> request) => Songs.Recommend(request);

    IReadOnlyList<Recommendation<ArtistId>> IRecommender<ArtistId>.Recommend(RecommendationRequest<ArtistId> request) =>
        Artists.Recommend(request);

    IReadOnlyList<Recommendation<UserId>> IRecommender<UserId>.Recommend(RecommendationRequest<UserId> request) =>
        Friends.Recommend(request);

    private static GraphModel Read(ModelReader reader, int version)
    {
        if (version < FileFormat.Version)
        {
            throw new InvalidDataException(
                $"This graph was written in version {version} of its format, which lacks numbers of the song walk; " +
                $"this library reads version {FileFormat.Version}. Fit the graph again.");
        }

        var options = new GraphOptionsValidator().Validated(reader.ReadJson(GraphJson.Default.GraphOptions));
        var data = new TrainingData<SongId>(reader.ReadDataset<SongId>())
        {
            Artists = reader.ReadOptional(reader.ReadRelation<SongId, ArtistId>),
            Friends = reader.ReadOptional(reader.ReadRelation<UserId, UserId>),
        };
        var graph = new MusicGraph(data, reader.ReadNeighbourLists(data.Interactions.Items.Count, data.Interactions.Items.Count));
        var vectors = reader.ReadOptional(() => TasteVectors.Of(graph, reader.ReadInt32(), reader.ReadArray<float>()));
        return GraphTrainer.Compose(data, graph, options, vectors, CancellationToken.None);
    }

    private IScorer FriendScorer() => _options.Friends switch
    {
        FriendMethod.Social => new SocialFriendScorer(Graph),
        FriendMethod.SharedSongs => new SharedSongsFriendScorer(Graph),
        FriendMethod.ConnectedNodes => new ConnectedNodesFriendScorer(Graph),
        _ => new InterestsFriendScorer(Graph, TasteVectors!),
    };

    private ReadOnlySpan<int> KnownUsers(Listener listener) => listener.Row < 0 ? [] : Graph.Follows.Row(listener.Row);

    /// <summary>Leaves the listener out of the friends, also where known users are kept.</summary>
    private sealed class Others(IScorer scorer) : IScorer
    {
        public IListenerScorer For(Listener listener) => new Scorer(scorer.For(listener), listener);

        private sealed class Scorer(IListenerScorer scorer, Listener listener) : IListenerScorer
        {
            public void AddScores(ScoreBuffer scores, int[]? only = null)
            {
                scorer.AddScores(scores, only);
                if (listener.Row >= 0)
                {
                    scores[listener.Row] = float.NegativeInfinity;
                }
            }

            public Reason Explain(int node, int count) => scorer.Explain(node, count);

            public void Dispose() => scorer.Dispose();
        }
    }

    private sealed class NoFriends : IRecommender<UserId>
    {
        public IReadOnlyList<Recommendation<UserId>> Recommend(RecommendationRequest<UserId> request) =>
            throw new InvalidOperationException(
                "This graph was fitted on playlists, which have no friends. Fit it on listeners (RowKind.User) to recommend friends.");
    }
}
