using Microsoft.ML;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.MicrosoftML.Tests;

/// <summary>What every classifier and every clusterer must do.</summary>
public sealed class ConformanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MicrosoftMLMethod.LightGbm)]
    [InlineData(MicrosoftMLMethod.FastTree)]
    [InlineData(MicrosoftMLMethod.Lbfgs)]
    [InlineData(MicrosoftMLMethod.Sdca)]
    public Task Classifier_keeps_every_promise(MicrosoftMLMethod method) => ClassifierConformance.CheckAsync(
        threadCount => new MicrosoftMLTrainer(new() { Method = method, Iterations = 5, ThreadCount = threadCount }),
        cancellationToken: Token);

    [Fact]
    public Task Classifier_of_any_estimator_keeps_every_promise() => ClassifierConformance.CheckAsync(
        _ => MicrosoftMLTrainer.From(
            ml => ml.MulticlassClassification.Trainers.OneVersusAll(
                ml.BinaryClassification.Trainers.LinearSvm(numberOfIterations: 5), useProbabilities: false),
            "linear svm"),
        cancellationToken: Token);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Clusterer_keeps_every_promise(bool standardize) => ClustererConformance.CheckAsync(
        _ => new MicrosoftMLKMeansTrainer(new() { ClusterCount = 7, Standardize = standardize }), cancellationToken: Token);

    // Those above are all that there are.
    [Fact]
    public void Every_trainer_is_checked()
    {
        var assembly = typeof(MicrosoftMLTrainer).Assembly;
        Assert.Equal([typeof(MicrosoftMLTrainer)], ClassifierConformance.TrainersOf(assembly));
        Assert.Equal([typeof(MicrosoftMLKMeansTrainer)], ClustererConformance.TrainersOf(assembly));
        Assert.Equal(4, Enum.GetValues<MicrosoftMLMethod>().Length);
    }
}
