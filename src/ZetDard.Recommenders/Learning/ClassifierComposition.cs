using System.Globalization;
using System.Runtime.CompilerServices;

namespace ZetDard.Recommenders;

/// <summary>Combines classifiers.</summary>
public static class ClassifierComposition
{
    /// <summary>Makes a trainer whose classifiers see one part of a thing, such as the words of a record of sound and words.</summary>
    /// <param name="trainer">The trainer of the part.</param>
    /// <param name="part">Takes the part; called for each thing.</param>
    /// <param name="partName">
    /// Names the part in <see cref="IClassifierTrainer{TSource}.Description"/>; the text of <paramref name="part"/> in the source code
    /// where it is left out.
    /// </param>
    public static IClassifierTrainer<TSource> On<TSource, TPart>(
        this IClassifierTrainer<TPart> trainer, Func<TSource, TPart> part, [CallerArgumentExpression(nameof(part))] string partName = "")
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(part);
        return new PartTrainer<TSource, TPart>(trainer, part, ClassifierRecommender.OneLine(partName));
    }

    /// <summary>A trainer that fits several classifiers to the same examples and adds up their weighted scores.</summary>
    /// <param name="parts">The trainers and their weights, finite and above 0.</param>
    /// <exception cref="ArgumentException">There is no part, or a weight is not finite and above 0.</exception>
    public static IClassifierTrainer<TSource> Blend<TSource>(
        params IReadOnlyList<(IClassifierTrainer<TSource> Trainer, double Weight)> parts)
    {
        RequireWeights(parts);
        return new BlendTrainer<TSource>([.. parts]);
    }

    /// <summary>
    /// A classifier that adds up the weighted scores of several; where all give probabilities, their weighted mean. Disposes them.
    /// </summary>
    /// <param name="parts">The classifiers, of the same labels, and their weights, finite and above 0.</param>
    /// <exception cref="ArgumentException">There is no part, a weight is not finite and above 0, or the labels differ.</exception>
    public static IClassifier<TSource> Blend<TSource>(params IReadOnlyList<(IClassifier<TSource> Classifier, double Weight)> parts)
    {
        RequireWeights(parts);
        var labels = parts[0].Classifier.Labels;
        if (parts.FirstOrDefault(part => !part.Classifier.Labels.SequenceEqual(labels)) is { Classifier: { } other })
        {
            throw new ArgumentException(
                $"Only classifiers of the same labels can be blended: one has {string.Join(", ", labels)}, another {string.Join(", ", other.Labels)}.",
                nameof(parts));
        }

        return new BlendClassifier<TSource>([.. parts]);
    }

    private static void RequireWeights<TPart>(IReadOnlyList<(TPart, double Weight)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("There is nothing to blend; give one classifier or more.", nameof(parts));
        }

        foreach (var (_, weight) in parts)
        {
            if (!(weight > 0) || !double.IsFinite(weight))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"A weight is {weight}; it must be finite and above 0. Leave out what does not count."), nameof(parts));
            }
        }
    }

    private sealed class PartTrainer<TSource, TPart>(
        IClassifierTrainer<TPart> trainer, Func<TSource, TPart> part, string partName) : IClassifierTrainer<TSource>
    {
        public string Description => $"{trainer.Description} on {partName}";

        public async Task<IClassifier<TSource>> FitAsync(
            Examples<TSource> examples, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(examples);
            return new PartClassifier<TSource, TPart>(
                await trainer.FitAsync(examples.Select(part), progress, cancellationToken).ConfigureAwait(false), part);
        }
    }

    private sealed class PartClassifier<TSource, TPart>(IClassifier<TPart> classifier, Func<TSource, TPart> part) : IClassifier<TSource>
    {
        public IReadOnlyList<string> Labels => classifier.Labels;

        public bool ScoresAreProbabilities => classifier.ScoresAreProbabilities;

        public void Score(TSource source, Span<float> scores) => classifier.Score(part(source), scores);

        public void ScoreMany(IReadOnlyList<TSource> sources, Span<float> scores) =>
            classifier.ScoreMany([.. sources.Select(part)], scores);

        public void Dispose() => classifier.Dispose();
    }

    private sealed class BlendTrainer<TSource>((IClassifierTrainer<TSource> Trainer, double Weight)[] parts) : IClassifierTrainer<TSource>
    {
        public string Description => string.Join(
            " + ", parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Weight} x {part.Trainer.Description}")));

        public async Task<IClassifier<TSource>> FitAsync(
            Examples<TSource> examples, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            var fitted = new List<(IClassifier<TSource>, double)>();
            try
            {
                foreach (var (trainer, weight) in parts)
                {
                    fitted.Add((await trainer.FitAsync(examples, progress, cancellationToken).ConfigureAwait(false), weight));
                }

                return Blend<TSource>(fitted);
            }
            catch
            {
                fitted.ForEach(part => part.Item1.Dispose());       // a later part that fails leaves none of the earlier ones behind
                throw;
            }
        }
    }

    private sealed class BlendClassifier<TSource>((IClassifier<TSource> Classifier, double Weight)[] parts) : IClassifier<TSource>
    {
        private readonly double _sum = parts.Sum(part => part.Weight);

        public IReadOnlyList<string> Labels => parts[0].Classifier.Labels;

        public bool ScoresAreProbabilities { get; } = parts.All(part => part.Classifier.ScoresAreProbabilities);

        public void Score(TSource source, Span<float> scores) => ScoreMany([source], scores);

        public void ScoreMany(IReadOnlyList<TSource> sources, Span<float> scores)
        {
            var count = sources.Count * Labels.Count;
            ClassifierGuard.RequireRoom(scores, sources.Count, Labels.Count);
            var (sums, own) = (new double[count], new float[count]);
            foreach (var (classifier, weight) in parts)
            {
                classifier.ScoreMany(sources, own);
                for (var i = 0; i < count; i++)
                {
                    sums[i] += weight / _sum * own[i];
                }
            }

            for (var i = 0; i < count; i++)
            {
                scores[i] = (float)sums[i];
            }
        }

        public void Dispose()
        {
            foreach (var (classifier, _) in parts)
            {
                classifier.Dispose();
            }
        }
    }
}
