using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Clustering;

/// <summary>Chooses the rows at which k-means begins.</summary>
internal static class Seeding
{
    /// <summary>Chooses rows as centres.</summary>
    /// <returns>(cluster, column); fewer where there are fewer different rows, if the method looks for that.</returns>
    public static double[] Choose(
        PlacedRows rows,
        int count,
        KMeansInitialization initialization,
        Random random,
        int threadCount,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var chosen = initialization == KMeansInitialization.RandomRows
            ? RandomRows(rows.Count, count, random)
            : PlusPlus(rows, count, random, threadCount, progress, cancellationToken);
        var centers = new double[chosen.Length * rows.Dimension];
        foreach (var (index, row) in chosen.Index())
        {
            TensorPrimitives.ConvertTruncating(rows.Row(row), centers.AsSpan(index * rows.Dimension, rows.Dimension));
        }

        return centers;
    }

    // The first steps of a shuffle.
    private static int[] RandomRows(int rowCount, int count, Random random)
    {
        int[] rows = [.. Enumerable.Range(0, rowCount)];
        for (var i = 0; i < count; i++)
        {
            var other = random.Next(i, rowCount);
            (rows[i], rows[other]) = (rows[other], rows[i]);
        }

        return rows[..count];
    }

    /// <summary>
    /// k-means++ with 2 + ⌊ln k⌋ candidates a step (Arthur and Vassilvitskii 2007, §5): each is drawn with a chance proportional to its
    /// squared distance from the nearest row that was chosen, and the one that leaves the least sum of them is taken.
    /// </summary>
    private static int[] PlusPlus(
        PlacedRows rows,
        int count,
        Random random,
        int threadCount,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var candidates = new int[2 + (int)Math.Log(count)];
        var chosen = new List<int> { random.Next(rows.Count) };
        var distances = new SeedDistances(rows, candidates.Length, threadCount, cancellationToken);
        distances.Take(chosen[0]);
        while (chosen.Count < count && distances.Total > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < candidates.Length; i++)
            {
                candidates[i] = distances.Draw(random.NextDouble());
            }

            chosen.Add(candidates[distances.Best(candidates)]);
            distances.Take(chosen[^1]);
            progress?.Report(new("Choosing centres", chosen.Count, count));
        }

        return [.. chosen];
    }
}
