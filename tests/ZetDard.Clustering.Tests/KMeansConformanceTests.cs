using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Clustering.Tests;

public sealed class KMeansConformanceTests
{
    private static readonly HashSet<Type> Checked = [typeof(KMeansTrainer)];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public Task KMeans_keeps_the_promises(bool standardize, bool isSpherical) =>
        ClustererConformance.CheckAsync(
            threadCount => new KMeansTrainer(
                new() { ClusterCount = 5, ThreadCount = threadCount, Standardize = standardize, IsSpherical = isSpherical }),
            cancellationToken: TestContext.Current.CancellationToken);

    [Fact]
    public void Every_clusterer_trainer_is_checked() =>
        Assert.Equal(Checked, ClustererConformance.TrainersOf(typeof(KMeansTrainer).Assembly).ToHashSet());
}
