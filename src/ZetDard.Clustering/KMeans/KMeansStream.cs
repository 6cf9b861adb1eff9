using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>
/// k-means of rows that come one after the other: a pass that counts and draws a sample, passes of mini-batches, and a pass that assigns.
/// </summary>
internal sealed class KMeansStream(IAsyncEnumerable<FeatureRow> rows, KMeansOptions options, IProgress<TrainingProgress>? progress)
{
    private const int SampleSize = 65_536;

    public async Task<KMeansModel> FitAsync(CancellationToken cancellationToken)
    {
        var random = new Random(options.Seed);
        var (sample, count) = await SampleAsync(random, cancellationToken).ConfigureAwait(false);
        if (count < options.ClusterCount)
        {
            throw new ArgumentException(
                $"{options.ClusterCount} clusters need as many rows or more; the stream has {count}. Ask for fewer clusters.");
        }

        var (space, places) = ClusterSpace.Fit(sample, options, count, cancellationToken);
        var start = Seeding.Choose(
            new(space, places), options.ClusterCount, options.Initialization, random, options.ThreadCount, progress, cancellationToken);
        var batchSize = (int)Math.Min(options.BatchSize, Math.Min(count, Math.Max(1, Array.MaxLength / space.Dimension)));
        var learner = new MiniBatch(space, start, batchSize, count, options.ThreadCount, random);
        var iteration = 0;
        while (iteration < options.MaxIterations && !learner.HasConverged)
        {
            iteration++;
            await foreach (var batch in BatchesAsync(space, batchSize, cancellationToken).ConfigureAwait(false))
            {
                learner.Learn(batch, cancellationToken);
                if (learner.HasConverged)
                {
                    break;
                }
            }

            progress?.Report(new("Clustering", iteration, options.MaxIterations));
        }

        return await AssignAsync(space, learner, checked((int)count), iteration, cancellationToken).ConfigureAwait(false);
    }

    // Every row of the stream is in the sample with the same chance (Vitter 1985, algorithm R): an order of the stream does not matter.
    private async Task<(List<FeatureRow> Sample, long Count)> SampleAsync(Random random, CancellationToken cancellationToken)
    {
        var (sample, count) = (new List<FeatureRow>(), 0L);
        var size = Math.Max(SampleSize, 3 * options.ClusterCount);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            row.ValuesOf(sample.Count == 0 ? row.Names ?? [] : sample[0].Names);
            var place = count < size ? count : random.NextInt64(count + 1);
            count++;
            if (place >= size)
            {
                continue;
            }

            // A copy: the stream may use its memory again.
            var copy = new FeatureRow(sample.Count == 0 ? row.Names ?? [] : sample[0].Names, row.Values.ToArray());
            if (place == sample.Count)
            {
                sample.Add(copy);
            }
            else
            {
                sample[(int)place] = copy;
            }
        }

        return (sample, count);
    }

    private async IAsyncEnumerable<PlacedRows> BatchesAsync(
        ClusterSpace space,
        int size,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (places, count) = (new float[size * space.Dimension], 0);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            space.Place(row.ValuesOf(space.Names), places.AsSpan(count * space.Dimension, space.Dimension));
            if (++count == size)
            {
                yield return new(space, places);
                (places, count) = (new float[places.Length], 0);
            }
        }

        if (count > 0)
        {
            yield return new(space, places[..(count * space.Dimension)]);
        }
    }

    private async Task<KMeansModel> AssignAsync(
        ClusterSpace space, MiniBatch learner, int count, int iterations, CancellationToken cancellationToken)
    {
        const int PartSize = 8_192;
        var clusterCount = learner.Centers.Length / space.Dimension;
        var (labels, sizes, inertia, done) = (new int[count], new int[clusterCount], 0.0, 0);
        await foreach (var part in BatchesAsync(space, PartSize, cancellationToken).ConfigureAwait(false))
        {
            if (done + part.Count > count)
            {
                throw Changed(count);
            }

            var codes = new RowCodes(part, Threads.Options(options.ThreadCount, cancellationToken));
            var assigned = new BoundedLabels(part, codes, clusterCount, options.ThreadCount);
            assigned.Assign(learner.Centers, cancellationToken);
            assigned.Labels.CopyTo(labels.AsSpan(done));
            inertia += Lloyd.Inertia(assigned, learner.Centers);
            for (var cluster = 0; cluster < clusterCount; cluster++)
            {
                sizes[cluster] += assigned.Sizes[cluster];
            }

            done += part.Count;
            progress?.Report(new("Assigning", done, count));
        }

        return done == count
            ? new(options, space, Lloyd.WithoutEmpty(learner.Centers, labels, sizes, inertia, iterations, learner.HasConverged))
            : throw Changed(count);
    }

    private static InvalidOperationException Changed(long count) => new(
        $"The stream had {count} rows in its first pass and another number in a later one; give a stream that has the same rows each time.");
}
