using System.Diagnostics;
using ZetDard.Evaluation.Models;
using ZetDard.Evaluation.Reporting;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation;

/// <summary>Fits and measures the asked models one after the other and writes the report.</summary>
internal static class ModelRun
{
    /// <param name="context">What the user asked for.</param>
    /// <param name="summary">Counts of the data, for the report.</param>
    /// <param name="dataOf">What a model may learn from.</param>
    /// <param name="measure">Measures a fitted model of a name.</param>
    /// <param name="conventions">Lines to print under the table.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public static async Task<int> RunAsync(
        RunContext context,
        IReadOnlyDictionary<string, object> summary,
        Func<ModelEntry, TrainingData<SongId>> dataOf,
        Func<string, FittedModel, ModelResult> measure,
        IReadOnlyList<string> conventions,
        CancellationToken cancellationToken
    )
    {
        var models = ModelRegistry.Select(context.Command, context.FitOnly is null ? context.Models : [context.FitOnly]);
        if (context.FitOnly is not null)
        {
            GC.KeepAlive(await models[0].Fit(dataOf(models[0]), context.Seed, null, cancellationToken));
            context.Output.WriteLine(PeakMemory.OwnMegabytes());
            return ExitCode.Success;
        }

        return await RowsAsync(
            context,
            summary,
            models,
            async model =>
            {
                var watch = Stopwatch.StartNew();
                var fitted = await model.Fit(dataOf(model), context.Seed, context.Progress, cancellationToken);
                var row = new Row(model.Name, new Dictionary<string, object>(model.Options.Concat(fitted.Chosen)))
                {
                    FitSeconds = watch.Elapsed.TotalSeconds,
                };
                return row.With(measure(model.Name, fitted));
            },
            model => new(model.Name, model.Options),
            conventions,
            cancellationToken
        );
    }

    /// <summary>Makes a row of each model, with the peak memory of a child process that fits it, and writes the report.</summary>
    /// <param name="context">What the user asked for.</param>
    /// <param name="summary">Counts of the data, for the report.</param>
    /// <param name="models">The models.</param>
    /// <param name="measure">Fits and measures a model.</param>
    /// <param name="failed">The row of a model that failed, to which the reason is added.</param>
    /// <param name="conventions">Lines to print under the table.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public static async Task<int> RowsAsync<TModel>(
        RunContext context,
        IReadOnlyDictionary<string, object> summary,
        IReadOnlyList<TModel> models,
        Func<TModel, Task<Row>> measure,
        Func<TModel, Row> failed,
        IReadOnlyList<string> conventions,
        CancellationToken cancellationToken
    )
        where TModel : INamedModel
    {
        var rows = new List<Row>();
        foreach (var model in models)
        {
            context.Progress.Begin($"[{rows.Count + 1}/{models.Count}] {model.Name}");
            try
            {
                var row = await measure(model);
                context.Progress.Begin($"[{rows.Count + 1}/{models.Count}] {model.Name}: peak memory");
                rows.Add(row with { PeakMegabytes = await PeakMemory.OfFitAsync(context, model.Name, cancellationToken) });
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // A model that fails must not cost the user the rows of the others.
                context.Note($"{model.Name} failed: {failure.Message}");
                rows.Add(failed(model) with { Error = failure.Message });
            }
        }

        return !Report.Write(context, summary, rows, conventions) ? ExitCode.BadArguments
            : rows.TrueForAll(row => row.Error is null) ? ExitCode.Success
            : ExitCode.ModelFailed;
    }
}
