using System.Globalization;

namespace ZetDard.Recommenders.Testing.Tests;

/// <summary>A small classifier keeps all promises; each fault breaks one, and the suite must name it.</summary>
public sealed class ClassifierConformanceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_sound_classifier_of_rows_passes() =>
        ClassifierConformance.CheckAsync(threads => new NearestMean("", threads), cancellationToken: Cancellation);

    // Of anything: the suite knows no more of texts than that they are read.
    [Fact]
    public Task A_sound_classifier_of_texts_passes() => ClassifierConformance.CheckAsync(
        _ => new NearestMean("", 1).On<string, FeatureRow>(text => new(["length"], new float[] { text.Length })),
        Examples.From(Enumerable.Range(0, 30).Select(i => (new string('a', i), i < 15 ? "short" : "long"))),
        cancellationToken: Cancellation);

    [Fact]
    public async Task Texts_need_examples() => Assert.Contains(
        "give examples",
        (await Assert.ThrowsAsync<ArgumentException>(() => ClassifierConformance.CheckAsync(
            _ => new NearestMean("", 1).On<string, FeatureRow>(_ => default), cancellationToken: Cancellation))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("described", "The description does not depend on the number of threads")]
    [InlineData("labels", "Labels are those of the examples")]
    [InlineData("unseen", "A label without examples is never predicted")]
    [InlineData("infinite", "Scores are finite")]
    [InlineData("short", "Every label is scored")]
    [InlineData("long", "Nothing is written behind the last score")]
    [InlineData("sum", "Scores that are probabilities are 0 … 1 and add up to 1")]
    [InlineData("many", "ScoreMany gives what Score gives")]
    [InlineData("counts", "Concurrent calls give what single ones give")]
    [InlineData("lenient", "Room for too few scores is an ArgumentException:")]
    [InlineData("lenient", "Room for too few scores is an ArgumentException in a batch too")]
    [InlineData("lenient", "Room for too few scores is an ArgumentException in ScoreRows too")]
    [InlineData("any row", "Scoring a row with another name")]
    [InlineData("any row", "Scoring a row with a feature that is not finite")]
    [InlineData("turned", "better apart than the most frequent label")]
    [InlineData("threads", "a fit with 2 threads")]
    [InlineData("dispose once", "Disposing twice is allowed")]
    [InlineData("dispose badly", "A disposed classifier scores as before or throws ObjectDisposedException")]
    [InlineData("dispose all", "A classifier outlives others of its trainer")]
    [InlineData("deaf", "A fit that is cancelled before it begins")]
    [InlineData("null", "A fit on null is an ArgumentNullException")]
    [InlineData("one label", "A fit on examples of one label")]
    [InlineData("one label", "A fit on rows of one class")]
    [InlineData("no examples", "A fit on no examples")]
    [InlineData("translates", "A fit on examples of which one cannot be read is an IOException")]
    [InlineData("reads on", "A fit that fails leaves nothing behind")]
    [InlineData("any example", "A fit on examples of which one has too few features")]
    [InlineData("any example", "Preparing rows of which one has another name")]
    [InlineData("forgets", "A loaded model answers as the saved one")]
    [InlineData("trainer forgets", "A loaded model answers as the saved one")]
    [InlineData("prepared", "Prepare and Fit give what FitAsync gives")]
    [InlineData("by number", "ScoreRows gives what Score gives")]
    [InlineData("tail", "Rows that are only scored do not influence a fit")]
    [InlineData("influence", "Fits do not influence each other")]
    [InlineData("crowd", "Concurrent fits give what single ones give")]
    [InlineData("any number", "Learning from a row that is only to be scored")]
    [InlineData("few classes", "A fit with fewer classes than rows")]
    [InlineData("deaf rows", "A fit on prepared rows that is cancelled")]
    public Task A_fault_is_named(string fault, string promise)
    {
        NearestMean.Reset();
        return Faults.IsNamedAsync(promise, () => ClassifierConformance.CheckAsync(
            threads => new NearestMean(fault, threads), NearestMean.Examples, cancellationToken: Cancellation));
    }

    [Fact]
    public void Trainers_of_an_assembly_are_those_that_are_not_nested() =>
        Assert.Equal([typeof(LogisticRegressionTrainer)], ClassifierConformance.TrainersOf(typeof(LogisticRegressionTrainer).Assembly));

    /// <summary>Scores labels by how near the mean of their rows is.</summary>
    private sealed class NearestMean(string fault, int threadCount) : IRowClassifierTrainer, ISaveable
    {
        private static readonly AsyncLocal<TaskCompletionSource?> s_gate = new();
        private static int s_calls, s_disposals;

        // Of two labels; items behind the middle are read once the gate opens, if there is one.
        public static Examples<FeatureRow> Examples { get; } = ZetDard.Recommenders.Examples.From(
            ItemSource.From(Enumerable.Range(0, 60), async (int i, CancellationToken _) =>
            {
                await (i > 30 && s_gate.Value is { } gate ? gate.Task : Task.CompletedTask);
                return new FeatureRow(["level", "place"], new float[] { (i % 2 * 3) + ((i * 7) % 5), i / 100f });
            }),
            Enumerable.Range(0, 60).Select(i => new Example<int>(i, i % 2 == 0 ? "even" : "odd")));

        public static void Reset() => s_disposals = 0;

        public string Description =>
            string.Create(CultureInfo.InvariantCulture, $"nearest mean {(fault == "described" ? threadCount : 0)}");

        public ModelFormat Format =>
            new("mean/trainer", _ => fault == "trainer forgets" ? new NearestMean("described", 7) : new NearestMean(fault, threadCount));

        public void Write(ModelWriter writer)
        {
        }

        public async Task<IClassifier<FeatureRow>> FitAsync(
            Examples<FeatureRow> examples, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            Faults.Begin(fault, examples, cancellationToken);

            FeatureRow[] rows;
            try
            {
                rows = fault == "reads on" ? await ReadAllAtOnceAsync(examples) : await ReadAsync(examples, cancellationToken);
            }
            catch (IOException e) when (fault == "translates")
            {
                throw new InvalidOperationException("It cannot be read.", e);
            }

            int[] classes = [.. examples.Classes];
            return Prepare(rows, rows.Length, fault == "prepared" ? 2 : 1).Fit(
                [.. Enumerable.Range(0, rows.Length)], classes, examples.Labels, fault == "deaf" ? default : cancellationToken);
        }

        public IPreparedRows Prepare(IReadOnlyList<FeatureRow> rows, int trainingCount) => Prepare(rows, trainingCount, 1);

        private Prepared Prepare(IReadOnlyList<FeatureRow> rows, int trainingCount, float factor)
        {
            var names = rows.Count == 0 ? [] : rows[0].Names;
            if (fault != "any example")
            {
                foreach (var row in rows)
                {
                    row.ValuesOf(names);
                }
            }

            return new(fault, threadCount, [.. rows], trainingCount, factor);
        }

        private static async Task<FeatureRow[]> ReadAsync(Examples<FeatureRow> examples, CancellationToken cancellationToken)
        {
            var rows = new FeatureRow[examples.Count];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = await examples.ReadAsync(i, cancellationToken);
            }

            return rows;
        }

        // The one in the middle first; while it fails, the others are still being read.
        private static async Task<FeatureRow[]> ReadAllAtOnceAsync(Examples<FeatureRow> examples)
        {
            var gate = s_gate.Value = new();
            var reads = Enumerable.Range(0, examples.Count).Select(i => examples.ReadAsync(i).AsTask()).ToArray();
            if (examples.Count > 30)
            {
                await reads[30];
            }

            gate.SetResult();
            return await Task.WhenAll(reads);
        }

        private sealed class Prepared(string fault, int threadCount, FeatureRow[] rows, int trainingCount, float factor) : IPreparedRows
        {
            private int _fits;

            public IRowClassifier Fit(
                ReadOnlySpan<int> numbers,
                ReadOnlySpan<int> classes,
                IReadOnlyList<string> labels,
                CancellationToken cancellationToken = default)
            {
                if (fault is not ("deaf" or "deaf rows"))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (fault == "few classes" && classes.Length < numbers.Length)
                {
                    numbers = numbers[..2];
                    classes = [0, 1];
                }

                if (!((fault == "any number" && numbers.Contains(trainingCount)) || (fault == "no examples" && numbers.IsEmpty) || (fault == "one label" && numbers.Length > 0 && classes.IndexOfAnyExcept(classes[0]) < 0)))
                {
                    ClassifierGuard.PresentClasses(numbers, classes, labels, trainingCount);
                }

                var means = new float[labels.Count][];
                for (var label = 0; label < means.Length; label++)
                {
                    var own = new List<FeatureRow>();
                    for (var i = 0; i < numbers.Length; i++)
                    {
                        if (classes[i] == label)
                        {
                            own.Add(rows[numbers[i]]);
                        }
                    }

                    means[label] = own.Count == 0 ? [] : [.. own[0].Values
                        .ToArray()
                        .Select((_, column) => own.Average(row => row.Values.Span[Math.Min(column, row.Values.Length - 1)]) * factor)];
                }

                var fits = Interlocked.Increment(ref _fits);
                var shift = (fault == "tail" ? rows[^1].Values.Span[0] : 0) + (fault == "influence" ? fits : 0) + (
                    fault == "crowd" && fits > 4 ? fits : 0) + (fault == "threads" && threadCount == 2 ? 1 : 0);
                var names = rows.Length == 0 ? [] : rows[0].Names;
                return fault == "labels" && means.Any(mean => mean.Length == 0)
                    ? new Classifier(
                        fault,
                        [.. labels.Where((_, label) => means[label].Length > 0)],
                        names,
                        [.. means.Where(mean => mean.Length > 0)],
                        shift,
                        rows)
                    : new Classifier(fault, labels, names, means, shift, rows);
            }
        }

        private sealed class Classifier(
            string fault,
            IReadOnlyList<string> labels,
            IReadOnlyList<string> names,
            float[][] means,
            float shift,
            FeatureRow[] rows) : IRowClassifier, ISaveable
        {
            private bool _isDisposed;

            public IReadOnlyList<string> Labels => labels;

            public bool ScoresAreProbabilities => true;

            public ModelFormat Format =>
                new("mean", _ => new Classifier(fault, labels, names, means, fault == "forgets" ? shift + 1 : shift, rows));

            public void Write(ModelWriter writer)
            {
            }

            public void Dispose()
            {
                if (_isDisposed && fault == "dispose once")
                {
                    throw new InvalidOperationException("It is disposed.");
                }

                _isDisposed = true;
                Interlocked.Increment(ref s_disposals);
            }

            public void ScoreRows(ReadOnlySpan<int> numbers, Span<float> scores)
            {
                Require(scores, numbers.Length);
                for (var i = 0; i < numbers.Length && scores.Length >= (i + 1) * labels.Count; i++)
                {
                    Score(rows[fault == "by number" ? 0 : numbers[i]], scores.Slice(i * labels.Count, labels.Count));
                }
            }

            public void ScoreMany(IReadOnlyList<FeatureRow> sources, Span<float> scores)
            {
                Require(scores, sources.Count);
                for (var i = 0; i < sources.Count && scores.Length >= (i + 1) * labels.Count; i++)
                {
                    Score(sources[fault == "many" ? 0 : i], scores.Slice(i * labels.Count, labels.Count));
                }
            }

            public void Score(FeatureRow source, Span<float> scores)
            {
                if (_isDisposed)
                {
                    throw fault == "dispose badly" ? new InvalidOperationException() : new ObjectDisposedException(nameof(Classifier));
                }

                Require(scores, 1);
                var values = fault == "any row" ? source.Values.Span : source.ValuesOf(names);
                var sum = 0f;
                for (var label = 0; label < Math.Min(labels.Count, scores.Length); label++)
                {
                    var distance = 0f;
                    for (var column = 0; column < Math.Min(values.Length, means[label].Length); column++)
                    {
                        distance += MathF.Abs(values[column] - means[label][column]);
                    }

                    distance += shift * label;
                    var isUnseen = means[label].Length == 0;
                    var score = isUnseen ? (fault == "unseen" ? 9 : 0) : fault == "turned" ? distance : 1 / (1 + distance);
                    sum += scores[label] = score;
                }

                for (var label = 0; label < Math.Min(labels.Count, scores.Length); label++)
                {
                    scores[label] /= fault == "sum" ? 1 : sum;
                }

                Spoil(scores);
            }

            private void Spoil(Span<float> scores)
            {
                switch (fault)
                {
                    case "infinite": scores[1] = float.NaN; break;
                    case "short": scores[labels.Count - 1] = -12345.678f; break;
                    case "long" when scores.Length > labels.Count: scores[labels.Count] = 1; break;
                    case "counts": scores[1] = Interlocked.Increment(ref s_calls); break;
                    case "dispose all": scores[1] += s_disposals; break;
                    default: break;
                }
            }

            private void Require(ReadOnlySpan<float> scores, int count)
            {
                if (fault != "lenient")
                {
                    ClassifierGuard.RequireRoom(scores, count, labels.Count);
                }
            }
        }
    }
}
