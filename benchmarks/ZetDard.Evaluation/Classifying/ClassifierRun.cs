using System.Globalization;
using ZetDard.Evaluation.Models;
using ZetDard.Evaluation.Reporting;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Classifying;

/// <summary>Fits and measures the asked classifiers one after the other and writes the report.</summary>
internal static class ClassifierRun
{
    /// <param name="context">What the user asked for.</param>
    /// <param name="summary">Counts of the data, for the report.</param>
    /// <param name="models">The models of the command.</param>
    /// <param name="test">What they learn from and are tested on.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <param name="measure">Other metrics than accuracy and F1, from the outcome of a model of a name.</param>
    /// <param name="conventions">Lines to print under the table besides those of this class.</param>
    public static async Task<int> RunAsync<TSource>(
        RunContext context,
        IReadOnlyDictionary<string, object> summary,
        IReadOnlyList<ClassifierModel<TSource>> models,
        ClassifierTest<TSource> test,
        ClassifierOptions options,
        CancellationToken cancellationToken,
        Func<string, Outcome, IReadOnlyDictionary<string, (double Value, Interval Interval)>>? measure = null,
        IReadOnlyList<string>? conventions = null
    )
    {
        var asked = INamedModel.Select(context.Command, models, context.FitOnly is null ? context.Models : [context.FitOnly]);
        if (context.FitOnly is not null)
        {
            await test.FitAsync(asked[0], context, options.IsTuned, cancellationToken);
            context.Output.WriteLine(PeakMemory.OwnMegabytes());
            return ExitCode.Success;
        }

        // The baseline first, so that the others can be held against it.
        asked = [.. asked.OrderBy(model => model.Name != ClassifierModel<TSource>.Baseline)];
        var baseline = double.NaN;
        var predictions = new List<string> { "model,repeat,fold,thing,label,predicted" };
        var code = await ModelRun.RowsAsync(
            context,
            summary,
            asked,
            async model =>
            {
                var (outcome, row) = await test.RunAsync(model, context, options.IsTuned, cancellationToken);
                predictions.AddRange(Lines(model.Name, outcome));
                var metrics = new Dictionary<string, (double Value, Interval Interval)>
                {
                    ["accuracy"] = outcome.Measure(outcome.Accuracy, context.Seed),
                    ["macroF1"] = outcome.Measure(outcome.MacroF1, context.Seed),
                };
                foreach (var (name, metric) in measure?.Invoke(model.Name, outcome) ?? Groups(outcome))
                {
                    metrics[name] = metric;
                }

                var accuracy = metrics["accuracy"].Value;
                baseline = model.Name == ClassifierModel<TSource>.Baseline ? accuracy : baseline;
                if (accuracy < baseline)
                {
                    var note = WhyBelow(model, accuracy, baseline, options.IsTuned);
                    context.Note($"{model.Name}: {note}.");
                    row = row with { Options = new Dictionary<string, object>(row.Options) { ["note"] = note } };
                }

                return row with
                {
                    Metrics = metrics.ToDictionary(metric => metric.Key, metric => metric.Value.Value),
                    Intervals = metrics.ToDictionary(metric => metric.Key, metric => metric.Value.Interval),
                };
            },
            model => new(model.Name, model.Grid[0].Options),
            [
                "accuracy = share with the right label; macroF1 = mean of the F1 of the labels that occur in the test;",
                .. test.HasGroups
                    ? (string[])["groups are never divided between training and test; a label that training lacks is never predicted;"]
                    : [],
                .. conventions ?? [],
                $"fit s and recommend s: of one {(test.Divisions.Count * test.Divisions[0].Count > 1 ? "fold, tuning included" : "fit and its test, tuning included")};",
                $"intervals by bootstrap over {(test.HasGroups ? "groups" : "rows")} (1,000 resamples, seeded), 95 %{(test.Divisions.Count > 1 ? "; metrics are means over the repeats" : "")}",
            ],
            cancellationToken
        );
        if (options.Predictions is not null)
        {
            await File.WriteAllLinesAsync(options.Predictions, predictions, cancellationToken);
        }

        return code;

        static string WhyBelow(ClassifierModel<TSource> model, double accuracy, double baseline, bool isTuned)
        {
            var difference = string.Create(
                CultureInfo.InvariantCulture,
                $"{baseline - accuracy:.000} below {ClassifierModel<TSource>.Baseline}"
            );
            var why = model.Weakness is null ? "" : $": {model.Weakness}";
            var remedy = isTuned || model.Grid.Count == 1 ? "" : "; its options are not tuned (--tune)";
            return $"{difference}{why}{remedy}";
        }

        IReadOnlyDictionary<string, (double Value, Interval Interval)> Groups(Outcome outcome)
        {
            if (!test.HasGroups)
            {
                return new Dictionary<string, (double, Interval)>();
            }

            var groups = outcome.ByGroup();
            return new Dictionary<string, (double, Interval)> { ["groupAccuracy"] = groups.Measure(groups.Accuracy, context.Seed) };
        }

        IEnumerable<string> Lines(string model, Outcome outcome)
        {
            int[] tested = [.. test.Divisions[0].SelectMany(division => division.Test).Order()];
            for (var repeat = 0; repeat < test.Divisions.Count; repeat++)
            {
                var predicted = outcome.Predicted(repeat);
                var foldOf = test.Divisions[repeat]
                    .Index()
                    .SelectMany(fold => fold.Item.Test.Select(thing => (thing, fold.Index)))
                    .ToDictionary();
                for (var i = 0; i < tested.Length; i++)
                {
                    yield return string.Create(
                        CultureInfo.InvariantCulture,
                        $"{model},{repeat},{foldOf[tested[i]]},{tested[i]},{Quoted(outcome.Labels[outcome.Actual[i]])},{Quoted(outcome.Labels[predicted[i]])}"
                    );
                }
            }
        }

        static string Quoted(string text) =>
            text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
