using System.Text.Json.Nodes;

namespace ZetDard.Evaluation.Tests;

/// <summary>Runs the program in this process.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error, JsonObject? Json)
{
    public JsonObject Data => (JsonObject)Json!["data"]!;

    public IEnumerable<string> Models => ((JsonArray)Json!["rows"]!).Select(row => (string)row!["model"]!);

    public JsonObject Row(string model) => (JsonObject)((JsonArray)Json!["rows"]!).Single(row => (string?)row!["model"] == model)!;

    public double Metric(string model, string name) => (double)Row(model)["metrics"]![name]!;

    public static async Task<ProgramRun> OfAsync(string? jsonFile, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await EvaluationProgram.RunAsync(
            jsonFile is null ? arguments : [.. arguments, "--json", jsonFile],
            output,
            error,
            cancellationToken: TestContext.Current.CancellationToken
        );
        var json =
            jsonFile is not null && File.Exists(jsonFile)
                ? JsonNode.Parse(await File.ReadAllTextAsync(jsonFile, TestContext.Current.CancellationToken))
                : null;
        return new(code, output.ToString(), error.ToString(), json as JsonObject);
    }
}
