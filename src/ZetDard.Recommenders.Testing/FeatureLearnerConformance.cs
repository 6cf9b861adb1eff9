using System.Reflection;
using System.Runtime.InteropServices;

namespace ZetDard.Recommenders.Testing;

/// <summary>What everything that learns features must do, as plain calls for any test framework.</summary>
public static class FeatureLearnerConformance
{
    /// <summary>Learns several times and checks every promise of <see cref="IFeatureLearner{TItem}"/>.</summary>
    /// <typeparam name="TItem">The item's id type.</typeparam>
    /// <param name="create">
    /// Makes the learner for a number of threads (0 for as many as there are); one that has no such option ignores it.
    /// </param>
    /// <param name="describesCold">Whether it promises rows for items that nobody has, where the data tells of them.</param>
    /// <param name="data">
    /// What to learn from; a <see cref="MusicWorld"/> where <see langword="null"/>. Where cold items are promised, its features or sound
    /// hold some.
    /// </param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="ConformanceException">Promises are broken; the message lists all of them.</exception>
    public static async Task CheckAsync<TItem>(
        Func<int, IFeatureLearner<TItem>> create,
        bool describesCold,
        TrainingData<TItem>? data = null,
        CancellationToken cancellationToken = default)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(create);
        data ??= Common.Data<TItem>();
        var broken = new Broken();
        Common.CheckDescription(threadCount => create(threadCount).Description, broken);
        var before = Common.HashOf(data);
        var learner = create(1);
        var table = await learner.LearnAsync(data, cancellationToken: cancellationToken).ConfigureAwait(false);
        broken.When(Common.HashOf(data) != before, "Learning leaves the training data as it was: it was changed.");
        CheckRows(table, data, describesCold, broken);
        foreach (var threadCount in new[] { 1, 2, 0 })
        {
            var again = await create(threadCount).LearnAsync(data, cancellationToken: cancellationToken).ConfigureAwait(false);
            broken.When(
                Print(again) != Print(table),
                $"The same data, options and seed give the same bits: with {threadCount} threads (0: all) they differ from those with 1.");
        }

        // What another fold holds must not be seen in this one.
        var half = data with { Interactions = Half(data.Interactions) };
        var fresh = await create(1).LearnAsync(half, cancellationToken: cancellationToken).ConfigureAwait(false);
        var used = await learner.LearnAsync(half, cancellationToken: cancellationToken).ConfigureAwait(false);
        broken.When(
            Print(used) != Print(fresh), "A learner sees nothing but the data that it is given: after other data it gives other features.");

        await Common.CheckCancellationAsync((progress, token) => create(0).LearnAsync(data, progress, token), broken).ConfigureAwait(false);
        await Common.CheckMissingSideDataAsync(
            bare => create(0).LearnAsync(bare, cancellationToken: cancellationToken), data, broken).ConfigureAwait(false);
        await broken.WhenNotThrownAsync<ArgumentNullException>(
            () => create(0).LearnAsync(null!, cancellationToken: cancellationToken),
            "Learning from null is an ArgumentNullException").ConfigureAwait(false);
        broken.ThrowIfAny(learner.GetType().Name);
    }

    /// <summary>The feature learners in an assembly, for a test that demands a check of each.</summary>
    public static IReadOnlyList<Type> LearnersOf(Assembly assembly) => Common.ImplementationsOf(typeof(IFeatureLearner<>), assembly);

    // A table checks itself that values are finite and names distinct.
    private static void CheckRows<TItem>(FeatureTable<TItem> table, TrainingData<TItem> data, bool describesCold, Broken broken)
        where TItem : struct, IId<TItem>
    {
        var known = data.Interactions.Items.Union(data.ItemFeatures?.Keys ?? Enumerable.Empty<TItem>())
            .Union(data.Waveforms?.Items ?? Enumerable.Empty<TItem>())
            .Union(data.Artists?.From ?? Enumerable.Empty<TItem>())
            .ToHashSet();
        var described = Common.DescribedItems(data).ToArray();
        TItem[] warm = [.. described.Where(data.Interactions.Items.Contains)], cold = [.. described.Except(warm)];
        broken.When(table.Dimension == 0, "There is a feature: there is none.");
        broken.When(table.Names.Any(name => FeatureTable.FamilyOf(name).Length == 0), "Every name begins with a family: one is empty.");
        broken.When(
            !table.Keys.All(known.Contains),
            $"Only items of the data have rows: {table.Keys.FirstOrDefault(item => !known.Contains(item))} is another.");
        broken.When(
            !warm.All(table.Keys.Contains),
            $"Every item of the dataset of which features and sound are known has a row: {warm.FirstOrDefault(item => !table.Keys.Contains(item))} has none.");
        if (describesCold)
        {
            broken.When(
                cold.Length == 0 || !cold.All(table.Keys.Contains),
                $"Items that nobody has, and of which features and sound are known, have rows: {cold.Count(table.Keys.Contains)} of {cold.Length} do.");
        }
    }

    private static InteractionDataset<TItem> Half<TItem>(InteractionDataset<TItem> data)
        where TItem : struct, IId<TItem> =>
        InteractionDataset.From(data.ToInteractions().Where(interaction => data.Users.IndexOf(interaction.User) % 2 == 0), data.Rows);

    // Bits of the features, not their digits: equal must mean equal.
    private static string Print<TItem>(FeatureTable<TItem> table)
        where TItem : struct, IId<TItem> =>
        string.Join('\n', table.Keys
            .Select((item, row) => $"{item.Value} {Convert.ToHexString(MemoryMarshal.AsBytes(table.Row(row)))}")
            .Prepend(string.Join(' ', table.Names)));
}
