namespace ZetDard.Recommenders;

/// <summary>Classifiers of things that are seen several times: the clips of a track, a clip and altered copies of it.</summary>
public static class ClassifierViews
{
    /// <summary>
    /// A trainer of things that consist of several views: each view is an example of its own while learning, and the scores of a thing
    /// are the means over its views.
    /// </summary>
    /// <param name="trainer">
    /// Learns from the views. Its scores should be comparable between things: probabilities, or the scores of one class against the rest.
    /// </param>
    /// <remarks>All views are in memory while it fits: let them be rows of features rather than sounds.</remarks>
    /// <example>
    /// <code>
    /// var trainer = new KernelRidgeTrainer(new() { Kernel = Kernel.PerFamily(Kernel.Gaussian()) }).OverViews();
    /// var examples = sounds.Select(sound =&gt; extractor.RowsOf([sound, .. sound.AlteredCopies(3, seed: 42)]));
    /// </code>
    /// </example>
    public static IClassifierTrainer<IReadOnlyList<TSource>> OverViews<TSource>(this IClassifierTrainer<TSource> trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return new ViewTrainer<TSource>(trainer);
    }

    private sealed class ViewTrainer<TSource>(IClassifierTrainer<TSource> trainer) : IClassifierTrainer<IReadOnlyList<TSource>>
    {
        public string Description => $"{trainer.Description} over views";

        public async Task<IClassifier<IReadOnlyList<TSource>>> FitAsync(
            Examples<IReadOnlyList<TSource>> examples,
            IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(examples);
            var views = new List<(TSource View, Example<int> Example)>();
            for (var thing = 0; thing < examples.Count; thing++)
            {
                var source = Required(await examples.ReadAsync(thing, cancellationToken).ConfigureAwait(false));

                // Views of one thing stay together wherever the trainer divides its examples, as for probabilities.
                var group = examples.Groups[thing] ?? (source.Count > 1 ? $"\0{thing}" : null);
                foreach (var view in source)
                {
                    views.Add((view, new Example<int>(views.Count, examples.Labels[examples.Classes[thing]], group)));
                }
            }

            var labelled = Examples.From(
                ItemSource.From(Enumerable.Range(0, views.Count), (view, _) => new ValueTask<TSource>(views[view].View)),
                views.Select(view => view.Example));
            return new ViewClassifier<TSource>(
                await trainer.FitAsync(labelled, progress, cancellationToken).ConfigureAwait(false), examples.Labels);
        }
    }

    private sealed class ViewClassifier<TSource>(IClassifier<TSource> classifier, IReadOnlyList<string> labels)
        : IClassifier<IReadOnlyList<TSource>>
    {
        // The class of each of its labels: labels without examples are unknown to it.
        private readonly int[] _classes = [.. classifier.Labels.Select(label => labels.ToList().IndexOf(label))];

        public IReadOnlyList<string> Labels => labels;

        public bool ScoresAreProbabilities => classifier.ScoresAreProbabilities;

        public void Score(IReadOnlyList<TSource> source, Span<float> scores)
        {
            var views = Required(source);
            ClassifierGuard.RequireRoom(scores, 1, Labels.Count);
            var single = new float[views.Count * _classes.Length];
            classifier.ScoreMany(views, single);

            // A label that was never learned scores below all others, or has no chance.
            scores[..Labels.Count].Fill(ScoresAreProbabilities ? 0 : float.MinValue);
            for (var i = 0; i < _classes.Length; i++)
            {
                var sum = 0.0;
                for (var view = 0; view < views.Count; view++)
                {
                    sum += single[(view * _classes.Length) + i];
                }

                scores[_classes[i]] = (float)(sum / views.Count);
            }
        }

        public void Dispose() => classifier.Dispose();
    }

    private static IReadOnlyList<TSource> Required<TSource>(IReadOnlyList<TSource>? views) =>
        views is { Count: > 0 }
            ? views
            : throw new ArgumentException("A thing has no view, so that nothing is known of it; give it one or more, or leave it out.");
}
