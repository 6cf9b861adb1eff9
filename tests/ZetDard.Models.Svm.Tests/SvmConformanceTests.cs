using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Models.Svm.Tests;

public sealed class SvmConformanceTests
{
    private static readonly string[] Kernels =
    [
        "linear",
        "polynomial(degree=2)",
        "gaussian",
        "laplacian",
        "sigmoid(scale=0.1)",
        "each(gaussian(scale=0.5))",
        "gaussian * linear + 0.5 * laplacian",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> KernelTexts => [.. Kernels];

    [Theory]
    [MemberData(nameof(KernelTexts))]
    public Task Svm_keeps_the_promises(string kernel) =>
        ClassifierConformance.CheckAsync(
            threads => new SvmTrainer(new() { Kernel = Kernel.Parse(kernel), ThreadCount = threads }), cancellationToken: Cancellation);

    [Theory]
    [MemberData(nameof(KernelTexts))]
    public Task Kernel_ridge_keeps_the_promises(string kernel) =>
        ClassifierConformance.CheckAsync(
            threads => new KernelRidgeTrainer(new() { Kernel = Kernel.Parse(kernel), Lambda = 1, ThreadCount = threads }),
            cancellationToken: Cancellation);
}
