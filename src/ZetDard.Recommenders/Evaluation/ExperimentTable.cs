using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>The results of an experiment as text.</summary>
internal static class ExperimentTable
{
    /// <summary>Writes how many cases there are, a line a model, what failed, and the conventions.</summary>
    public static void Write(TextWriter output, int caseCount, IReadOnlyList<ModelResult> models, IReadOnlyList<string> conventions)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{caseCount:N0} {(caseCount == 1 ? "case" : "cases")}"));
        output.WriteLine();
        var labels = models.SelectMany(model => model.Metrics).Select(metric => metric.Label).Distinct().ToArray();
        TextTable.Write(output, [["model", .. labels, "fit s", "recommend s"], .. models.Select(model => Line(model, labels))]);
        output.WriteLine();
        foreach (var model in models.Where(model => model.Failure is not null))
        {
            output.WriteLine($"{model.Name} failed: {model.Failure!.Message}");
            output.WriteLine();
        }

        foreach (var line in conventions)
        {
            output.WriteLine(line);
        }
    }

    /// <summary>A value with its interval.</summary>
    public static string Cell(double value, Interval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:F4} [{interval.Low:F4} {interval.High:F4}]");

    private static string[] Line(ModelResult model, string[] labels)
    {
        var byLabel = model.Metrics.ToDictionary(metric => metric.Label);
        return
        [
            model.Name,
            .. labels.Select(label => !byLabel.TryGetValue(label, out var metric) ? "-"
                : metric.Interval is { } interval ? Cell(metric.Value, interval)
                : metric.Value.ToString("F4", CultureInfo.InvariantCulture)),
            Seconds(model.FitTime),
            Seconds(model.RecommendTime),
        ];
    }

    private static string Seconds(TimeSpan? time) => time?.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture) ?? "-";
}
