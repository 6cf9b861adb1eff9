using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZetDard.Quickstart.Tests;

/// <summary>Runs the program as a user does: a process with its streams redirected.</summary>
internal sealed partial record QuickstartRun(int ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    /// <summary>Standard error without the lines of progress that a slow run has there.</summary>
    public string Messages => ProgressLine().Replace(Error, "");

    /// <summary>Runs it as it is without options, sound and words too; the other runs leave them out, for time.</summary>
    public static Task<QuickstartRun> WholeAsync(string folder, params string[] arguments) => RunAsync(folder, 100, arguments);

    public static Task<QuickstartRun> InAsync(string folder, int columns, params string[] arguments) =>
        RunAsync(folder, columns, [.. arguments, "--graph-only"]);

    private static async Task<QuickstartRun> RunAsync(string folder, int columns, string[] arguments)
    {
        using var process = Start(folder, columns, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>Starts it, and leaves the rest to the caller.</summary>
    public static Process Start(string folder, int columns, params string[] arguments)
    {
        var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var start = new ProcessStartInfo(isHosted ? Environment.ProcessPath! : "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["COLUMNS"] = $"{columns}";
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Quickstart.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static Task<QuickstartRun> InAsync(string folder, params string[] arguments) => InAsync(folder, 100, arguments);

    [GeneratedRegex(@"^\w+: \d+ %( of what is known so far)?(, (at least )?\d+ \w+ left)?(; [^\n]*)?\r?\n", RegexOptions.Multiline)]
    private static partial Regex ProgressLine();
}
