using System.Globalization;
using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>
/// Fits support vector machines to rows of features: C-SVC with any kernel. A listener's fit is fast enough to be made during a request;
/// fits on the same rows share one kernel matrix.
/// </summary>
/// <remarks>
/// A fit of n rows takes time between n² and n³ and the support vectors' memory; a score takes the kernel with each support vector.
/// Probabilities take five more fits. Rows of one group are never divided between those, where <see cref="FitAsync"/> knows the groups;
/// prepared rows have none.
/// </remarks>
/// <example>
/// <code>
/// var trainer = new SvmTrainer(new() { C = 10, Kernel = Kernel.PerFamily(Kernel.Gaussian(scale: 0.5)) });
/// using var classifier = await trainer.FitAsync(examples);
/// var songs = await trainer.AsRecommender&lt;SongId&gt;().FitAsync(data);       // learns from data.ItemFeatures
/// </code>
/// </example>
public sealed class SvmTrainer : IRowClassifierTrainer, ISaveable
{
    /// <summary>The key of the trainer in a container, and the name of its options.</summary>
    public const string Key = "svm";

    private readonly SvmOptions _options;

    /// <summary>Makes a trainer.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public SvmTrainer(SvmOptions? options = null) => _options = new SvmOptionsValidator().Validated(options ?? new()) with { };

    /// <summary>The format of this trainer in model files of recommenders that use it.</summary>
    public static ModelFormat FileFormat { get; } = new($"{Key}/trainer", reader => new SvmTrainer(Read(reader)));

    /// <inheritdoc/>
    public string Description => Describe(Key, _options);

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public void Write(ModelWriter writer) => Write(writer, _options);

    /// <inheritdoc/>
    public IPreparedRows Prepare(IReadOnlyList<FeatureRow> rows, int trainingCount) =>
        new Prepared(
            PreparedKernel.Create(rows, trainingCount, _options.Kernel, _options.Standardize, _options.KernelMemoryMegabytes), _options);

    /// <summary>Fits a machine. A fit that stops at its limit of iterations says so in the last progress and in its decisions.</summary>
    /// <param name="examples">What to learn from.</param>
    /// <param name="progress">Receives a report for each two-class fit.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <exception cref="ArgumentException">
    /// The examples are of fewer than two labels, one cannot be used, or the kernel does not fit them; the message says which.
    /// </exception>
    /// <exception cref="IOException">An example cannot be read.</exception>
    public async Task<SvmClassifier> FitAsync(
        Examples<FeatureRow> examples, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var rows = await ExampleRows.ReadAsync(examples, cancellationToken).ConfigureAwait(false);
        return await Task.Run(
            () =>
            {
                var prepared = PreparedKernel.Create(rows, rows.Count, _options.Kernel, _options.Standardize);
                return new SvmClassifier(prepared.Scaling!, Fit(prepared, examples, _options, progress, cancellationToken));
            },
            cancellationToken).ConfigureAwait(false);
    }

    async Task<IClassifier<FeatureRow>> IClassifierTrainer<FeatureRow>.FitAsync(
        Examples<FeatureRow> examples, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        await FitAsync(examples, progress, cancellationToken).ConfigureAwait(false);

    /// <summary>Candidates for a <see cref="GridSearch"/>: each kernel with each C.</summary>
    /// <param name="cs">Values of C; 0.1, 1, 10 and 100 where <see langword="null"/>.</param>
    /// <param name="kernels">
    /// Kernels; Gaussian ones with 1/4, 1/2, 1, 2 and 4 times the γ that follows from the training rows where <see langword="null"/>.
    /// </param>
    /// <param name="options">All other options; defaults where <see langword="null"/>.</param>
    public static IReadOnlyList<GridCandidate<FeatureRow>> Grid(
        IReadOnlyList<double>? cs = null, IReadOnlyList<Kernel>? kernels = null, SvmOptions? options = null)
    {
        kernels ??= [.. new[] { .25, .5, 1, 2, 4 }.Select(scale => Kernel.Gaussian(scale: scale))];
        return [.. from kernel in kernels
                   from c in cs ?? [.1, 1, 10, 100]
                   select new GridCandidate<FeatureRow>(
                       string.Create(CultureInfo.InvariantCulture, $"C={c}, {kernel}"),
                       new SvmTrainer((options ?? new()) with { C = c, Kernel = kernel }))];
    }

    internal static string Describe(string key, SvmOptions options) => $"{key} {JsonSerializer.Serialize(options, SvmJson.Default.SvmOptions)}";

    internal static void Write(ModelWriter writer, SvmOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteJson(options, SvmJson.Default.SvmOptions);
        writer.Write(options.KernelMemoryMegabytes);
    }

    internal static SvmOptions Read(ModelReader reader)
    {
        var options = reader.ReadJson(SvmJson.Default.SvmOptions) with { KernelMemoryMegabytes = reader.ReadInt32() };
        var result = new SvmOptionsValidator().Validate(name: null, options);
        return result.Failed ? throw new InvalidDataException($"The model file is damaged: {result.FailureMessage}") : options;
    }

    internal static SvmMachine Fit<TSource>(
        PreparedKernel prepared,
        Examples<TSource> examples,
        SvmOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        const string Stage = "Fitting support vector machines";
        var done = 0;
        progress?.Report(new(Stage, 0, 0));
        var machine = SvmMachine.Fit(
            prepared,
            [.. Enumerable.Range(0, examples.Count)],
            [.. examples.Classes],
            examples.Labels,
            examples.Groups,
            options,
            total => progress?.Report(new(Stage, Interlocked.Increment(ref done), total)),
            cancellationToken).Compact();
        if (machine.Decisions.Any(decision => !decision.IsConverged))
        {
            progress?.Report(new(machine.Summary, done, done));
        }

        return machine;
    }

    private sealed class Prepared(PreparedKernel prepared, SvmOptions options) : IPreparedRows
    {
        public IRowClassifier Fit(
            ReadOnlySpan<int> rows, ReadOnlySpan<int> classes, IReadOnlyList<string> labels, CancellationToken cancellationToken = default)
        {
            var machine = SvmMachine.Fit(
                prepared, rows, classes, labels, groups: null, options, cancellationToken: cancellationToken);
            return new RowClassifier(prepared, new(prepared.Scaling!, machine));
        }
    }

    private sealed class RowClassifier(PreparedKernel prepared, SvmClassifier classifier) : IRowClassifier, ISaveable
    {
        public IReadOnlyList<string> Labels => classifier.Labels;

        public bool ScoresAreProbabilities => classifier.ScoresAreProbabilities;

        public ModelFormat Format => classifier.Format;

        public string Summary => classifier.Summary;

        public void Score(FeatureRow source, Span<float> scores) => classifier.Score(source, scores);

        public void ScoreMany(IReadOnlyList<FeatureRow> sources, Span<float> scores) => classifier.ScoreMany(sources, scores);

        public void ScoreRows(ReadOnlySpan<int> rows, Span<float> scores) => classifier.Machine.Score(prepared.Rows, rows, scores);

        public void Write(ModelWriter writer) => classifier.Write(writer);
    }
}
