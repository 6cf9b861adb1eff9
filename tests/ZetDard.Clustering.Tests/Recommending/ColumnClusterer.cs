using ZetDard.Recommenders;

namespace ZetDard.Clustering.Tests;

/// <summary>Rows with the same value in the first column are a cluster: what a test wants to be one.</summary>
internal sealed class ColumnClusterer : IClustererTrainer
{
    public string Description => "column";

    public Task<IClusterer> FitAsync(
        IReadOnlyList<FeatureRow> rows, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        cancellationToken.ThrowIfCancellationRequested();
        float[] values = [.. rows.Select(row => row.Values.Span[0]).Distinct().Order()];
        progress?.Report(new("Finding clusters", 0, 1));
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IClusterer>(new Clusters(values, [.. rows.Select(row => Array.IndexOf(values, row.Values.Span[0]))]));
    }

    private sealed class Clusters(float[] values, int[] assignments) : IClusterer
    {
        public int ClusterCount => values.Length;

        public IReadOnlyList<int> Assignments => assignments;

        public int Assign(FeatureRow row) => Array.IndexOf(values, row.Values.Span[0]);
    }
}
