using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ZetDard.Recommenders;

/// <summary>
/// Makes recommenders from classifiers: each listener gets a classifier that separates the items that they have from other items.
/// </summary>
public static class ClassifierRecommender
{
    /// <summary>The key of the trainer in a container, and the name of its options.</summary>
    public const string Key = "classifier";

    private const int ScoredAtOnce = 32;            // items of a source in memory
    private const int FittedAtOnce = 8;             // classifiers alive while the items are read once for all of them

    internal static readonly string[] Labels = ["others", "theirs"];

    /// <summary>
    /// Makes a trainer of recommenders that learn from <see cref="TrainingData{TItem}.ItemFeatures"/>, and can also rank items that
    /// nobody has.
    /// </summary>
    /// <typeparam name="TItem">The item's id type.</typeparam>
    /// <param name="trainer">
    /// Fits a listener's classifier. An <see cref="IRowClassifierTrainer"/> does so at the listener's first request, also for histories
    /// of listeners whom the model has never seen; any other fits those of all listeners ahead.
    /// </param>
    /// <param name="options">Others, seed and cache; defaults where <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <remarks>
    /// The fit prepares all rows once; how long that takes depends on the classifier. The first request of a listener fits their
    /// classifier to (1 + <see cref="ClassifierRecommenderOptions.NegativeRatio"/>) rows for each item that they have; each request
    /// scores all candidates. The score of an item is that of the class of the listener's items; reasons name the families of features
    /// without which the score would be lower.
    /// </remarks>
    public static IRecommenderTrainer<TItem> AsRecommender<TItem>(
        this IClassifierTrainer<FeatureRow> trainer, ClassifierRecommenderOptions? options = null)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (trainer is not IRowClassifierTrainer rows)
        {
            return trainer.AsRecommender<TItem, FeatureRow>(NeededFeatures, listeners: null, options, "features");
        }

        var valid = Validated(options);
        return Trainer.From<TItem>(
            (data, progress, cancellationToken) => Task.Run<IRecommender<TItem>>(
                () =>
                {
                    progress?.Report(new("Preparing rows", 0, 1));
                    var recommender = new RowClassifierRecommender<TItem>(data.Interactions, NeededFeatures(data), rows, valid);
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Report(new("Preparing rows", 1, 1));
                    return recommender;
                },
                cancellationToken),
            DescriptionOf(trainer.Description, valid));
    }

    /// <summary>
    /// Makes a trainer that fits the classifiers of some listeners ahead of any request and keeps their scores of all items: for
    /// classifiers that take long to fit, such as networks on sound.
    /// </summary>
    /// <typeparam name="TItem">The item's id type.</typeparam>
    /// <typeparam name="TSource">What the classifiers see of an item.</typeparam>
    /// <param name="trainer">Fits a listener's classifier; it is disposed once the items are scored.</param>
    /// <param name="source">Takes the source of the items, such as their sound, from the data of the fit.</param>
    /// <param name="listeners">
    /// The listeners whose classifiers are fitted; all where <see langword="null"/>. Others get an empty list, which a fallback fills.
    /// </param>
    /// <param name="options">Others and seed; defaults where <see langword="null"/>.</param>
    /// <param name="sourceName">
    /// Names the source in <see cref="IRecommenderTrainer{TItem}.Description"/>; the text of <paramref name="source"/> in the source code
    /// where it is left out.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <remarks>
    /// It first reads every item once, so that an item that cannot be read is an error before the first fit. Then it fits one classifier
    /// for each listener, and reads every item again for every eight listeners. Memory: listeners × items × 4 bytes. The recommender
    /// serves no histories and gives no reasons.
    /// </remarks>
    public static IRecommenderTrainer<TItem> AsRecommender<TItem, TSource>(
        this IClassifierTrainer<TSource> trainer,
        Func<TrainingData<TItem>, IItemSource<TItem, TSource>> source,
        IReadOnlyCollection<UserId>? listeners = null,
        ClassifierRecommenderOptions? options = null,
        [CallerArgumentExpression(nameof(source))] string sourceName = "")
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(source);
        var valid = Validated(options);
        return Trainer.From<TItem>(
            async (data, progress, cancellationToken) => await FitAheadAsync(
                data, trainer, source(data), listeners?.ToHashSet(), valid, progress, cancellationToken).ConfigureAwait(false),
            $"{DescriptionOf(trainer.Description, valid)} on {OneLine(sourceName)} for {(listeners is null ? "all" : string.Join(' ', listeners.Select(user => user.Value).Order()))}");
    }

    /// <summary>
    /// The formats of these recommenders in model files. Give them to <see cref="ModelFile.Load{TItem}"/> together with the format of the
    /// classifier's trainer.
    /// </summary>
    public static IReadOnlyList<ModelFormat> FileFormats<TItem>()
        where TItem : struct, IId<TItem> => [RowClassifierRecommender<TItem>.FileFormat, ScoredRecommender<TItem>.FileFormat];

    /// <summary>A text from source code, which may stand on several lines, as one line.</summary>
    internal static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// The items of a listener, and others: the first that they do not have, in an order that is the same for all listeners, so that
    /// listeners share what is computed of the others.
    /// </summary>
    internal static (int[] Rows, int[] Classes) Sample(IReadOnlyCollection<int> theirs, int[] order, double ratio)
    {
        var has = theirs.ToHashSet();
        int[] others = [.. order.Where(item => !has.Contains(item)).Take((int)Math.Ceiling(theirs.Count * ratio))];
        return ([.. theirs, .. others], [.. theirs.Select(_ => 1), .. others.Select(_ => 0)]);
    }

    internal static int[] Shuffled(IEnumerable<int> items, int seed)
    {
        int[] order = [.. items];
        new Random(seed).Shuffle(order);
        return order;
    }

    private static async Task<IRecommender<TItem>> FitAheadAsync<TItem, TSource>(
        TrainingData<TItem> data,
        IClassifierTrainer<TSource> trainer,
        IItemSource<TItem, TSource> source,
        HashSet<UserId>? listeners,
        ClassifierRecommenderOptions options,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        var (interactions, items) = (data.Interactions, source.Items);
        int[] inSource = [.. interactions.Items.Select(items.IndexOf)];
        var order = Shuffled(inSource.Where(item => item >= 0), options.Seed);
        int[] rows = [.. Enumerable.Range(0, interactions.Users.Count).Where(row => listeners?.Contains(interactions.Users[row]) != false)];
        var (scores, done) = (new SortedDictionary<int, float[]>(), 0);

        // Reads all items before the first fit: an item that could not be read afterwards would lose the work of the fits, which may take
        // long.
        await foreach (var _ in AllOf(source)
            .ReadManyAsync(Enumerable.Range(0, items.Count), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            progress?.Report(new("Reading items", ++done, items.Count));
        }

        done = 0;
        foreach (var chunk in rows.Chunk(FittedAtOnce))
        {
            var classifiers = new List<(int Row, IClassifier<TSource> Classifier)>();
            try
            {
                foreach (var row in chunk)
                {
                    int[] theirs = [.. interactions.Matrix.Row(row).ToArray().Select(item => inSource[item]).Where(item => item >= 0)];
                    var (sample, classes) = Sample(theirs, order, options.NegativeRatio);
                    if (theirs.Length > 0 && sample.Length > theirs.Length)         // else there is nothing to tell apart
                    {
                        var examples = Examples.From(
                            source, sample.Select((item, i) => new Example<TItem>(items[item], Labels[classes[i]])));
                        classifiers.Add((row, await trainer.FitAsync(examples, progress: null, cancellationToken).ConfigureAwait(false)));
                    }

                    progress?.Report(new("Fitting listeners", ++done, rows.Length));
                }

                foreach (var (row, own) in await ScoreAsync(source, classifiers, cancellationToken).ConfigureAwait(false))
                {
                    scores[row] = own;
                }
            }
            finally
            {
                classifiers.ForEach(one => one.Classifier.Dispose());
            }
        }

        return new ScoredRecommender<TItem>(interactions, items, scores);
    }

    // Every item is read once, some ahead, and scored by all classifiers.
    private static async Task<IEnumerable<(int Row, float[] Scores)>> ScoreAsync<TItem, TSource>(
        IItemSource<TItem, TSource> source,
        List<(int Row, IClassifier<TSource> Classifier)> classifiers,
        CancellationToken cancellationToken)
        where TItem : struct, IId<TItem>
    {
        var scores = classifiers.ConvertAll(one => (one.Row, new float[source.Items.Count]));
        if (scores.Count == 0)
        {
            return scores;
        }

        var (all, done) = (AllOf(source), 0);
        await foreach (var batch in all.ReadManyAsync(Enumerable.Range(0, all.Count), cancellationToken: cancellationToken)
            .Chunk(ScoredAtOnce).ConfigureAwait(false))
        {
            for (var i = 0; i < classifiers.Count; i++)
            {
                var classifier = classifiers[i].Classifier;
                var both = new float[batch.Length * classifier.Labels.Count];
                classifier.ScoreMany(batch, both);
                var theirs = classifier.Labels.ToList().IndexOf(Labels[1]);
                for (var item = 0; item < batch.Length; item++)
                {
                    var score = both[(item * classifier.Labels.Count) + theirs];
                    scores[i].Item2[done + item] = float.IsFinite(score)
                        ? score
                        : throw new InvalidOperationException(string.Create(
                            CultureInfo.InvariantCulture,
                            $"{classifier.GetType().Name} gave {source.Items[done + item]} the score {score}; scores must be finite."));
                }
            }

            done += batch.Length;
        }

        return scores;
    }

    // As examples they are read ahead, and the one that cannot be read is named.
    private static Examples<TSource> AllOf<TItem, TSource>(IItemSource<TItem, TSource> source)
        where TItem : struct, IId<TItem> => Examples.From(source, source.Items.Select(item => new Example<TItem>(item, Labels[0])));

    private static FeatureTable<TItem> NeededFeatures<TItem>(TrainingData<TItem> data)
        where TItem : struct, IId<TItem> =>
        data.ItemFeatures ?? throw new ArgumentException(
            "A recommender of classifiers needs features of the items: give TrainingData.ItemFeatures, or add a learner (trainer.With).",
            nameof(data));

    private static ClassifierRecommenderOptions Validated(ClassifierRecommenderOptions? options) =>
        new ClassifierRecommenderOptionsValidator().Validated(options ?? new()) with { };

    private static string DescriptionOf(string classifier, ClassifierRecommenderOptions options) =>
        $"{Key} {JsonSerializer.Serialize(options, ClassifierRecommenderJson.Default.ClassifierRecommenderOptions)} by {classifier}";
}
