using Microsoft.Extensions.Options;
using ZetDard.Models.Svm;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers kernel machines.</summary>
public static class ZetDardSvmServiceCollectionExtensions
{
    /// <summary>Adds support vector machines as a keyed singleton <see cref="IClassifierTrainer{TSource}"/> of feature rows.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="SvmTrainer.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <exception cref="InvalidOperationException">The key names another classifier trainer already.</exception>
    public static OptionsBuilder<SvmOptions> AddZetDardSvm(this IServiceCollection services, string key = SvmTrainer.Key) =>
        services.AddZetDardModelFormat(SvmTrainer.FileFormat)
            .AddZetDardModelFormat(SvmClassifier.FileFormat)
            .AddZetDardComponent<IClassifierTrainer<FeatureRow>, SvmOptions, SvmOptionsValidator>(
                key, static (_, options) => new SvmTrainer(options));

    /// <summary>Adds support vector machines as a keyed singleton <see cref="IClassifierTrainer{TSource}"/> of sparse rows.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="SparseSvmTrainer.Key"/> by default.</param>
    /// <inheritdoc cref="AddZetDardSvm"/>
    public static OptionsBuilder<SvmOptions> AddZetDardSparseSvm(this IServiceCollection services, string key = SparseSvmTrainer.Key) =>
        services.AddZetDardModelFormat(SparseSvmTrainer.FileFormat)
            .AddZetDardModelFormat(SparseSvmClassifier.FileFormat)
            .AddZetDardComponent<IClassifierTrainer<SparseRow>, SvmOptions, SvmOptionsValidator>(
                key, static (_, options) => new SparseSvmTrainer(options));

    /// <summary>Adds kernel ridge regression as a keyed singleton <see cref="IClassifierTrainer{TSource}"/> of feature rows.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="KernelRidgeTrainer.Key"/> by default.</param>
    /// <inheritdoc cref="AddZetDardSvm"/>
    public static OptionsBuilder<KernelRidgeOptions> AddZetDardKernelRidge(
        this IServiceCollection services, string key = KernelRidgeTrainer.Key) =>
        services.AddZetDardModelFormat(KernelRidgeTrainer.FileFormat)
            .AddZetDardModelFormat(KernelRidgeTrainer.ClassifierFormat)
            .AddZetDardComponent<IClassifierTrainer<FeatureRow>, KernelRidgeOptions, KernelRidgeOptionsValidator>(
                key, static (_, options) => new KernelRidgeTrainer(options));
}
