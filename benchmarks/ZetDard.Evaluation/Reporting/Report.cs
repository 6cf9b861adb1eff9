using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Reporting;

/// <summary>The rows of a command, as text, JSON and CSV.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Prints the table, then writes the files that were asked for; a note on standard error names a file that cannot be
    /// written.
    /// </summary>
    /// <param name="context">Where the report is written.</param>
    /// <param name="data">Counts of the data by name.</param>
    /// <param name="rows">One row a model.</param>
    /// <param name="conventions">Lines to print under the table.</param>
    /// <returns>Whether all files were written.</returns>
    public static bool Write(
        RunContext context,
        IReadOnlyDictionary<string, object> data,
        IReadOnlyList<Row> rows,
        IReadOnlyList<string> conventions
    )
    {
        context.Progress.Clear();
        context.Output.WriteLine($"{context.Command}: {string.Join(", ", data.Select(pair => $"{pair.Key} {Text(pair.Value)}"))}");
        context.Output.WriteLine();
        WriteTable(context.Output, rows);
        context.Output.WriteLine();
        foreach (var line in conventions)
        {
            context.Output.WriteLine(line);
        }

        var isJsonWritten = TryWriteFile(context, "--json", context.Json, () => ToJson(context, data, rows).ToJsonString(Indented) + "\n");
        return TryWriteFile(context, "--csv", context.Csv, () => ToCsv(rows)) && isJsonWritten;
    }

    private static bool TryWriteFile(RunContext context, string option, string? path, Func<string> text)
    {
        try
        {
            if (path is not null)
            {
                File.WriteAllText(path, text());
            }

            return true;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            context.Note($"{option}: '{path}' could not be written; the table on standard output is whole. {unwritable.Message}");
            return false;
        }
    }

    private static JsonObject ToJson(RunContext context, IReadOnlyDictionary<string, object> data, IReadOnlyList<Row> rows) =>
        new()
        {
            ["command"] = context.Command,
            ["data"] = Node(data),
            ["environment"] = new JsonObject
            {
                ["commandLine"] = Node(context.Arguments),
                ["operatingSystem"] = RuntimeInformation.OSDescription,
                ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
                ["processors"] = Environment.ProcessorCount,
                ["framework"] = RuntimeInformation.FrameworkDescription,
                ["serverGarbageCollection"] = GCSettings.IsServerGC,
            },
            ["rows"] = new JsonArray([
                .. rows.Select(row =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["model"] = row.Model,
                            ["options"] = Node(row.Options),
                            ["metrics"] = Node(row.Metrics),
                            ["intervals"] = new JsonObject(
                                row.Intervals.Select(pair =>
                                    KeyValuePair.Create<string, JsonNode?>(pair.Key, new JsonArray(pair.Value.Low, pair.Value.High))
                                )
                            ),
                            ["fitSeconds"] = row.FitSeconds,
                            ["recommendSeconds"] = row.RecommendSeconds,
                            ["peakMegabytes"] = row.PeakMegabytes,
                            ["error"] = row.Error,
                        }
                ),
            ]),
        };

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value);

    private static string ToCsv(IReadOnlyList<Row> rows)
    {
        var metrics = MetricNames(rows);
        var lines = new List<string>
        {
            Line([
                "model",
                .. metrics.SelectMany(name =>
                    rows.Any(row => row.Intervals.ContainsKey(name)) ? new[] { name, $"{name} low", $"{name} high" } : [name]
                ),
                "fitSeconds",
                "recommendSeconds",
                "peakMegabytes",
                "options",
                "error",
            ]),
        };
        lines.AddRange(
            rows.Select(row =>
                Line([
                    row.Model,
                    .. metrics.SelectMany(name =>
                        rows.Any(other => other.Intervals.ContainsKey(name))
                            ? new[]
                            {
                                Metric(row, name),
                                row.Intervals.TryGetValue(name, out var i) ? Text(i.Low) : "",
                                row.Intervals.TryGetValue(name, out var j) ? Text(j.High) : "",
                            }
                            : [Metric(row, name)]
                    ),
                    Text(row.FitSeconds),
                    Text(row.RecommendSeconds),
                    Text(row.PeakMegabytes),
                    OptionsOf(row),
                    row.Error ?? "",
                ])
            )
        );
        return string.Concat(lines.Select(line => line + "\n"));

        static string Metric(Row row, string name) => row.Metrics.TryGetValue(name, out var value) ? Text(value) : "";

        static string Line(IEnumerable<string> cells) =>
            string.Join(
                ',',
                cells
                    .Select(Neutral)
                    .Select(cell =>
                        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell
                    )
            );

        // A spreadsheet would run such a text, for example of an error message, as a formula.
        static string Neutral(string cell) =>
            cell.Length > 0
            && "=+-@\t\r".Contains(cell[0], StringComparison.Ordinal)
            && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                ? $"'{cell}"
                : cell;
    }

    private static void WriteTable(TextWriter output, IReadOnlyList<Row> rows)
    {
        var metrics = MetricNames(rows);
        var showsTimes = rows.Any(row => row.FitSeconds is not null);
        List<string[]> lines =
        [
            ["model", .. metrics, .. showsTimes ? ["fit s", "recommend s", "peak MB"] : Array.Empty<string>()],
        ];
        lines.AddRange(
            rows.Select(row =>
                (string[])
                    [
                        row.Model,
                        .. metrics.Select(name =>
                            !row.Metrics.TryGetValue(name, out var value) ? "-"
                            : row.Intervals.TryGetValue(name, out var interval) ? ExperimentTable.Cell(value, interval)
                            : Short(value)
                        ),
                        .. showsTimes
                            ? [Short(row.FitSeconds, "F2"), Short(row.RecommendSeconds, "F2"), Short(row.PeakMegabytes, "F0")]
                            : Array.Empty<string>(),
                    ]
            )
        );

        TextTable.Write(output, lines);
        foreach (var row in rows.Where(row => row.Error is not null))
        {
            output.WriteLine();
            output.WriteLine($"{row.Model} failed: {row.Error}");
        }
    }

    private static string[] MetricNames(IReadOnlyList<Row> rows) => [.. rows.SelectMany(row => row.Metrics.Keys).Distinct()];

    private static string OptionsOf(Row row) => string.Join(' ', row.Options.Select(option => $"{option.Key}={Text(option.Value)}"));

    private static string Short(double? value, string format = "0.####") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string Text(object? value) =>
        value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value?.ToString() ?? "";
}
