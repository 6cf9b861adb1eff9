using System.Numerics.Tensors;
using System.Text.Json;

namespace ZetDard.Recommenders;

/// <summary>
/// Fits linear classifiers with probabilities to rows of features: the baseline that kernels and networks must beat. A fit is fast enough
/// to be made during a request.
/// </summary>
/// <remarks>
/// Columns are brought to mean 0 and deviation 1 over the training rows first, and limited to ±4. Two classes take one regression; more
/// classes take one for each against the rest, whose odds are scaled to add up to 1. An iteration takes two passes over the rows, and a
/// fit typically 20 to 60 iterations. Memory: the prepared rows, 4 bytes for each value, which all fits share.
/// </remarks>
/// <example>
/// <code>
/// IRecommenderTrainer&lt;SongId&gt; trainer = new LogisticRegressionTrainer().AsRecommender&lt;SongId&gt;();
/// var songs = await trainer.FitAsync(data);        // learns from data.ItemFeatures
/// </code>
/// </example>
public sealed class LogisticRegressionTrainer : IRowClassifierTrainer, ISaveable
{
    /// <summary>The key of the trainer in a container, and the name of its options.</summary>
    public const string Key = "logistic";

    private readonly LogisticRegressionOptions _options;

    /// <summary>Makes a trainer.</summary>
    /// <param name="options">The options; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public LogisticRegressionTrainer(LogisticRegressionOptions? options = null) =>
        _options = new LogisticRegressionOptionsValidator().Validated(options ?? new()) with { };

    /// <summary>The format of this trainer in model files of recommenders that use it.</summary>
    public static ModelFormat FileFormat { get; } =
        new(
            $"{Key}/trainer",
            reader => new LogisticRegressionTrainer(reader.ReadJson(LogisticRegressionJson.Default.LogisticRegressionOptions)));

    /// <summary>
    /// The format of the classifiers in model files: <c>ModelFile.LoadClassifier&lt;FeatureRow&gt;(path,
    /// LogisticRegressionTrainer.ClassifierFormat)</c>.
    /// </summary>
    public static ModelFormat ClassifierFormat { get; } = new(Key, Classifier.Read);

    /// <inheritdoc/>
    public string Description => $"{Key} {JsonSerializer.Serialize(_options, LogisticRegressionJson.Default.LogisticRegressionOptions)}";

    /// <inheritdoc/>
    public ModelFormat Format => FileFormat;

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteJson(_options, LogisticRegressionJson.Default.LogisticRegressionOptions);
    }

    /// <inheritdoc/>
    public IPreparedRows Prepare(IReadOnlyList<FeatureRow> rows, int trainingCount)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(trainingCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trainingCount, rows.Count);
        return new Prepared(rows, trainingCount, _options);
    }

    private sealed class Prepared : IPreparedRows
    {
        private readonly LogisticRegressionOptions _options;
        private readonly int _trainingCount;
        private readonly float[] _values;       // (rows, width), standardized

        public Prepared(IReadOnlyList<FeatureRow> rows, int trainingCount, LogisticRegressionOptions options)
        {
            (_options, _trainingCount) = (options, trainingCount);
            Scaling = Standardizer.Fit([.. rows.Take(trainingCount)]);
            _values = new float[(long)rows.Count * Width];
            for (var row = 0; row < rows.Count; row++)
            {
                Scaling.Apply(rows[row].ValuesOf(Scaling.Names), _values.AsSpan(row * Width, Width));
            }
        }

        public Standardizer Scaling { get; }

        public int Width => Scaling.Names.Count;

        public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * Width, Width);

        public IRowClassifier Fit(
            ReadOnlySpan<int> rows, ReadOnlySpan<int> classes, IReadOnlyList<string> labels, CancellationToken cancellationToken = default)
        {
            var present = ClassifierGuard.PresentClasses(rows, classes, labels, _trainingCount);
            var chosen = new ChosenRows(this, rows.ToArray());
            var regressions = new LogisticRegression?[labels.Count];

            // Of two classes, the odds of the second say all.
            foreach (var positive in present.Skip(present.Count == 2 ? 1 : 0))
            {
                var isPositive = new bool[classes.Length];
                for (var i = 0; i < classes.Length; i++)
                {
                    isPositive[i] = classes[i] == positive;
                }

                regressions[positive] = LogisticRegression.Fit(
                    chosen, isPositive, _options.C, _options.MaxIterations, _options.Tolerance, hasBias: true, cancellationToken);
            }

            return new RowClassifier(this, new Classifier(Scaling, labels, present, regressions));
        }
    }

    /// <summary>Some of the prepared rows, as the solver wants them: products in single precision.</summary>
    private sealed class ChosenRows(Prepared prepared, int[] rows) : LogisticRegression.ILinearRows
    {
        public int RowCount => rows.Length;

        public int ColumnCount => prepared.Width;

        public void Multiply(ReadOnlySpan<double> weights, Span<double> products)
        {
            var single = new float[weights.Length];
            TensorPrimitives.ConvertTruncating(weights, single.AsSpan());
            for (var i = 0; i < rows.Length; i++)
            {
                products[i] = TensorPrimitives.Dot(prepared.Row(rows[i]), single);
            }
        }

        public void AddTransposed(ReadOnlySpan<double> factors, Span<double> sums)
        {
            var single = new float[sums.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                TensorPrimitives.MultiplyAdd(prepared.Row(rows[i]), (float)factors[i], single, single);
            }

            for (var column = 0; column < single.Length; column++)
            {
                sums[column] += single[column];
            }
        }
    }

    /// <summary>What a file holds: everything that scores a row.</summary>
    private sealed class Classifier : IClassifier<FeatureRow>, ISaveable
    {
        private readonly Standardizer _scaling;
        private readonly int[] _present;                // classes with examples, ascending
        private readonly (float[] Weights, double Bias)?[] _regressions;     // by class; of two classes only the second has one

        public Classifier(Standardizer scaling, IReadOnlyList<string> labels, IReadOnlyList<int> present, LogisticRegression?[] regressions)
            : this(scaling, labels, [.. present], Array.ConvertAll(
                regressions, r => r is null ? default((float[], double)?) : (Array.ConvertAll(r.Weights, w => (float)w), r.Bias)))
        {
        }

        private Classifier(
            Standardizer scaling, IReadOnlyList<string> labels, int[] present, (float[] Weights, double Bias)?[] regressions) =>
            (_scaling, Labels, _present, _regressions) = (scaling, labels, present, regressions);

        public IReadOnlyList<string> Labels { get; }

        public bool ScoresAreProbabilities => true;

        public ModelFormat Format => ClassifierFormat;

        public void Score(FeatureRow source, Span<float> scores)
        {
            var standardized = new float[_scaling.Names.Count];
            _scaling.Apply(source.ValuesOf(_scaling.Names), standardized);
            ScoreStandardized(standardized, scores);
        }

        public void ScoreStandardized(ReadOnlySpan<float> row, Span<float> scores)
        {
            ClassifierGuard.RequireRoom(scores, 1, Labels.Count);
            scores[..Labels.Count].Clear();
            if (_present.Length == 2)
            {
                var chance = 1 / (1 + Math.Exp(-Odds(row, _present[1])));
                (scores[_present[0]], scores[_present[1]]) = ((float)(1 - chance), (float)chance);
                return;
            }

            // The chance of each class against the rest, by its logarithm: none vanishes before they are made to add up to 1.
            Span<double> chances = _present.Length <= 256 ? stackalloc double[_present.Length] : new double[_present.Length];
            for (var i = 0; i < chances.Length; i++)
            {
                var odds = Odds(row, _present[i]);
                chances[i] = Math.Min(0, odds) - Math.Log(1 + Math.Exp(-Math.Abs(odds)));
            }

            // SoftMax does not subtract the maximum itself: far below 0 it would give 0 / 0.
            TensorPrimitives.Subtract(chances, TensorPrimitives.Max<double>(chances), chances);
            TensorPrimitives.SoftMax<double>(chances, chances);
            for (var i = 0; i < chances.Length; i++)
            {
                scores[_present[i]] = (float)chances[i];
            }
        }

        public void Write(ModelWriter writer)
        {
            _scaling.Write(writer);
            writer.Write(Labels);
            writer.Write<int>(_present);
            foreach (var regression in _regressions)
            {
                writer.Write<float>(regression?.Weights ?? []);
                writer.Write(regression?.Bias ?? 0);
            }
        }

        public static Classifier Read(ModelReader reader)
        {
            var (scaling, labels, present) = (Standardizer.Read(reader), reader.ReadStrings(), reader.ReadArray<int>());
            var regressions = new (float[], double)?[labels.Length];
            for (var label = 0; label < labels.Length; label++)
            {
                var (weights, bias) = (reader.ReadArray<float>(), reader.ReadDouble());
                regressions[label] = weights.Length == 0 ? null : (weights, bias);
            }

            // Every present class has weights for all columns; of two the first has none.
            var fits = present.Length >= 2 && present.Index().All(one =>
                one.Item >= 0 && one.Item < labels.Length && (one.Index == 0 || one.Item > present[one.Index - 1])
                && ((present.Length == 2 && one.Index == 0) || regressions[one.Item]?.Item1.Length == scaling.Names.Count));
            return fits
                ? new(scaling, labels, present, regressions)
                : throw new InvalidDataException("The model file is damaged: the weights do not fit the labels and columns.");
        }

        private double Odds(ReadOnlySpan<float> row, int label)
        {
            var (weights, bias) = _regressions[label]!.Value;
            return TensorPrimitives.Dot(row, weights) + bias;
        }
    }

    private sealed class RowClassifier(Prepared prepared, Classifier classifier) : IRowClassifier, ISaveable
    {
        public IReadOnlyList<string> Labels => classifier.Labels;

        public bool ScoresAreProbabilities => true;

        public ModelFormat Format => classifier.Format;

        public void Score(FeatureRow source, Span<float> scores) => classifier.Score(source, scores);

        public void ScoreRows(ReadOnlySpan<int> rows, Span<float> scores)
        {
            ClassifierGuard.RequireRoom(scores, rows.Length, Labels.Count);
            for (var i = 0; i < rows.Length; i++)
            {
                classifier.ScoreStandardized(prepared.Row(rows[i]), scores.Slice(i * Labels.Count, Labels.Count));
            }
        }

        public void Write(ModelWriter writer) => classifier.Write(writer);
    }
}
