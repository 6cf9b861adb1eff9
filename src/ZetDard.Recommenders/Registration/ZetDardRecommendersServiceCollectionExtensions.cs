using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers trainers and model formats.</summary>
public static class ZetDardRecommendersServiceCollectionExtensions
{
    /// <summary>
    /// Adds a trainer of one's own, such as one of
    /// <see cref="Trainer.From{TItem}(Func{TrainingData{TItem}, IRecommender{TItem}}, string?)"/>, as a keyed singleton. The
    /// same trainer twice is one registration.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key.</param>
    /// <param name="trainer">The trainer. If it can be disposed, the container disposes it together with its other services.</param>
    /// <returns>A builder like that of all registrations; there are no options.</returns>
    /// <exception cref="InvalidOperationException">The key is taken by another trainer of these items.</exception>
    public static OptionsBuilder<NoOptions> AddZetDardTrainer<TItem>(
        this IServiceCollection services, string key, IRecommenderTrainer<TItem> trainer)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return services.AddZetDardComponent<IRecommenderTrainer<TItem>>(key, trainer.Given);
    }

    /// <summary>Adds the popularity trainer as a keyed singleton <see cref="IRecommenderTrainer{TItem}"/>.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key; <see cref="PopularityTrainer.Key"/> by default.</param>
    /// <returns>A builder like that of all registrations; there are no options.</returns>
    /// <exception cref="InvalidOperationException">The key is taken by another trainer of these items.</exception>
    public static OptionsBuilder<NoOptions> AddZetDardPopularity<TItem>(
        this IServiceCollection services, string key = PopularityTrainer.Key)
        where TItem : struct, IId<TItem> =>
        services.AddZetDardModelFormat(PopularityRecommender<TItem>.FileFormat)
            .AddZetDardComponent<IRecommenderTrainer<TItem>>(key, static _ => new PopularityTrainer<TItem>());

    /// <summary>Adds the logistic regression as a keyed singleton <see cref="IClassifierTrainer{TSource}"/> of feature rows.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="LogisticRegressionTrainer.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <exception cref="InvalidOperationException">The key names another classifier trainer already.</exception>
    public static OptionsBuilder<LogisticRegressionOptions> AddZetDardLogisticRegression(
        this IServiceCollection services, string key = LogisticRegressionTrainer.Key) =>
        services.AddZetDardModelFormat(LogisticRegressionTrainer.FileFormat)
            .AddZetDardModelFormat(LogisticRegressionTrainer.ClassifierFormat)
            .AddZetDardComponent<IClassifierTrainer<FeatureRow>, LogisticRegressionOptions, LogisticRegressionOptionsValidator>(
                key, static (_, options) => new LogisticRegressionTrainer(options));

    /// <summary>
    /// Adds a trainer of recommenders that learn for each listener what they like. Its options name the classifier, the
    /// extractor and the learner.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="ClassifierRecommender.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <exception cref="InvalidOperationException">The key names another trainer of these items already.</exception>
    public static OptionsBuilder<ClassifierRecommenderOptions> AddZetDardClassifierRecommender<TItem>(
        this IServiceCollection services, string key = ClassifierRecommender.Key)
        where TItem : struct, IId<TItem>
    {
        foreach (var format in ClassifierRecommender.FileFormats<TItem>())
        {
            services.AddZetDardModelFormat(format);
        }

        return services
            .AddZetDardComponent<IRecommenderTrainer<TItem>, ClassifierRecommenderOptions, ClassifierRecommenderOptionsValidator>(key, Make);

        static IRecommenderTrainer<TItem> Make(IServiceProvider provider, ClassifierRecommenderOptions options)
        {
            var trainer = provider.GetComponent<IClassifierTrainer<FeatureRow>>(options.Classifier).AsRecommender<TItem>(options);
            trainer = options.Extractor is null
                ? trainer
                : trainer.With(provider.GetComponent<IFeatureExtractor<Waveform>>(options.Extractor).AsLearner<TItem>());
            return options.Learner is null ? trainer : trainer.With(provider.GetComponent<IFeatureLearner<TItem>>(options.Learner));
        }
    }

    /// <summary>Adds factors of the interactions as a keyed singleton <see cref="IFeatureLearner{TItem}"/>.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="key">The service's key and the name of its options; <see cref="FactorLearner.Key"/> by default.</param>
    /// <returns>A builder for the options of this registration; bad values stop the host when it starts.</returns>
    /// <exception cref="InvalidOperationException">The key names another learner of these items already.</exception>
    public static OptionsBuilder<FactorLearnerOptions> AddZetDardFactors<TItem>(
        this IServiceCollection services, string key = FactorLearner.Key)
        where TItem : struct, IId<TItem> =>
        services.AddZetDardComponent<IFeatureLearner<TItem>, FactorLearnerOptions, FactorLearnerOptionsValidator>(
            key, static (_, options) => new FactorLearner<TItem>(options));

    /// <summary>Adds a format by which model files are read. The same format twice is one.</summary>
    /// <exception cref="InvalidOperationException">Another format reads this kind already.</exception>
    public static IServiceCollection AddZetDardModelFormat(this IServiceCollection services, ModelFormat format)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(format);
        var known = services.Where(service => !service.IsKeyedService).Select(service => service.ImplementationInstance)
            .OfType<ModelFormat>().FirstOrDefault(known => known.Kind == format.Kind);
        return known is null ? services.AddSingleton(format)
            : known == format ? services
            : throw new InvalidOperationException(
                $"Another format reads model files of the kind '{format.Kind}' already. Give one of the two another kind, or keep the format in a static property and add that.");
    }

    // Two delegates of this method are equal exactly if they belong to the same trainer.
    private static IRecommenderTrainer<TItem> Given<TItem>(this IRecommenderTrainer<TItem> trainer, IServiceProvider provider)
        where TItem : struct, IId<TItem> => trainer;
}
