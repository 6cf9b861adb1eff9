using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization;
using MathNet.Numerics.LinearAlgebra;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders;

namespace ZetDard.Recipes.Tests;

// A package of a classifier as a stranger would write it: options, trainer, registration.
#region own-classifier
public sealed record KernelRidgeOptions
{
    [Range(1e-6, 1e6)]
    public double Gamma { get; set; } = .1;

    [Range(1e-6, 1e6)]
    public double Regularization { get; set; } = 1;
}

[OptionsValidator]
internal sealed partial class KernelRidgeOptionsValidator : IValidateOptions<KernelRidgeOptions>;

[JsonSerializable(typeof(KernelRidgeOptions))]
internal sealed partial class KernelRidgeJson : JsonSerializerContext;

/// <summary>
/// Ridge regression with the Gaussian kernel. The kernel's rows are shared by all fits on the same rows: listeners, folds. Kept
/// without a bound: at most rows × rows × 4 bytes.
/// </summary>
public sealed class KernelRidgeTrainer(KernelRidgeOptions? options = null) : IRowClassifierTrainer, ISaveable
{
    private readonly KernelRidgeOptions _options = new KernelRidgeOptionsValidator().Validated(options ?? new()) with { };

    public string Description => $"kernel-ridge {JsonSerializer.Serialize(_options, KernelRidgeJson.Default.KernelRidgeOptions)}";

    public IPreparedRows Prepare(IReadOnlyList<FeatureRow> rows, int trainingCount) => new Prepared(rows, trainingCount, _options);

    public static ModelFormat FileFormat { get; } =
        new("kernel-ridge", reader => new KernelRidgeTrainer(reader.ReadJson(KernelRidgeJson.Default.KernelRidgeOptions)));

    public ModelFormat Format => FileFormat;

    public void Write(ModelWriter writer) => writer.WriteJson(_options, KernelRidgeJson.Default.KernelRidgeOptions);

    private sealed class Prepared : IPreparedRows
    {
        private readonly Standardizer _scaling;
        private readonly float[][] _rows; // standardized
        private readonly Lazy<float[]>[] _kernel; // each row against all others, once it is asked for

        public Prepared(IReadOnlyList<FeatureRow> rows, int trainingCount, KernelRidgeOptions options)
        {
            (TrainingCount, Options, _scaling) = (trainingCount, options, Standardizer.Fit([.. rows.Take(trainingCount)]));
            _rows = [.. rows.Select(Standardized)];
            _kernel = [.. _rows.Select(row => new Lazy<float[]>(() => KernelRow(row)))];
        }

        public int TrainingCount { get; }

        public KernelRidgeOptions Options { get; }

        public float[] Row(int row) => _kernel[row].Value;

        public float[] KernelRow(float[] row) =>
            Array.ConvertAll(_rows, other => MathF.Exp(-(float)Options.Gamma * MathF.Pow(TensorPrimitives.Distance<float>(row, other), 2)));

        public float[] Standardized(FeatureRow row)
        {
            var standardized = new float[row.Names.Count];
            _scaling.Apply(row.ValuesOf(_scaling.Names), standardized);
            return standardized;
        }

        public IRowClassifier Fit(
            ReadOnlySpan<int> rows,
            ReadOnlySpan<int> classes,
            IReadOnlyList<string> labels,
            CancellationToken cancellationToken = default
        )
        {
            ClassifierGuard.PresentClasses(rows, classes, labels, TrainingCount);
            cancellationToken.ThrowIfCancellationRequested();
            int[] train = [.. rows],
                of = [.. classes];
            var kernel = Matrix<double>.Build.Dense(train.Length, train.Length, (i, j) =>
                Row(train[i])[train[j]] + (i == j ? Options.Regularization : 0)
            );
            var targets = Matrix<double>.Build.Dense(train.Length, labels.Count, (i, label) => of[i] == label ? 1 : -1);
            return new Classifier(this, train, kernel.Cholesky().Solve(targets), labels);
        }
    }

    private sealed class Classifier(Prepared prepared, int[] train, Matrix<double> weights, IReadOnlyList<string> labels) : IRowClassifier
    {
        public IReadOnlyList<string> Labels => labels;

        public void Score(FeatureRow source, Span<float> scores) => Score(prepared.KernelRow(prepared.Standardized(source)), scores);

        public void ScoreRows(ReadOnlySpan<int> rows, Span<float> scores)
        {
            ClassifierGuard.RequireRoom(scores, rows.Length, labels.Count);
            var sums = new double[rows.Length * labels.Count];
            for (var i = 0; i < train.Length; i++)
            {
                var kernel = prepared.Row(train[i]); // of what was learned from only: all rows against all take long
                for (var row = 0; row < rows.Length; row++)
                for (var label = 0; label < labels.Count; label++)
                    sums[(row * labels.Count) + label] += kernel[rows[row]] * weights[i, label];
            }

            for (var i = 0; i < sums.Length; i++)
                scores[i] = (float)sums[i];
        }

        private void Score(float[] kernel, Span<float> scores)
        {
            ClassifierGuard.RequireRoom(scores, 1, labels.Count);
            for (var label = 0; label < labels.Count; label++)
            {
                var sum = 0.0;
                for (var i = 0; i < train.Length; i++)
                    sum += kernel[train[i]] * weights[i, label];
                scores[label] = (float)sum;
            }
        }
    }
}

public static class KernelRidgeServiceCollectionExtensions
{
    public static OptionsBuilder<KernelRidgeOptions> AddKernelRidge(this IServiceCollection services, string key = "kernel-ridge") =>
        services
            .AddZetDardModelFormat(KernelRidgeTrainer.FileFormat)
            .AddZetDardComponent<IClassifierTrainer<FeatureRow>, KernelRidgeOptions, KernelRidgeOptionsValidator>(
                key,
                static (_, options) => new KernelRidgeTrainer(options)
            );
}
#endregion
