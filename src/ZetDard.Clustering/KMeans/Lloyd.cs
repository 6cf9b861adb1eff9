using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>
/// Lloyd's iteration: every row goes to its nearest centre, every centre to the mean of its rows, until nothing changes (Lloyd 1982).
/// </summary>
/// <remarks>
/// Minimises the inertia Σ |xᵢ − c(xᵢ)|² and ends in a local minimum. A cluster that lost all its rows takes the row that is farthest from
/// its centre, as in scikit-learn; of equally far ones the first. Where no row is off its centre, there are fewer different rows than
/// clusters, and the empty ones are left out.
/// </remarks>
internal static class Lloyd
{
    /// <param name="Centers">(cluster, column), without empty clusters.</param>
    /// <param name="Labels">The nearest centre of each row.</param>
    /// <param name="Sizes">Rows of each cluster.</param>
    /// <param name="Inertia">Σ |xᵢ − c(xᵢ)|².</param>
    /// <param name="Iterations">Rounds.</param>
    /// <param name="HasConverged">Whether it ended because nothing changed, or less than the tolerance.</param>
    public sealed record Result(double[] Centers, int[] Labels, int[] Sizes, double Inertia, int Iterations, bool HasConverged);

    /// <summary>Iterates.</summary>
    /// <param name="labels">Finds the nearest centres; made for these rows, and used once.</param>
    /// <param name="start">The centres to begin with, (cluster, column).</param>
    /// <param name="maxIterations">Stops after this many rounds.</param>
    /// <param name="tolerance">Stops when the squared moves of the centres add up to no more, relative to the mean variance.</param>
    /// <param name="progress">Receives a report for each round.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Result Run(
        RowLabels labels,
        double[] start,
        int maxIterations,
        double tolerance,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var rows = labels.Rows;
        var least = tolerance * (tolerance > 0 ? rows.MeanVariance() : 0);
        double[] centers = [.. start];
        var (iteration, hasConverged, isUpToDate) = (0, false, false);
        while (iteration < maxIterations && !hasConverged)
        {
            cancellationToken.ThrowIfCancellationRequested();
            iteration++;
            var changed = labels.Assign(centers, cancellationToken);
            progress?.Report(new("Clustering", iteration, maxIterations));
            if (changed == 0)
            {
                (hasConverged, isUpToDate) = (true, true);
                break;
            }

            Refill(labels, centers);
            var moved = MoveToMeans(labels, centers);
            hasConverged = moved <= least;
        }

        if (!isUpToDate)
        {
            labels.Assign(centers, cancellationToken);
        }

        // Rare: the last move of the centres left one without rows. Each turn lowers the inertia.
        for (var turn = 0; turn < labels.ClusterCount && labels.Sizes.Contains(0) && Refill(labels, centers) is { } refilled; turn++)
        {
            foreach (var (cluster, row) in refilled)
            {
                TensorPrimitives.ConvertTruncating(rows.Row(row), centers.AsSpan(cluster * rows.Dimension, rows.Dimension));
            }

            labels.Assign(centers, cancellationToken);
        }

        return WithoutEmpty(centers, labels.Labels, labels.Sizes, Inertia(labels, centers), iteration, hasConverged);
    }

    /// <summary>Gives empty clusters the rows that are farthest from their centres, but no cluster's last row.</summary>
    /// <returns>The clusters that got a row, and which; <see langword="null"/> where there was none to give.</returns>
    private static List<(int Cluster, int Row)>? Refill(RowLabels labels, double[] centers)
    {
        if (!labels.Sizes.Contains(0))
        {
            return null;
        }

        var (rows, dimension) = (labels.Rows, labels.Rows.Dimension);
        var far = new PriorityQueue<int, (double Nearness, int Row)>();
        for (var row = 0; row < rows.Count; row++)
        {
            var distance = Centers.SquaredDistance(rows.Row(row), centers.AsSpan(labels.Labels[row] * dimension, dimension));
            if (distance > 0)
            {
                far.Enqueue(row, (-distance, row));
            }
        }

        var given = new List<(int Cluster, int Row)>();
        for (var cluster = 0; cluster < labels.ClusterCount; cluster++)
        {
            while (labels.Sizes[cluster] == 0 && far.TryDequeue(out var row, out _))
            {
                if (labels.Sizes[labels.Labels[row]] > 1)
                {
                    labels.Move(row, cluster);
                    given.Add((cluster, row));
                }
            }
        }

        return given.Count == 0 ? null : given;
    }

    /// <summary>Moves every centre to the mean of its rows; one without rows stays.</summary>
    /// <returns>The sum of the squared distances.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double MoveToMeans(RowLabels labels, double[] centers)
    {
        var (rows, dimension, moved) = (labels.Rows, labels.Rows.Dimension, 0.0);
        var means = labels.Sums.ToArray();
        foreach (var row in rows.FarRows)
        {
            Centers.Add(rows.Row(row), means.AsSpan(labels.Labels[row] * dimension, dimension));
        }

        for (var cluster = 0; cluster < labels.ClusterCount; cluster++)
        {
            if (labels.Sizes[cluster] == 0)
            {
                continue;
            }

            var mean = means.AsSpan(cluster * dimension, dimension);
            var center = centers.AsSpan(cluster * dimension, dimension);
            foreach (ref var value in mean)
            {
                value /= labels.Sizes[cluster];
            }

            rows.Space.Normalize(mean);
            for (var column = 0; column < dimension; column++)
            {
                var difference = mean[column] - center[column];
                moved += difference * difference;
                center[column] = mean[column];
            }
        }

        return moved;
    }

    /// <summary>Σ |xᵢ − c(xᵢ)|².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Inertia(RowLabels labels, double[] centers)
    {
        var (rows, dimension, inertia) = (labels.Rows, labels.Rows.Dimension, 0.0);
        for (var row = 0; row < rows.Count; row++)
        {
            inertia += Centers.SquaredDistanceByLanes(rows.Row(row), centers.AsSpan(labels.Labels[row] * dimension, dimension));
        }

        return inertia;
    }

    /// <summary>A result that leaves out the clusters without rows.</summary>
    public static Result WithoutEmpty(
        double[] centers, int[] labels, int[] sizes, double inertia, int iterations, bool hasConverged)
    {
        var dimension = centers.Length / sizes.Length;
        int[] kept = [.. Enumerable.Range(0, sizes.Length).Where(cluster => sizes[cluster] > 0)];
        var number = new int[sizes.Length];
        foreach (var (index, cluster) in kept.Index())
        {
            number[cluster] = index;
        }

        return new(
            [.. kept.SelectMany(cluster => centers.AsSpan(cluster * dimension, dimension).ToArray())],
            Array.ConvertAll(labels, label => number[label]),
            [.. kept.Select(cluster => sizes[cluster])],
            inertia,
            iterations,
            hasConverged);
    }
}
