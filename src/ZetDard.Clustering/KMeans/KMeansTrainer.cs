using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>Finds clusters by k-means.</summary>
/// <example>
/// <code>
/// var songs = table.Rows;                                     // a FeatureTable&lt;SongId&gt;
/// var clusters = await new KMeansTrainer(new() { ClusterCount = 20 }).FitAsync(songs);
/// int cluster = clusters.Assign(table[new SongId(1)]);
/// </code>
/// </example>
public sealed class KMeansTrainer : IClustererTrainer, ISaveable
{
    /// <summary>The key of the trainer in a container, and the name of its options.</summary>
    public const string Key = "k-means";

    private readonly KMeansOptions _options;

    /// <summary>Makes a trainer.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public KMeansTrainer(KMeansOptions? options = null) => _options = new KMeansOptionsValidator().Validated(options ?? new()) with { };

    /// <summary>The format of this trainer in model files of recommenders that use it.</summary>
    public static ModelFormat FileFormat { get; } =
        new($"{Key}/trainer", reader => new KMeansTrainer(reader.ReadJson(KMeansJson.Default.KMeansOptions)));

    /// <inheritdoc/>
    public string Description => $"{Key} {JsonSerializer.Serialize(_options with { ThreadCount = 0 }, KMeansJson.Default.KMeansOptions)}";

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteJson(_options, KMeansJson.Default.KMeansOptions);
    }

    /// <summary>Finds clusters.</summary>
    /// <param name="rows">The rows; all with the same names, all values finite.</param>
    /// <param name="progress">Receives a report for each round; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer rows than clusters asked for, or a row cannot be used; the message says which. (Of rows that are often the same,
    /// there may be fewer different ones than clusters asked for: then there are as many clusters as those.)
    /// </exception>
    public Task<KMeansModel> FitAsync(
        IReadOnlyList<FeatureRow> rows, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        FitAsync(rows, start: null, progress, cancellationToken);

    /// <summary>Finds clusters from given centres, for example those of an earlier fit on other rows.</summary>
    /// <param name="rows">The rows; all with the same names, all values finite.</param>
    /// <param name="start">
    /// Where each cluster begins, in the units of the rows; <see cref="KMeansOptions.ClusterCount"/> of them. <see langword="null"/> to
    /// choose them.
    /// </param>
    /// <param name="progress">Receives a report for each round; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer rows than clusters asked for, or a row or a centre cannot be used; the message says which.
    /// </exception>
    public Task<KMeansModel> FitAsync(
        IReadOnlyList<FeatureRow> rows,
        IReadOnlyList<FeatureRow>? start,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count < _options.ClusterCount)
        {
            throw new ArgumentException(
                $"{_options.ClusterCount} clusters need as many rows or more; {rows.Count} were given. Ask for fewer clusters.", nameof(rows));
        }

        if (start is not null && start.Count != _options.ClusterCount)
        {
            throw new ArgumentException(
                $"{start.Count} centres were given to begin with, and {_options.ClusterCount} clusters are asked for; give one for each.",
                nameof(start));
        }

        return Task.Run(() => Fit(rows, start, progress, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Finds clusters among rows that come one after the other and need not fit into memory, by mini-batches whatever
    /// <see cref="KMeansOptions.Method"/> says.
    /// </summary>
    /// <param name="rows">
    /// The rows; all with the same names, all values finite. Read several times: once to count them and to draw a sample of 65,536, for the
    /// start and the standardizing; once or more to learn; once to assign. The same rows must come each time, in any order but best in a
    /// random one; the memory of a row may be used again for the next.
    /// </param>
    /// <param name="progress">Receives a report for each pass; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer rows than clusters asked for, or a row cannot be used; the message says which.
    /// </exception>
    /// <exception cref="InvalidOperationException">A later pass has another number of rows than the first.</exception>
    public Task<KMeansModel> FitAsync(
        IAsyncEnumerable<FeatureRow> rows, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Task.Run(() => new KMeansStream(rows, _options, progress).FitAsync(cancellationToken), cancellationToken);
    }

    async Task<IClusterer> IClustererTrainer.FitAsync(
        IReadOnlyList<FeatureRow> rows, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        await FitAsync(rows, progress, cancellationToken).ConfigureAwait(false);

    private KMeansModel Fit(
        IReadOnlyList<FeatureRow> rows,
        IReadOnlyList<FeatureRow>? start,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var (space, places) = ClusterSpace.Fit(rows, _options, rows.Count, cancellationToken);
        var placed = new PlacedRows(space, places);
        var given = start?.SelectMany(center =>
        {
            var place = new float[space.Dimension];
            space.Place(center.ValuesOf(space.Names), place);
            return place;
        }).Select(value => (double)value).ToArray();
        var codes = new RowCodes(placed, Threads.Options(_options.ThreadCount, cancellationToken));
        return Fit(_options, placed, codes, given, progress, cancellationToken);
    }

    /// <summary>The best of some starts.</summary>
    internal static KMeansModel Fit(
        KMeansOptions options,
        PlacedRows rows,
        RowCodes codes,
        double[]? start,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var random = new Random(options.Seed);
        Lloyd.Result? best = null;
        for (var restart = 0; restart < (start is null ? options.Restarts : 1); restart++)
        {
            var centers = start ?? Seeding.Choose(
                rows, options.ClusterCount, options.Initialization, random, options.ThreadCount, progress, cancellationToken);
            var labels = new BoundedLabels(rows, codes, centers.Length / rows.Dimension, options.ThreadCount);
            var result = options.Method == KMeansMethod.Lloyd
                ? Lloyd.Run(labels, centers, options.MaxIterations, options.Tolerance, progress, cancellationToken)
                : ByBatches(options, labels, centers, random, progress, cancellationToken);
            best = best is null || result.Inertia < best.Inertia ? result : best;
        }

        return new(options, rows.Space, best!);
    }

    private static Lloyd.Result ByBatches(
        KMeansOptions options,
        RowLabels labels,
        double[] start,
        Random random,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var (rows, size) = (labels.Rows, Math.Min(options.BatchSize, labels.Rows.Count));
        var learner = new MiniBatch(rows.Space, [.. start], size, rows.Count, options.ThreadCount, random);
        var iteration = 0;
        while (iteration < options.MaxIterations && !learner.HasConverged)
        {
            iteration++;
            for (var done = 0; done < rows.Count && !learner.HasConverged; done += size)
            {
                var batch = new float[size * rows.Dimension];
                for (var at = 0; at < batch.Length; at += rows.Dimension)
                {
                    rows.Row(random.Next(rows.Count)).CopyTo(batch.AsSpan(at));
                }

                learner.Learn(new(rows.Space, batch), cancellationToken);
            }

            progress?.Report(new("Clustering", iteration, options.MaxIterations));
        }

        labels.Assign(learner.Centers, cancellationToken);
        return Lloyd.WithoutEmpty(
            learner.Centers, labels.Labels, labels.Sizes, Lloyd.Inertia(labels, learner.Centers), iteration, learner.HasConverged);
    }
}
