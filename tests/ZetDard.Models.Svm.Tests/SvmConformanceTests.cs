using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Models.Svm.Tests;

public sealed class SvmConformanceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kernels =>
    [
        "linear",
        "polynomial(degree=2)",
        "gaussian",
        "laplacian",
        "sigmoid(scale=0.1)",
        "each(gaussian(scale=0.5))",
        "gaussian * linear + 0.5 * laplacian",
    ];

    [Theory]
    [MemberData(nameof(Kernels))]
    public Task Svm_keeps_the_promises(string kernel) =>
        ClassifierConformance.CheckAsync(
            threads => new SvmTrainer(new() { Kernel = Kernel.Parse(kernel), ThreadCount = threads }), cancellationToken: Cancellation);

    [Theory]
    [InlineData(MultiClass.OneAgainstOne, SvmProbabilities.Platt)]
    [InlineData(MultiClass.OneAgainstOne, SvmProbabilities.Isotonic)]
    [InlineData(MultiClass.OneAgainstRest, SvmProbabilities.None)]
    [InlineData(MultiClass.OneAgainstRest, SvmProbabilities.Platt)]
    [InlineData(MultiClass.OneAgainstRest, SvmProbabilities.Isotonic)]
    public Task Svm_keeps_the_promises_for_many_classes_and_with_probabilities(MultiClass multiClass, SvmProbabilities probabilities) =>
        ClassifierConformance.CheckAsync(
            threads => new SvmTrainer(
                new() { MultiClass = multiClass, Probabilities = probabilities, ClassWeights = ClassWeights.None, ThreadCount = threads }),
            SongsWithoutGroups(),
            cancellationToken: Cancellation);

    [Theory]
    [InlineData("linear", SvmProbabilities.None)]
    [InlineData("gaussian", SvmProbabilities.Platt)]
    public Task Sparse_svm_keeps_the_promises(string kernel, SvmProbabilities probabilities) =>
        ClassifierConformance.CheckAsync(
            threads => new SparseSvmTrainer(
                new() { Kernel = Kernel.Parse(kernel), Probabilities = probabilities, ThreadCount = threads }),
            SongsWithoutGroups().Select(row => SparseRow.From(row.Values.Span)),
            cancellationToken: Cancellation);

    [Theory]
    [MemberData(nameof(Kernels))]
    public Task Kernel_ridge_keeps_the_promises(string kernel) =>
        ClassifierConformance.CheckAsync(
            threads => new KernelRidgeTrainer(new() { Kernel = Kernel.Parse(kernel), Lambda = 1, ThreadCount = threads }),
            cancellationToken: Cancellation);

    [Fact]
    public void Every_trainer_of_the_package_is_checked() => Assert.Equal(
        [typeof(KernelRidgeTrainer), typeof(SparseSvmTrainer), typeof(SvmTrainer)],
        ClassifierConformance.TrainersOf(typeof(SvmTrainer).Assembly).OrderBy(type => type.Name));

    [Fact]
    public Task Recommender_of_machines_keeps_the_promises() =>
        RecommenderConformance.CheckAsync(
            threads => new SvmTrainer(new() { ThreadCount = threads }).AsRecommender<SongId>(),
            RecommenderPromises.Cold,
            formats: [SvmTrainer.FileFormat],
            cancellationToken: Cancellation);

    [Fact]
    public Task Recommender_of_kernel_ridge_keeps_the_promises() =>
        RecommenderConformance.CheckAsync(
            threads => new KernelRidgeTrainer(new() { ThreadCount = threads }).AsRecommender<SongId>(),
            RecommenderPromises.Cold,
            formats: [KernelRidgeTrainer.FileFormat],
            cancellationToken: Cancellation);

    // Prepared rows know no groups: with probabilities, a fit on examples that have some is another one.
    private static Examples<FeatureRow> SongsWithoutGroups()
    {
        var world = MusicWorld.Create();
        var features = world.ToTrainingData().ItemFeatures!;
        return Examples.From(world.Songs.Take(120).Select(song => (features[song.Id], $"group {song.Group}")));
    }
}
