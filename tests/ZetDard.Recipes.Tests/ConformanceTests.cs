using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Recipes.Tests;

/// <summary>What the recipes show keeps the promises that the suites check.</summary>
public sealed class ConformanceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Kernel_classifier_keeps_the_promises() => ClassifierConformance.CheckAsync(_ => new KernelRidgeTrainer(), cancellationToken: Cancellation);

    [Fact]
    public async Task Network_keeps_the_promises_and_nothing_native_is_left()
    {
        await ClassifierConformance.CheckAsync<Waveform>(_ => new RandomNetworkTrainer(), cancellationToken: Cancellation);
        Assert.Equal(0, RandomNetwork.Alive);
    }

    [Fact]
    public void Extractor_keeps_the_promises()
    {
        var silence = new Waveform(8_000, 1, new float[800]);
        FeatureExtractorConformance.Check<Waveform>(() => new LoudnessExtractor(), [silence, new Waveform(8_000, 1, []), new Waveform(8_000, 1, [.5f]), new Waveform(8_000, 2, [.5f, -.5f, .25f, .1f])]);
    }
}
