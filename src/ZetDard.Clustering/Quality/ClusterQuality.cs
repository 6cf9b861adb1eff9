using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>How good clusters are, by themselves and beside others.</summary>
/// <remarks>
/// Distances are Euclidean between the values as given: give rows of one unit, such as <see cref="KMeansModel.Scale"/> makes.
/// </remarks>
public static class ClusterQuality
{
    /// <summary>
    /// The silhouette (Rousseeuw 1987), −1 … 1: how much nearer a row is to its own cluster than to the next one, (b − a) / max(a, b) in the
    /// mean over all rows, with the mean distances a from the others of its cluster and b from those of the nearest other cluster; a row that
    /// is alone counts 0.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="assignments">The cluster of each row.</param>
    /// <param name="sampleSize">
    /// How many rows to draw, of which alone the silhouette is then taken; <see langword="null"/> for all. The cost is n² · columns: 100,000
    /// rows of 60 take minutes, 5,000 of them less than a second.
    /// </param>
    /// <param name="seed">The seed of the sample.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor. The result does not depend on it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">
    /// There is not one cluster for each row, or there are not 2 … n − 1 clusters (of the sample); or the rows have different features.
    /// </exception>
    public static double Silhouette(
        IReadOnlyList<FeatureRow> rows,
        IReadOnlyList<int> assignments,
        int? sampleSize = null,
        int seed = 42,
        int threadCount = 0,
        CancellationToken cancellationToken = default)
    {
        var (values, dimension) = Values(rows, assignments);
        var chosen = Enumerable.Range(0, rows.Count).ToArray();
        if (sampleSize is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 3);
            new Random(seed).Shuffle(chosen);
            chosen = [.. chosen.Take(size)];
        }

        var (labels, sizes) = Numbered([.. chosen.Select(row => assignments[row])]);
        RequireClusters(sizes.Length, chosen.Length, nameof(assignments));
        var silhouettes = new double[chosen.Length];
        Parallel.For(
            0,
            chosen.Length,
            Threads.Options(threadCount, cancellationToken),
            () => new double[sizes.Length],
            (i, _, sums) =>
            {
                sums.AsSpan().Clear();
                for (var j = 0; j < chosen.Length; j++)
                {
                    sums[labels[j]] += Distance(Row(chosen[i]), Row(chosen[j]));
                }

                var own = labels[i];
                var (inside, outside) = (sums[own] / Math.Max(1, sizes[own] - 1), double.PositiveInfinity);
                for (var cluster = 0; cluster < sums.Length; cluster++)
                {
                    outside = cluster == own ? outside : Math.Min(outside, sums[cluster] / sizes[cluster]);
                }

                var larger = Math.Max(inside, outside);
                silhouettes[i] = sizes[own] == 1 || larger == 0 ? 0 : (outside - inside) / larger;
                return sums;
            },
            static _ => { });
        var total = 0.0;
        foreach (var silhouette in silhouettes)
        {
            total += silhouette;
        }

        return total / silhouettes.Length;

        ReadOnlySpan<float> Row(int row) => values.AsSpan(row * dimension, dimension);
    }

    /// <summary>
    /// The Davies-Bouldin index (1979), 0 or more, lower is better: for each cluster the worst sum of two clusters' mean distances from their
    /// centres relative to the distance of the centres, in the mean over the clusters. Linear in the rows.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="assignments">The cluster of each row.</param>
    /// <exception cref="ArgumentException">
    /// There is not one cluster for each row, or there are not 2 … n − 1 clusters; or the rows have different features.
    /// </exception>
    public static double DaviesBouldin(IReadOnlyList<FeatureRow> rows, IReadOnlyList<int> assignments)
    {
        var (values, dimension) = Values(rows, assignments);
        var (labels, sizes) = Numbered([.. assignments]);
        RequireClusters(sizes.Length, rows.Count, nameof(assignments));
        var centers = new double[sizes.Length * dimension];
        for (var i = 0; i < values.Length; i++)
        {
            var cluster = labels[i / dimension];
            centers[(cluster * dimension) + (i % dimension)] += values[i] / (double)sizes[cluster];
        }

        var spreads = new double[sizes.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            spreads[labels[row]] += Math.Sqrt(Centers.SquaredDistance(
                values.AsSpan(row * dimension, dimension), centers.AsSpan(labels[row] * dimension, dimension))) / sizes[labels[row]];
        }

        var total = 0.0;
        for (var cluster = 0; cluster < sizes.Length; cluster++)
        {
            var worst = 0.0;
            for (var other = 0; other < sizes.Length; other++)
            {
                var between = System.Numerics.Tensors.TensorPrimitives.Distance<double>(
                    centers.AsSpan(cluster * dimension, dimension), centers.AsSpan(other * dimension, dimension));
                worst = other == cluster || between == 0 ? worst : Math.Max(worst, (spreads[cluster] + spreads[other]) / between);
            }

            total += worst;
        }

        return total / sizes.Length;
    }

    /// <summary>
    /// The adjusted Rand index (Hubert and Arabie 1985): how well two divisions of the same things agree on pairs; 1 for the same division, 0
    /// for what chance gives, below 0 for less.
    /// </summary>
    /// <exception cref="ArgumentException">The two are not equally long, or empty.</exception>
    public static double AdjustedRand(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        var (cells, rows, columns, count) = Contingency(first, second);
        var (both, inFirst, inSecond) = (cells.Sum(Pairs), rows.Sum(Pairs), columns.Sum(Pairs));
        var expected = inFirst * inSecond / Math.Max(1, Pairs(count));
        var largest = (inFirst + inSecond) / 2;
        return largest == expected ? 1 : (both - expected) / (largest - expected);

        static double Pairs(int n) => n * (n - 1.0) / 2;
    }

    /// <summary>
    /// The mutual information of two divisions of the same things, divided by the mean of their entropies: 0 … 1, 1 for the same division.
    /// Not corrected for chance: many small clusters raise it.
    /// </summary>
    /// <exception cref="ArgumentException">The two are not equally long, or empty.</exception>
    public static double NormalizedMutualInformation(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        var (cells, rows, columns, count) = Contingency(first, second);
        var (inFirst, inSecond) = (Entropy(rows), Entropy(columns));
        var mean = (inFirst + inSecond) / 2;
        return mean == 0 ? 1 : Math.Clamp((inFirst + inSecond - Entropy(cells)) / mean, 0, 1);

        double Entropy(IEnumerable<int> parts) => -parts.Sum(part => part / (double)count * Math.Log(part / (double)count));
    }

    private static (int[] Cells, int[] Rows, int[] Columns, int Count) Contingency(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.Count == second.Count && first.Count > 0
            ? ([.. first.Zip(second).CountBy(pair => pair).Select(pair => pair.Value)], Numbered(first).Sizes, Numbered(second).Sizes, first.Count)
            : throw new ArgumentException(
                $"There are {first.Count} and {second.Count} clusters of things; give one for each thing in both, in the same order.",
                nameof(second));
    }

    // Clusters as 0, 1, … in the order of their first row, whatever numbers they have.
    private static (int[] Labels, int[] Sizes) Numbered(IReadOnlyList<int> assignments)
    {
        var (numbers, sizes) = (new Dictionary<int, int>(), new List<int>());
        var labels = new int[assignments.Count];
        for (var row = 0; row < labels.Length; row++)
        {
            if (!numbers.TryGetValue(assignments[row], out labels[row]))
            {
                numbers[assignments[row]] = labels[row] = sizes.Count;
                sizes.Add(0);
            }

            sizes[labels[row]]++;
        }

        return (labels, [.. sizes]);
    }

    private static (float[] Values, int Dimension) Values(IReadOnlyList<FeatureRow> rows, IReadOnlyList<int> assignments)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(assignments);
        if (rows.Count == 0 || rows.Count != assignments.Count)
        {
            throw new ArgumentException(
                $"There are {rows.Count} rows and {assignments.Count} clusters of rows; give one row or more, and a cluster for each.",
                nameof(assignments));
        }

        var names = rows[0].Names ?? [];
        var values = new float[rows.Count * names.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            rows[row].ValuesOf(names).CopyTo(values.AsSpan(row * names.Count));
        }

        return (values, names.Count);
    }

    private static void RequireClusters(int clusterCount, int rowCount, string parameter)
    {
        if (clusterCount < 2 || clusterCount >= rowCount)
        {
            throw new ArgumentException(
                $"There are {clusterCount} clusters of {rowCount} rows; this measure needs 2 … n − 1 clusters of n rows.", parameter);
        }
    }

    private static double Distance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = 0.0;
        for (var column = 0; column < left.Length; column++)
        {
            var difference = (double)left[column] - right[column];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }
}
