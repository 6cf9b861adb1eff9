using System.Globalization;
using System.Runtime.InteropServices;

namespace ZetDard.Recommenders.Testing.Tests;

/// <summary>A small clusterer keeps all promises; each fault breaks one, and the suite must name it.</summary>
public sealed class ClustererConformanceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_sound_clusterer_passes() =>
        ClustererConformance.CheckAsync(threads => new Halves("", threads), cancellationToken: Cancellation);

    [Theory]
    [InlineData("described", "The description does not depend on the number of threads")]
    [InlineData("changes rows", "Fitting leaves the rows as they were")]
    [InlineData("few", "Every row has a cluster")]
    [InlineData("range", "A cluster is a number 0 … 1")]
    [InlineData("empty", "No cluster is empty")]
    [InlineData("assigns otherwise", "Assign gives the cluster of a row that was learned from")]
    [InlineData("threads", "a fit with 2 threads")]
    [InlineData("deaf", "A fit that is cancelled before it begins")]
    [InlineData("null", "A fit on null is an ArgumentNullException")]
    [InlineData("no rows", "A fit on no rows is an ArgumentException")]
    [InlineData("any row", "Assigning a row with another name")]
    [InlineData("any row", "A fit on rows of which one has a feature that is not finite")]
    [InlineData("forgets", "A loaded model answers as the saved one")]
    public Task A_fault_is_named(string fault, string promise) =>
        Faults.IsNamedAsync(
            promise, () => ClustererConformance.CheckAsync(threads => new Halves(fault, threads), cancellationToken: Cancellation));

    /// <summary>Two clusters: the rows whose first feature is below the mean, and the others.</summary>
    private sealed class Halves(string fault, int threadCount) : IClustererTrainer
    {
        public string Description => string.Create(CultureInfo.InvariantCulture, $"halves {(fault == "described" ? threadCount : 0)}");

        public Task<IClusterer> FitAsync(
            IReadOnlyList<FeatureRow> rows, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            Faults.Begin(fault, rows, cancellationToken);

            if (rows.Count < 2 && fault != "no rows")
            {
                throw new ArgumentException("Two clusters need two rows.", nameof(rows));
            }

            if (fault == "changes rows")
            {
                MemoryMarshal.AsMemory(rows[0].Values).Span[0]++;
            }

            foreach (var row in fault == "any row" ? [] : rows)
            {
                row.ValuesOf(rows[0].Names);
            }

            var mean = rows.Select(row => row.Values.Span[0]).DefaultIfEmpty().Average() + (fault == "threads" && threadCount == 2 ? 1 : 0);
            return Task.FromResult<IClusterer>(new Clusterer(fault, rows, rows.Count == 0 ? [] : rows[0].Names, mean));
        }

        private sealed class Clusterer(
            string fault, IReadOnlyList<FeatureRow> rows, IReadOnlyList<string> names, float mean) : IClusterer, ISaveable
        {
            public int ClusterCount => fault == "empty" ? 3 : 2;

            public IReadOnlyList<int> Assignments { get; } = [.. rows
                .Skip(fault == "few" ? 1 : 0)
                .Select(row => (row.Values.Span[0] < mean ? 0 : 1) + (fault == "range" ? 1 : 0))];

            public ModelFormat Format => new("halves", _ => new Clusterer(fault, rows, names, fault == "forgets" ? mean + 1 : mean));

            public void Write(ModelWriter writer)
            {
            }

            public int Assign(FeatureRow row)
            {
                var values = fault == "any row" ? row.Values.Span : row.ValuesOf(names);
                return values[0] < mean == (fault != "assigns otherwise") ? 0 : 1;
            }
        }
    }
}
