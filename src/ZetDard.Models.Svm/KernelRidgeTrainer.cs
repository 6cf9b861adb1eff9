using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>
/// Fits kernel ridge regression to rows of features: each class gets a function that is near 1 on its rows and near 0 on others. A few
/// lines beside a support vector machine, and often better where the scores of parts are averaged, as of the clips of a track.
/// </summary>
/// <remarks>
/// With K the kernel matrix of the n rows that are learned from, W their weights and Y their classes as ones and zeros (n × classes), the
/// coefficients are (K + λ W⁻¹)⁻¹ Y: the minimum of Σ wᵢ (f(xᵢ) − yᵢ)² + λ ‖f‖². A fit takes n³ / 3 multiplications and 12 n² bytes, a
/// score the kernel with all n rows. Scores are the values of the functions.
/// </remarks>
public sealed class KernelRidgeTrainer : IRowClassifierTrainer, ISaveable
{
    /// <summary>The key of the trainer in a container, and the name of its options.</summary>
    public const string Key = "kernel-ridge";

    private const int MaxRowCount = 46_340;         // n² numbers of one array
    private const int BlockSize = 64;

    private readonly KernelRidgeOptions _options;

    /// <summary>Makes a trainer.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public KernelRidgeTrainer(KernelRidgeOptions? options = null) =>
        _options = new KernelRidgeOptionsValidator().Validated(options ?? new()) with { };

    /// <summary>The format of this trainer in model files of recommenders that use it.</summary>
    public static ModelFormat FileFormat { get; } = new($"{Key}/trainer", reader =>
    {
        var options = reader.ReadJson(KernelRidgeJson.Default.KernelRidgeOptions) with { KernelMemoryMegabytes = reader.ReadInt32() };
        var result = new KernelRidgeOptionsValidator().Validate(name: null, options);
        return result.Failed
            ? throw new InvalidDataException($"The model file is damaged: {result.FailureMessage}")
            : new KernelRidgeTrainer(options);
    });

    /// <summary>
    /// The format of the classifiers in model files: <c>ModelFile.LoadClassifier&lt;FeatureRow&gt;(path,
    /// KernelRidgeTrainer.ClassifierFormat)</c>.
    /// </summary>
    public static ModelFormat ClassifierFormat { get; } = new(Key, Classifier.Read);

    /// <inheritdoc/>
    public string Description => $"{Key} {JsonSerializer.Serialize(_options, KernelRidgeJson.Default.KernelRidgeOptions)}";

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteJson(_options, KernelRidgeJson.Default.KernelRidgeOptions);
        writer.Write(_options.KernelMemoryMegabytes);
    }

    /// <inheritdoc/>
    public IPreparedRows Prepare(IReadOnlyList<FeatureRow> rows, int trainingCount) => new Prepared(
        PreparedKernel.Create(rows, trainingCount, _options.Kernel, _options.Standardize, _options.KernelMemoryMegabytes), _options);

    /// <inheritdoc/>
    public async Task<IClassifier<FeatureRow>> FitAsync(
        Examples<FeatureRow> examples, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        const string Stage = "Fitting kernel ridge regression";
        var rows = await ExampleRows.ReadAsync(examples, cancellationToken).ConfigureAwait(false);
        progress?.Report(new(Stage, 0, rows.Count));
        var classifier = await Task.Run(
            () => Fit(
                PreparedKernel.Create(rows, rows.Count, _options.Kernel, _options.Standardize),
                [.. Enumerable.Range(0, rows.Count)],
                [.. examples.Classes],
                examples.Labels,
                _options,
                cancellationToken),
            cancellationToken).ConfigureAwait(false);
        progress?.Report(new(Stage, rows.Count, rows.Count));
        return classifier;
    }

    /// <summary>Candidates for a <see cref="GridSearch"/>: each kernel with each λ.</summary>
    /// <param name="lambdas">Values of λ; 0.002, 0.02, 0.2 and 2 where <see langword="null"/>.</param>
    /// <param name="kernels">
    /// Kernels; Gaussian ones with 1/4, 1/2, 1, 2 and 4 times the γ that follows from the training rows where <see langword="null"/>.
    /// </param>
    /// <param name="options">All other options; defaults where <see langword="null"/>.</param>
    public static IReadOnlyList<GridCandidate<FeatureRow>> Grid(
        IReadOnlyList<double>? lambdas = null, IReadOnlyList<Kernel>? kernels = null, KernelRidgeOptions? options = null)
    {
        kernels ??= [.. new[] { .25, .5, 1, 2, 4 }.Select(scale => Kernel.Gaussian(scale: scale))];
        return [.. from kernel in kernels
                   from lambda in lambdas ?? [.002, .02, .2, 2]
                   select new GridCandidate<FeatureRow>(
                       string.Create(CultureInfo.InvariantCulture, $"lambda={lambda}, {kernel}"),
                       new KernelRidgeTrainer((options ?? new()) with { Lambda = lambda, Kernel = kernel }))];
    }

    private static Classifier Fit(
        PreparedKernel prepared,
        int[] rows,
        int[] classes,
        IReadOnlyList<string> labels,
        KernelRidgeOptions options,
        CancellationToken cancellationToken)
    {
        int[] present = [.. ClassifierGuard.PresentClasses(rows, classes, labels, prepared.TrainingCount)];
        cancellationToken.ThrowIfCancellationRequested();
        if (rows.Length > MaxRowCount)
        {
            throw new ArgumentException(
                $"Kernel ridge regression learns from {MaxRowCount} rows at most; {rows.Length} were given. Take a sample, or a support vector machine.",
                nameof(rows));
        }

        var (n, k) = (rows.Length, present.Length);
        var places = Array.ConvertAll(classes, c => Array.BinarySearch(present, c));
        var sizes = new int[k];
        Array.ForEach(places, place => sizes[place]++);
        var (matrix, targets) = (KernelMatrix(prepared, rows, cancellationToken), new double[n * k]);
        for (var i = 0; i < n; i++)
        {
            var weight = options.ClassWeights == ClassWeights.Balanced ? Math.Sqrt((double)n / k / sizes[places[i]]) : 1;
            matrix[((long)i * n) + i] += options.Lambda / weight;
            targets[(i * k) + places[i]] = 1;
        }

        try
        {
            Cholesky.Factor(matrix, n, options.ThreadCount, cancellationToken).Solve(targets, k);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"The kernel '{options.Kernel}' is not positive definite on these rows, even with λ = {options.Lambda} on the diagonal. Raise Lambda, or take another kernel."), e);
        }

        return new(
            prepared.Scaling!,
            labels,
            present,
            new(prepared.Form, prepared.Rows, prepared.Matrix, rows, targets, new double[k]));
    }

    private static double[] KernelMatrix(PreparedKernel prepared, int[] rows, CancellationToken cancellationToken)
    {
        var n = rows.Length;
        var matrix = new double[(long)n * n];
        if (prepared.Cache is { } cache)
        {
            cache.Prepare(rows, cancellationToken);
            for (var i = 0; i < n; i++)
            {
                var row = cache.Row(rows[i]);
                for (var j = 0; j < n; j++)
                {
                    matrix[((long)i * n) + j] = row[rows[j]];
                }
            }

            return matrix;
        }

        var (block, columns) = (new float[BlockSize * n], prepared.Rows.Columns(rows));
        for (var start = 0; start < n; start += BlockSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var own = rows.AsSpan(start, Math.Min(BlockSize, n - start));
            columns.Fill(prepared.Rows, own, block.AsSpan(0, own.Length * n));
            TensorPrimitives.ConvertChecked<float, double>(block.AsSpan(0, own.Length * n), matrix.AsSpan((int)((long)start * n)));
        }

        return matrix;
    }

    private sealed class Prepared(PreparedKernel prepared, KernelRidgeOptions options) : IPreparedRows
    {
        public IRowClassifier Fit(
            ReadOnlySpan<int> rows, ReadOnlySpan<int> classes, IReadOnlyList<string> labels, CancellationToken cancellationToken = default) =>
            new RowClassifier(
                prepared, KernelRidgeTrainer.Fit(prepared, rows.ToArray(), classes.ToArray(), labels, options, cancellationToken));
    }

    /// <summary>What a file holds: everything that scores a row.</summary>
    private sealed class Classifier(RowScaling scaling, IReadOnlyList<string> labels, int[] present, KernelExpansion functions)
        : IClassifier<FeatureRow>, ISaveable
    {
        public IReadOnlyList<string> Labels { get; } = [.. labels];

        public ModelFormat Format => ClassifierFormat;

        public string Summary => $"{present.Length} classes, {functions.VectorCount} rows";

        public void Score(FeatureRow source, Span<float> scores) => ScoreMany([source], scores);

        public void ScoreMany(IReadOnlyList<FeatureRow> sources, Span<float> scores)
        {
            ArgumentNullException.ThrowIfNull(sources);
            ClassifierGuard.RequireRoom(scores, sources.Count, Labels.Count);
            ToScores(functions.Evaluate(scaling.Apply(sources)), scores);
        }

        public void ScoreRows(KernelRows source, ReadOnlySpan<int> rows, Span<float> scores)
        {
            ClassifierGuard.RequireRoom(scores, rows.Length, Labels.Count);
            ToScores(functions.Evaluate(source, rows), scores);
        }

        public void Write(ModelWriter writer)
        {
            scaling.Write(writer);
            writer.Write(Labels);
            writer.Write<int>(present);
            functions.Write(writer);
        }

        public static Classifier Read(ModelReader reader)
        {
            var (scaling, labels, present) = (RowScaling.Read(reader), reader.ReadStrings(), reader.ReadArray<int>());
            var functions = KernelExpansion.Read(reader);
            return present.Length >= 2 && functions.Rho.Count == present.Length && functions.ColumnCount == scaling.Names.Count
                && present.Index().All(one => one.Item >= 0 && one.Item < labels.Length && (one.Index == 0 || one.Item > present[one.Index - 1]))
                ? new(scaling, labels, present, functions)
                : throw new InvalidDataException("The model file is damaged: its functions do not fit its labels and columns.");
        }

        private void ToScores(double[] values, Span<float> scores)
        {
            for (var start = 0; start < values.Length; start += present.Length)
            {
                var own = values.AsSpan(start, present.Length);
                var row = scores[(start / present.Length * Labels.Count)..][..Labels.Count];
                var least = own[0];
                foreach (var value in own)
                {
                    least = Math.Min(least, value);
                }

                row.Fill((float)(least - 1));       // a class without examples is never predicted
                for (var i = 0; i < present.Length; i++)
                {
                    row[present[i]] = (float)own[i];
                }
            }
        }
    }

    private sealed class RowClassifier(PreparedKernel prepared, Classifier classifier) : IRowClassifier, ISaveable
    {
        public IReadOnlyList<string> Labels => classifier.Labels;

        public ModelFormat Format => classifier.Format;

        public string Summary => classifier.Summary;

        public void Score(FeatureRow source, Span<float> scores) => classifier.Score(source, scores);

        public void ScoreMany(IReadOnlyList<FeatureRow> sources, Span<float> scores) => classifier.ScoreMany(sources, scores);

        public void ScoreRows(ReadOnlySpan<int> rows, Span<float> scores) => classifier.ScoreRows(prepared.Rows, rows, scores);

        public void Write(ModelWriter writer) => classifier.Write(writer);
    }
}
