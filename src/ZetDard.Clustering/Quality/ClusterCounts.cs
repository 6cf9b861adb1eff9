using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>Helps to choose the number of clusters.</summary>
/// <example>
/// <code>
/// var table = await ClusterCounts.CompareAsync(rows, [2, 4, 8, 12, 16, 24, 32]);
/// Console.WriteLine(table);
/// var clusters = await new KMeansTrainer(new() { ClusterCount = table.Elbow ?? 8 }).FitAsync(rows);
/// </code>
/// </example>
public static class ClusterCounts
{
    /// <summary>Runs k-means for several numbers of clusters, in parallel.</summary>
    /// <param name="rows">The rows; all with the same names, all values finite.</param>
    /// <param name="counts">The numbers of clusters, 1 or more each, no more than there are rows.</param>
    /// <param name="options">The other options of k-means; defaults where <see langword="null"/>.</param>
    /// <param name="silhouetteSampleSize">The rows of which the silhouette is taken, drawn by the seed of the options, 3 or more.</param>
    /// <param name="progress">Receives a report for each number that is done; may be called from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">A number is below 1 or above that of the rows, or a row cannot be used.</exception>
    public static Task<ClusterCountTable> CompareAsync(
        IReadOnlyList<FeatureRow> rows,
        IReadOnlyCollection<int> counts,
        KMeansOptions? options = null,
        int silhouetteSampleSize = 2_000,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfLessThan(silhouetteSampleSize, 3);
        var chosen = new KMeansOptionsValidator().Validated(options ?? new()) with { };
        int[] ordered = [.. counts.Distinct().Order()];
        if (ordered.Length == 0 || ordered[0] < 1 || ordered[^1] > rows.Count)
        {
            throw new ArgumentException(
                $"The numbers of clusters are {string.Join(", ", ordered)}; give one or more, each 1 … {rows.Count}, which is how many rows there are.",
                nameof(counts));
        }

        return Task.Run(() => Compare(rows, ordered, chosen, silhouetteSampleSize, progress, cancellationToken), cancellationToken);
    }

    private static ClusterCountTable Compare(
        IReadOnlyList<FeatureRow> rows,
        int[] counts,
        KMeansOptions options,
        int sampleSize,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var parallel = Threads.Options(options.ThreadCount, cancellationToken);
        var (space, places) = ClusterSpace.Fit(rows, options, rows.Count, cancellationToken);
        var placed = new PlacedRows(space, places);
        var codes = new RowCodes(placed, parallel);
        var scaled = new FeatureRow[rows.Count];
        for (var row = 0; row < scaled.Length; row++)
        {
            scaled[row] = new(space.Names, places.AsMemory(row * space.Dimension, space.Dimension));
        }

        var (results, done) = (new ClusterCountRow[counts.Length], 0);

        // The largest first: it takes longest.
        Parallel.For(0, counts.Length, parallel, i =>
        {
            var place = counts.Length - 1 - i;
            var model = KMeansTrainer.Fit(
                options with { ClusterCount = counts[place], ThreadCount = 1 },
                placed,
                codes,
                start: null,
                progress: null,
                cancellationToken);
            results[place] = new(counts[place], model.Inertia, SilhouetteOf(model));
            progress?.Report(new("Comparing numbers of clusters", Interlocked.Increment(ref done), counts.Length));
        });
        return new(results);

        double? SilhouetteOf(KMeansModel model)
        {
            try
            {
                return ClusterQuality.Silhouette(scaled, model.Assignments, sampleSize, options.Seed, 1, cancellationToken);
            }
            catch (ArgumentException)
            {
                return null;            // one cluster, or as many as the sample has rows
            }
        }
    }
}
