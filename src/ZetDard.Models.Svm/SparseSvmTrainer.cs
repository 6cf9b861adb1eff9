using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>
/// Fits support vector machines to sparse rows, such as words of texts and lines of LIBSVM files. Their columns have no names and are
/// never standardized: zeros stay zeros.
/// </summary>
/// <example>
/// <code>
/// var examples = await LibsvmFile.ReadExamplesAsync("news20.libsvm");
/// using var classifier = await new SparseSvmTrainer(new() { Kernel = Kernel.Linear() }).FitAsync(examples);
/// </code>
/// </example>
public sealed class SparseSvmTrainer : IClassifierTrainer<SparseRow>, ISaveable
{
    /// <summary>The key of the trainer in a container, and the name of its options.</summary>
    public const string Key = "sparse-svm";

    private readonly SvmOptions _options;

    /// <summary>Makes a trainer.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public SparseSvmTrainer(SvmOptions? options = null) => _options = new SvmOptionsValidator().Validated(options ?? new()) with { };

    /// <summary>The format of this trainer in model files.</summary>
    public static ModelFormat FileFormat { get; } = new($"{Key}/trainer", reader => new SparseSvmTrainer(SvmTrainer.Read(reader)));

    /// <inheritdoc/>
    public string Description => SvmTrainer.Describe(Key, _options);

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public void Write(ModelWriter writer) => SvmTrainer.Write(writer, _options);

    /// <inheritdoc cref="SvmTrainer.FitAsync"/>
    public async Task<SparseSvmClassifier> FitAsync(
        Examples<SparseRow> examples, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var rows = await ExampleRows.ReadAsync(examples, cancellationToken).ConfigureAwait(false);
        return await Task.Run(
            () => new SparseSvmClassifier(
                SvmTrainer.Fit(PreparedKernel.Create(rows, _options.Kernel), examples, _options, progress, cancellationToken)),
            cancellationToken).ConfigureAwait(false);
    }

    async Task<IClassifier<SparseRow>> IClassifierTrainer<SparseRow>.FitAsync(
        Examples<SparseRow> examples, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        await FitAsync(examples, progress, cancellationToken).ConfigureAwait(false);
}
