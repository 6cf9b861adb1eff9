using Microsoft.ML;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>One fit of an estimator of ML.NET to examples.</summary>
/// <param name="What">What is fitted, for messages.</param>
/// <param name="Estimator">Makes the estimator, given how many examples the rarest label has.</param>
/// <param name="ScoresAreProbabilities">Whether its scores add up to 1.</param>
/// <param name="Standardize">Whether columns are standardized first.</param>
/// <param name="Seed">The seed of the context.</param>
internal sealed record ClassifierFit(
    string What, Func<MLContext, int, IEstimator<ITransformer>> Estimator, bool ScoresAreProbabilities, bool Standardize, int Seed)
{
    public async Task<IClassifier<FeatureRow>> RunAsync(
        Examples<FeatureRow> examples, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(examples);
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new("Reading examples", 0, examples.Count));
        var rows = new FeatureRow[examples.Count];
        for (var example = 0; example < rows.Length; example++)
        {
            rows[example] = await examples.ReadAsync(example, cancellationToken).ConfigureAwait(false);
        }

        progress?.Report(new($"Fitting {What}", 0, rows.Length));
        var classifier = await Task.Run(
            () => Fit(rows, [.. examples.Classes], examples.Labels, cancellationToken), cancellationToken).ConfigureAwait(false);
        progress?.Report(new($"Fitting {What}", rows.Length, rows.Length));
        return classifier;
    }

    private MicrosoftMLClassifier Fit(FeatureRow[] rows, int[] classes, IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        var present = ClassifierGuard.PresentClasses([.. Enumerable.Range(0, rows.Length)], classes, labels, rows.Length);
        var table = LearnedRows.Of(rows, Standardize);

        // ML.NET sees the labels that have examples only.
        var keys = Array.ConvertAll(classes, c => (uint)present.TakeWhile(other => other != c).Count() + 1);
        var columns = MicrosoftMLClassifier.Columns(table.Names, [.. present.Select(c => labels[c])], table.Row, row => keys[row]);
        var ml = new MLContext(Seed);
        var estimator = Estimator(ml, classes.CountBy(c => c).Min(pair => pair.Value));
        var model = Explained.Fit(
            $"{What} to {rows.Length} rows of {table.Names.Count} features and {present.Count} labels",
            () => estimator.Fit(new FeatureDataView(rows.Length, columns, cancellationToken)),
            cancellationToken);
        var classifier = new MicrosoftMLClassifier(ml, model, table.Names, table.Scaling, labels, [.. present], ScoresAreProbabilities);
        classifier.Score(rows[0], new float[labels.Count]);         // says so at once where the model has no finite scores
        return classifier;
    }
}
