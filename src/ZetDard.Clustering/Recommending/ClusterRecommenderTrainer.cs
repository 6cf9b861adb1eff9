using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>What all cluster recommenders share.</summary>
public static class ClusterRecommenderTrainer
{
    /// <summary>The key of the trainer in a container, and the name of its options.</summary>
    public const string Key = "clusters";
}

/// <summary>Finds clusters among the songs of a pool, for recommendations inside them.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// The pool is <see cref="TrainingData{TItem}.ItemFeatures"/>, with the songs that nobody has. Clusters are found without a look at who
/// has what.
/// The same data, options and seed of the clusterer give the same model, bit for bit.
/// </remarks>
/// <example>
/// <code>
/// var trainer = new ClusterRecommenderTrainer&lt;SongId&gt;(new KMeansTrainer(new() { ClusterCount = 20 }));
/// var songs = await trainer.FitAsync(data);           // looks at data.ItemFeatures
/// foreach (var step in songs.Walk(Profile.Of(user))) Console.WriteLine($"{step.Item} sounds like {step.Reason}");
/// var list = songs.Recommend(Profile.Of(user), n: 10, reasonCount: 1);
/// </code>
/// </example>
public sealed class ClusterRecommenderTrainer<TItem> : IRecommenderTrainer<TItem>
    where TItem : struct, IId<TItem>
{
    private readonly IClustererTrainer _clusterer;
    private readonly ClusterRecommenderOptions _options;

    /// <summary>Makes a trainer.</summary>
    /// <param name="clusterer">Finds the clusters.</param>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public ClusterRecommenderTrainer(IClustererTrainer clusterer, ClusterRecommenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(clusterer);
        _clusterer = clusterer;
        _options = new ClusterRecommenderOptionsValidator().Validated(options ?? new()) with { };
    }

    /// <inheritdoc/>
    public string Description =>
        $"{ClusterRecommenderTrainer.Key} {JsonSerializer.Serialize(_options, ClusterRecommenderJson.Default.ClusterRecommenderOptions)} by {_clusterer.Description}";

    /// <summary>Finds the clusters.</summary>
    /// <param name="data">The interactions and <see cref="TrainingData{TItem}.ItemFeatures"/>.</param>
    /// <param name="progress">Receives what the clusterer reports, then the clusters that are indexed.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <returns>The fitted recommender.</returns>
    /// <remarks>Memory: the pool three times and its index, 13 bytes for each value; four times while it is fitted.</remarks>
    /// <exception cref="ArgumentException">
    /// There are no features, or fewer songs with features than clusters asked for; the message says which.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public Task<ClusterRecommender<TItem>> FitAsync(
        TrainingData<TItem> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var features = data.ItemFeatures ?? throw new ArgumentException(
            "Clusters are of songs with features: give TrainingData.ItemFeatures, or add a learner (trainer.With).", nameof(data));
        if (features.Keys.Count == 0)
        {
            throw new ArgumentException("TrainingData.ItemFeatures has no rows: there is nothing to find clusters among.", nameof(data));
        }

        return Task.Run(() => FitAsync(data.Interactions, features, progress, cancellationToken), cancellationToken);
    }

    async Task<IRecommender<TItem>> IRecommenderTrainer<TItem>.FitAsync(
        TrainingData<TItem> data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        await FitAsync(data, progress, cancellationToken).ConfigureAwait(false);

    private async Task<ClusterRecommender<TItem>> FitAsync(
        InteractionDataset<TItem> interactions,
        FeatureTable<TItem> features,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        // Songs that somebody has come first: their numbers stay the same whatever else is in the pool.
        var items = new Vocabulary<TItem>(
            [.. interactions.Items.Where(features.Keys.Contains), .. features.Keys.Where(item => !interactions.Items.Contains(item))]);
        var pool = features.AlignTo(items);
        pool = _options.Standardize ? Standardizer.Fit(pool).Apply(pool) : pool;
        var clusters = await _clusterer.FitAsync(pool.Rows, progress, cancellationToken).ConfigureAwait(false);
        return clusters.Assignments.Count == items.Count
            ? new(interactions, pool, [.. clusters.Assignments], _options, progress, cancellationToken)
            : throw new InvalidOperationException(
                $"{_clusterer.GetType().Name} gave {clusters.Assignments.Count} of {items.Count} rows a cluster; every row needs one.");
    }
}
