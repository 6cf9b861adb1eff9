using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace ZetDard.Models.Svm.Tests;

public sealed class SvmRegistrationTests
{
    [Fact]
    public void Trainers_take_their_options_from_a_configuration()
    {
        using var provider = Provider(new()
        {
            ["Svm:C"] = "10",
            ["Svm:Kernel"] = "gaussian(scale=0.5)[mfcc] + 0.5 * linear[text]",
            ["Svm:MultiClass"] = "OneAgainstRest",
        });
        var trainer = provider.GetComponent<IClassifierTrainer<FeatureRow>>(SvmTrainer.Key);
        var kernel = Kernel.Gaussian(scale: .5).On("mfcc") + (.5 * Kernel.Linear().On("text"));
        Assert.Equal(new SvmTrainer(new() { C = 10, Kernel = kernel, MultiClass = MultiClass.OneAgainstRest }).Description, trainer.Description);
        Assert.IsType<SparseSvmTrainer>(provider.GetComponent<IClassifierTrainer<SparseRow>>(SparseSvmTrainer.Key));
        Assert.IsType<KernelRidgeTrainer>(provider.GetComponent<IClassifierTrainer<FeatureRow>>(KernelRidgeTrainer.Key));
    }

    [Fact]
    public void Bad_kernel_in_a_configuration_is_an_error_that_says_where()
    {
        using var provider = Provider(new() { ["Svm:Kernel"] = "gausian" });
        var error = Assert.Throws<OptionsValidationException>(
            () => provider.GetComponent<IClassifierTrainer<FeatureRow>>(SvmTrainer.Key));
        Assert.Contains("Svm:Kernel", error.Message, StringComparison.Ordinal);
        Assert.Contains("gausian", error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Provider(Dictionary<string, string?> values)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddZetDardSvm().FromConfiguration("Svm");
        services.AddZetDardSparseSvm();
        services.AddZetDardKernelRidge();
        return services.BuildServiceProvider();
    }
}
