using System.Reflection;

namespace ZetDard.Recommenders.Testing;

/// <summary>What everything that finds clusters must do, as plain calls for any test framework.</summary>
public static class ClustererConformance
{
    /// <summary>
    /// Fits the trainer several times and checks every promise of <see cref="IClustererTrainer"/> and <see cref="IClusterer"/>.
    /// </summary>
    /// <param name="create">
    /// Makes the trainer for a number of threads (0 for as many as there are); one that has no such option ignores it.
    /// </param>
    /// <param name="rows">What to find clusters among; the songs of a <see cref="MusicWorld"/> where <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="ConformanceException">Promises are broken; the message lists all of them.</exception>
    public static async Task CheckAsync(
        Func<int, IClustererTrainer> create, IReadOnlyList<FeatureRow>? rows = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        rows ??= Common.World().ToTrainingData().ItemFeatures!.Rows;
        var broken = new Broken();
        Common.CheckDescription(threadCount => create(threadCount).Description, broken);
        var before = rows.SelectMany(row => row.Values.ToArray()).ToArray();
        var clusterer = await create(1).FitAsync(rows, cancellationToken: cancellationToken).ConfigureAwait(false);
        broken.When(
            !rows.SelectMany(row => row.Values.ToArray()).SequenceEqual(before),
            "Fitting leaves the rows as they were: they were changed.");
        int[] assigned = [.. clusterer.Assignments];
        broken.When(assigned.Length != rows.Count, $"Every row has a cluster: {assigned.Length} of {rows.Count} have one.");
        broken.When(
            assigned.Any(cluster => cluster < 0 || cluster >= clusterer.ClusterCount),
            $"A cluster is a number 0 … {clusterer.ClusterCount - 1}: one is not.");
        broken.When(
            assigned.Distinct().Count() != clusterer.ClusterCount,
            $"No cluster is empty: {assigned.Distinct().Count()} of {clusterer.ClusterCount} have rows.");
        var again = new int[rows.Count];
        Parallel.For(0, again.Length, i => again[i] = clusterer.Assign(rows[i]));
        broken.When(
            !again.SequenceEqual(assigned), "Assign gives the cluster of a row that was learned from, from any thread: it differs.");
        foreach (var threadCount in new[] { 1, 2, 0 })
        {
            var other = await create(threadCount).FitAsync(rows, cancellationToken: cancellationToken).ConfigureAwait(false);
            broken.When(
                other.ClusterCount != clusterer.ClusterCount || !other.Assignments.SequenceEqual(assigned),
                $"The same rows, options and seed give the same clusters: a fit with {threadCount} threads (0: all) differs from one with 1.");
        }

        await Common.CheckCancellationAsync((progress, token) => create(0).FitAsync(rows, progress, token), broken).ConfigureAwait(false);
        await broken.WhenNotThrownAsync<ArgumentNullException>(
            () => create(0).FitAsync(null!, cancellationToken: cancellationToken),
            "A fit on null is an ArgumentNullException").ConfigureAwait(false);
        await broken.WhenNotThrownAsync<ArgumentException>(
            () => create(0).FitAsync([], cancellationToken: cancellationToken),
            "A fit on no rows is an ArgumentException").ConfigureAwait(false);
        foreach (var (what, change) in RowChanges.Unlike)
        {
            broken.WhenNotThrown<ArgumentException>(
                () => clusterer.Assign(change(rows[0])), $"Assigning a row with {what} is an ArgumentException");
            await broken.WhenNotThrownAsync<ArgumentException>(
                () => create(0).FitAsync(
                    [.. rows.Select((row, i) => i == rows.Count / 2 ? change(row) : row)], cancellationToken: cancellationToken),
                $"A fit on rows of which one has {what} is an ArgumentException").ConfigureAwait(false);
        }

        if (clusterer is ISaveable saveable)
        {
            Common.CheckSaveAndLoad(
                saveable,
                path => ModelFile.LoadModel<ISaveable>(path, saveable.Format),
                loaded => loaded is IClusterer same
                    && same.ClusterCount == clusterer.ClusterCount
                    && same.Assignments.SequenceEqual(assigned)
                    && rows.Select(same.Assign).SequenceEqual(assigned),
                broken);
        }

        broken.ThrowIfAny(clusterer.GetType().Name);
    }

    /// <summary>The clusterer trainers in an assembly, for a test that demands a check of each.</summary>
    public static IReadOnlyList<Type> TrainersOf(Assembly assembly) => Common.ImplementationsOf(typeof(IClustererTrainer), assembly);
}
