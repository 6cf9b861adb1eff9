using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>
/// Mini-batch k-means (Sculley 2010): every batch moves its nearest centres towards its rows, the less the more rows a centre has seen.
/// </summary>
/// <remarks>
/// With three refinements of scikit-learn: a centre is the mean of all rows that it has seen; centres that see less than a hundredth of
/// the rows of the busiest are set on rows of a batch each time that ten times as many rows as centres have gone by; and it ends when a
/// smoothed inertia of the batches has not fallen by a ten-thousandth for ten batches.
/// </remarks>
internal sealed class MiniBatch
{
    private const double RareShare = .01;
    private const int Patience = 10;
    private const double LeastGain = 1e-4;          // batches that come again in the same order would gain a hair for ever

    private readonly ClusterSpace _space;
    private readonly double[] _centers;
    private readonly double[] _seen;                    // rows that each centre has seen
    private readonly double _smoothing;
    private readonly int _threadCount;
    private readonly Random _random;
    private long _rareUntil;
    private double _smoothed = double.NaN;
    private double _least = double.PositiveInfinity;
    private long _rowCount;
    private int _withoutGain;

    /// <param name="space">The space of the rows.</param>
    /// <param name="start">(cluster, column): where to begin.</param>
    /// <param name="batchSize">Rows of a batch.</param>
    /// <param name="totalCount">Rows in all.</param>
    /// <param name="threadCount">Maximum number of threads; 0 takes one for each processor.</param>
    /// <param name="random">Chooses rows for rare centres.</param>
    public MiniBatch(ClusterSpace space, double[] start, int batchSize, long totalCount, int threadCount, Random random)
    {
        (_space, _centers, _threadCount, _random) = (space, start, threadCount, random);
        _seen = new double[start.Length / space.Dimension];
        _smoothing = Math.Min(1, 2.0 * batchSize / (totalCount + 1));
        _rareUntil = 10L * _seen.Length;
    }

    /// <summary>Whether the inertia of the batches has stopped falling.</summary>
    public bool HasConverged => _withoutGain >= Patience;

    public double[] Centers => _centers;

    /// <summary>Learns from a batch.</summary>
    public void Learn(PlacedRows batch, CancellationToken cancellationToken)
    {
        var labels = new BoundedLabels(batch, new(batch, Threads.Options(_threadCount, cancellationToken)), _seen.Length, _threadCount);
        labels.Assign(_centers, cancellationToken);
        var (dimension, inertia) = (_space.Dimension, 0.0);
        for (var row = 0; row < batch.Count; row++)
        {
            inertia += Clustering.Centers.SquaredDistance(
                batch.Row(row), _centers.AsSpan(labels.Labels[row] * dimension, dimension)) / batch.Count;
        }

        foreach (var row in batch.FarRows)
        {
            var sums = labels.Sums.AsSpan(labels.Labels[row] * dimension, dimension);
            var place = batch.Row(row);
            for (var column = 0; column < dimension; column++)
            {
                sums[column] += place[column];
            }
        }

        for (var cluster = 0; cluster < _seen.Length; cluster++)
        {
            if (labels.Sizes[cluster] == 0)
            {
                continue;
            }

            var center = _centers.AsSpan(cluster * dimension, dimension);
            var total = _seen[cluster] + labels.Sizes[cluster];
            for (var column = 0; column < dimension; column++)
            {
                center[column] = ((center[column] * _seen[cluster]) + labels.Sums[(cluster * dimension) + column]) / total;
            }

            _seen[cluster] = total;
            _space.Normalize(center);
        }

        _rowCount += batch.Count;
        if (_rowCount >= _rareUntil)
        {
            ReplaceRare(batch);
            _rareUntil = _rowCount + (10L * _seen.Length);
        }

        _smoothed = double.IsNaN(_smoothed) ? inertia : (_smoothed * (1 - _smoothing)) + (inertia * _smoothing);
        _withoutGain++;
        if (_smoothed < _least * (1 - LeastGain))
        {
            (_least, _withoutGain) = (_smoothed, 0);
        }
    }

    // At most half of a batch becomes centres.
    private void ReplaceRare(PlacedRows batch)
    {
        var limit = RareShare * _seen.Max();
        int[] rare = [.. Enumerable.Range(0, _seen.Length).Where(cluster => _seen[cluster] < limit)
            .OrderBy(cluster => _seen[cluster]).Take(batch.Count / 2)];
        if (rare.Length == 0)
        {
            return;
        }

        var least = _seen.Where((_, cluster) => !rare.Contains(cluster)).Min();
        foreach (var cluster in rare)
        {
            var place = batch.Row(_random.Next(batch.Count));
            for (var column = 0; column < place.Length; column++)
            {
                _centers[(cluster * place.Length) + column] = place[column];
            }

            _seen[cluster] = least;
        }
    }
}
