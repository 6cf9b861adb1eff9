using System.Globalization;
using System.Runtime.InteropServices;

namespace ZetDard.Recommenders.Testing.Tests;

/// <summary>A small learner keeps all promises; each fault breaks one, and the suite must name it.</summary>
public sealed class FeatureLearnerConformanceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_sound_learner_passes() =>
        FeatureLearnerConformance.CheckAsync(threads => new Listeners("", threads), describesCold: true, cancellationToken: Cancellation);

    [Fact]
    public Task A_learner_that_promises_no_cold_items_passes_without_them() => FeatureLearnerConformance.CheckAsync(
        threads => new Listeners("no cold", threads), describesCold: false, cancellationToken: Cancellation);

    [Theory]
    [InlineData("described", "The description does not depend on the number of threads")]
    [InlineData("changes data", "Learning leaves the training data as it was")]
    [InlineData("nothing", "There is a feature")]
    [InlineData("nameless", "Every name begins with a family")]
    [InlineData("invents", "Only items of the data have rows")]
    [InlineData("misses", "Every item of the dataset of which features and sound are known has a row")]
    [InlineData("no cold", "Items that nobody has, and of which features and sound are known, have rows")]
    [InlineData("threads", "with 2 threads")]
    [InlineData("remembers", "A learner sees nothing but the data that it is given")]
    [InlineData("deaf", "A fit that is cancelled before it begins")]
    [InlineData("unnamed", "Side data that is missing is an ArgumentException that names it")]
    [InlineData("null", "Learning from null is an ArgumentNullException")]
    public Task A_fault_is_named(string fault, string promise) =>
        Faults.IsNamedAsync(promise, () => FeatureLearnerConformance.CheckAsync(
            threads => new Listeners(fault, threads), describesCold: true, cancellationToken: Cancellation));

    /// <summary>How many listeners an item has; 0 for one that only features tell of.</summary>
    private sealed class Listeners(string fault, int threadCount) : IFeatureLearner<SongId>
    {
        private FeatureTable<SongId>? _last;

        public string Description => string.Create(CultureInfo.InvariantCulture, $"listeners {(fault == "described" ? threadCount : 0)}");

        public Task<FeatureTable<SongId>> LearnAsync(
            TrainingData<SongId> data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            Faults.Begin(fault, data, cancellationToken);

            if (data.ItemFeatures is null && fault == "unnamed")
            {
                throw new InvalidOperationException("Something is missing.");
            }

            if (fault == "changes data")
            {
                MemoryMarshal.AsMemory(data.ItemFeatures!.Rows[0].Values).Span[0]++;
            }

            var items = data.Interactions.Items.Skip(fault == "misses" ? 1 : 0).Concat(
                fault == "invents" ? [new SongId(long.MaxValue)] : []);
            var cold = fault == "no cold" ? [] : data.ItemFeatures?.Keys ?? Enumerable.Empty<SongId>();
            var counts = data.Interactions.ToInteractions().CountBy(interaction => interaction.Item).ToDictionary();
            var keys = new Vocabulary<SongId>(items.Union(cold.Where(item => !data.Interactions.Items.Contains(item))));
            string[] names = fault switch { "nothing" => [], "nameless" => [""], _ => ["listeners"] };
            var table = new FeatureTable<SongId>(
                keys, names, names.Length == 0
                    ? []
                    : [.. keys.Select(item => counts.GetValueOrDefault(item) + (fault == "threads" && threadCount == 2 ? 1f : 0))]);
            _last ??= table;
            return Task.FromResult(fault == "remembers" ? _last : table);
        }
    }
}
