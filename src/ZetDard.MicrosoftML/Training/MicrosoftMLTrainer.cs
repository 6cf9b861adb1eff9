using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>Fits classifiers of ML.NET to rows of features: linear ones and boosted trees, whose scores are probabilities.</summary>
/// <remarks>
/// Columns are brought to mean 0 and deviation 1 over the training rows first, and limited to ±4, as all classifiers here do. The same
/// examples, options and seed give the same bits on one machine. A fit that is cancelled ends when ML.NET next reads a row: trees and
/// SDCA read all rows first and end no earlier than they are through. ML.NET reports no progress: there are two reports for each stage.
/// </remarks>
/// <example>
/// <code>
/// using var classifier = await new MicrosoftMLTrainer(new() { Method = MicrosoftMLMethod.FastTree }).FitAsync(examples);
/// string genre = classifier.Predict(table[song]);
/// </code>
/// </example>
public sealed class MicrosoftMLTrainer : IClassifierTrainer<FeatureRow>, ISaveable
{
    /// <summary>The key of the trainer in a container, and the name of its options.</summary>
    public const string Key = "microsoft-ml";

    private readonly MicrosoftMLOptions _options;

    /// <summary>Makes a trainer.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public MicrosoftMLTrainer(MicrosoftMLOptions? options = null) =>
        _options = new MicrosoftMLOptionsValidator().Validated(options ?? new()) with { };

    /// <summary>The format of this trainer in model files of recommenders that use it.</summary>
    public static ModelFormat FileFormat { get; } =
        new($"{Key}/trainer", reader => new MicrosoftMLTrainer(reader.ReadJson(MicrosoftMLJson.Default.MicrosoftMLOptions)));

    /// <summary>
    /// The format of the classifiers in model files, those of <see cref="From"/> too: <c>ModelFile.LoadClassifier&lt;FeatureRow&gt;(path,
    /// MicrosoftMLTrainer.ClassifierFormat)</c>. Inside is a model file of ML.NET.
    /// </summary>
    public static ModelFormat ClassifierFormat { get; } = new(Key, MicrosoftMLClassifier.Read);

    /// <inheritdoc/>
    public string Description =>
        $"{Key} {JsonSerializer.Serialize(_options with { ThreadCount = 1 }, MicrosoftMLJson.Default.MicrosoftMLOptions)}";

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <summary>Makes a trainer of any other multiclass estimator of ML.NET, or of a pipeline that ends with one.</summary>
    /// <param name="estimator">
    /// Makes the estimator, once for each fit. It finds a vector <c>Features</c> and a key <c>Label</c>, and must give a vector
    /// <c>Score</c> with one number for each label, as all multiclass trainers do; a binary one is wrapped by
    /// <c>ml.MulticlassClassification.Trainers.OneVersusAll</c>.
    /// </param>
    /// <param name="description">
    /// Name and options in one line, equal only for equal ones; the name of the function where <see langword="null"/>, which does not
    /// tell what it captures.
    /// </param>
    /// <param name="scoresAreProbabilities">Whether the scores of a row are 0 or more and add up to 1.</param>
    /// <param name="standardize">Whether columns are brought to mean 0 and deviation 1 first, and limited to ±4.</param>
    /// <param name="seed">The seed of the <see cref="MLContext"/>.</param>
    /// <remarks>
    /// Whether the same seed gives the same bits is up to the estimator: give it one thread where it has such an option.
    /// </remarks>
    public static IClassifierTrainer<FeatureRow> From(
        Func<MLContext, IEstimator<ITransformer>> estimator,
        string? description = null,
        bool scoresAreProbabilities = false,
        bool standardize = true,
        int seed = 42)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new FunctionTrainer(
            description ?? estimator.Method.Name,
            new("the estimator", (ml, _) => estimator(ml), scoresAreProbabilities, standardize, seed));
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteJson(_options, MicrosoftMLJson.Default.MicrosoftMLOptions);
    }

    /// <inheritdoc/>
    /// <exception cref="PlatformNotSupportedException">The native library of the trees does not exist for this machine.</exception>
    public Task<IClassifier<FeatureRow>> FitAsync(
        Examples<FeatureRow> examples, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new ClassifierFit($"{_options.Method}", Estimator, ScoresAreProbabilities: true, Standardize: true, _options.Seed)
            .RunAsync(examples, progress, cancellationToken);

    private IEstimator<ITransformer> Estimator(MLContext ml, int rarestCount)
    {
        var trainers = ml.MulticlassClassification.Trainers;
        var threadCount = _options.ThreadCount == 0 ? Environment.ProcessorCount : _options.ThreadCount;
        var leaf = Math.Clamp(rarestCount / 2, 1, _options.MinExamplesPerLeaf);
        return _options.Method switch
        {
            MicrosoftMLMethod.LightGbm => trainers.LightGbm(new LightGbmMulticlassTrainer.Options
            {
                NumberOfIterations = _options.Iterations,
                MinimumExampleCountPerLeaf = leaf,
                UseSoftmax = true,
                Seed = _options.Seed,
                NumberOfThreads = threadCount,
                Deterministic = true,
                ForceColumnWise = true,        // otherwise it measures which way is faster, and takes that
            }),
            MicrosoftMLMethod.FastTree => trainers.OneVersusAll(ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
            {
                NumberOfTrees = _options.Iterations,
                MinimumExampleCountPerLeaf = leaf,
                Seed = _options.Seed,
                FeatureSelectionSeed = _options.Seed,
                NumberOfThreads = threadCount,
            })),
            MicrosoftMLMethod.Lbfgs => trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                MaximumNumberOfIterations = _options.Iterations,
                NumberOfThreads = 1,
            }),
            _ => trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                MaximumNumberOfIterations = _options.Iterations,
                NumberOfThreads = 1,
            }),
        };
    }

    private sealed class FunctionTrainer(string description, ClassifierFit fit) : IClassifierTrainer<FeatureRow>
    {
        public string Description => description;

        public Task<IClassifier<FeatureRow>> FitAsync(
            Examples<FeatureRow> examples, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
            fit.RunAsync(examples, progress, cancellationToken);
    }
}
