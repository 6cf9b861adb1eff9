using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>Finds clusters by ML.NET's k-means, begun by k-means++.</summary>
/// <remarks>
/// One thread, because with more the sums, and with them the clusters, may differ between runs. Clusters that ML.NET leaves empty are
/// left out, so there may be fewer than asked for; of rows that are often the same there are at most as many as different ones.
/// The rows are assigned here, to the nearest centre, the first of equally near ones.
/// </remarks>
/// <example>
/// <code>
/// var clusters = await new MicrosoftMLKMeansTrainer(new() { ClusterCount = 20 }).FitAsync(table.Rows);
/// int cluster = clusters.Assign(table[song]);
/// </code>
/// </example>
public sealed class MicrosoftMLKMeansTrainer : IClustererTrainer, ISaveable
{
    /// <summary>The key of the trainer in a container, and the name of its options.</summary>
    public const string Key = "microsoft-ml-k-means";

    private readonly MicrosoftMLKMeansOptions _options;

    /// <summary>Makes a trainer.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public MicrosoftMLKMeansTrainer(MicrosoftMLKMeansOptions? options = null) =>
        _options = new MicrosoftMLKMeansOptionsValidator().Validated(options ?? new()) with { };

    /// <summary>The format of this trainer in model files of recommenders that use it.</summary>
    public static ModelFormat FileFormat { get; } = new(
        $"{Key}/trainer", reader => new MicrosoftMLKMeansTrainer(reader.ReadJson(MicrosoftMLJson.Default.MicrosoftMLKMeansOptions)));

    /// <summary>The format of the clusterers in model files. They hold the centres; ML.NET is not needed to read them.</summary>
    public static ModelFormat ClustererFormat { get; } = new(Key, MicrosoftMLClusterer.Read);

    /// <inheritdoc/>
    public string Description => $"{Key} {JsonSerializer.Serialize(_options, MicrosoftMLJson.Default.MicrosoftMLKMeansOptions)}";

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteJson(_options, MicrosoftMLJson.Default.MicrosoftMLKMeansOptions);
    }

    /// <inheritdoc/>
    public async Task<IClusterer> FitAsync(
        IReadOnlyList<FeatureRow> rows, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new("Finding clusters", 0, rows.Count));
        var clusterer = await Task.Run(() => Fit(rows, cancellationToken), cancellationToken).ConfigureAwait(false);
        progress?.Report(new("Finding clusters", rows.Count, rows.Count));
        return clusterer;
    }

    private MicrosoftMLClusterer Fit(IReadOnlyList<FeatureRow> rows, CancellationToken cancellationToken)
    {
        var table = LearnedRows.Of(rows, _options.Standardize);
        if (_options.ClusterCount > rows.Count)
        {
            throw new ArgumentException(
                $"{rows.Count} rows cannot make {_options.ClusterCount} clusters, none of them empty: ask for {rows.Count} or fewer.",
                nameof(rows));
        }

        var view = new FeatureDataView(rows.Count, [ViewColumn.Vector("Features", table.Names, table.Row)], cancellationToken);
        var differentCount = Enumerable.Range(0, rows.Count).Select(table.Row).Distinct(new SameValues()).Count();
        var ml = new MLContext(_options.Seed);
        var estimator = ml.Clustering.Trainers.KMeans(new KMeansTrainer.Options
        {
            NumberOfClusters = Math.Min(_options.ClusterCount, differentCount),
            MaximumNumberOfIterations = _options.MaxIterations,
            InitializationAlgorithm = KMeansTrainer.InitializationAlgorithm.KMeansPlusPlus,
            NumberOfThreads = 1,
        });
        var model = Explained.Fit(
            $"k-means to {rows.Count} rows of {table.Names.Count} features and {_options.ClusterCount} clusters",
            () => estimator.Fit(view),
            cancellationToken);
        VBuffer<float>[]? centers = null;
        model.Model.GetClusterCentroids(ref centers, out _);
        return MicrosoftMLClusterer.Of(table, rows.Count, [.. centers.Select(center => center.DenseValues().ToArray())]);
    }

    private sealed class SameValues : IEqualityComparer<ReadOnlyMemory<float>>
    {
        public bool Equals(ReadOnlyMemory<float> x, ReadOnlyMemory<float> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<float> obj)
        {
            var hash = default(HashCode);
            foreach (var value in obj.Span)
            {
                hash.Add(value);        // 0 and −0 are equal, and have the same hash; so bytes would not do
            }

            return hash.ToHashCode();
        }
    }
}
