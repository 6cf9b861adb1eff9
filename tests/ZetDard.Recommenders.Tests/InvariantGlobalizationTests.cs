using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ZetDard.Recommenders.Tests;

public sealed class InvariantGlobalizationTests
{
    private const string Variable = "ZETDARD_RECOMMENDERS_TESTS_FOLD";

    /// <summary>Turns this test program into one that folds a text, for a process of another globalization mode.</summary>
    [ModuleInitializer]
    internal static void FoldIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text)
        {
            return;
        }

        try
        {
            Console.WriteLine(TextFolding.Fold("ASCII"));
            Console.WriteLine(TextFolding.Fold(text));
        }
        catch (PlatformNotSupportedException exception)
        {
            Console.WriteLine(exception.Message);
        }

        Environment.Exit(0);
    }

    [Theory]
    [InlineData("true", "Set InvariantGlobalization to false")]
    [InlineData("false", "café")]
    public async Task Fold_says_so_where_the_process_cannot_normalize(string invariant, string expected)
    {
        var token = TestContext.Current.CancellationToken;
        var program = typeof(InvariantGlobalizationTests).Assembly.Location;
        var folder = Directory.CreateTempSubdirectory("zetdard-invariant-");
        try
        {
            var config = Path.Combine(folder.FullName, "runtimeconfig.json");
            var original = await File.ReadAllTextAsync(Path.ChangeExtension(program, ".runtimeconfig.json"), token);
            Assert.Contains("\"System.Globalization.Invariant\": false", original, StringComparison.Ordinal);
            await File.WriteAllTextAsync(
                config,
                original.Replace(
                    "\"System.Globalization.Invariant\": false",
                    $"\"System.Globalization.Invariant\": {invariant}",
                    StringComparison.Ordinal
                ),
                token
            );
            var host = Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(),
                "..",
                "..",
                "..",
                OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"
            );
            var start = new ProcessStartInfo(
                host,
                ["exec", "--runtimeconfig", config, "--depsfile", Path.ChangeExtension(program, ".deps.json"), program]
            )
            {
                RedirectStandardOutput = true,
                StandardOutputEncoding = Encoding.UTF8,
            };
            start.Environment[Variable] = "cafe\u0301";
            using var process = Process.Start(start)!;
            var output = (await process.StandardOutput.ReadToEndAsync(token)).Split('\n', StringSplitOptions.TrimEntries);
            await process.WaitForExitAsync(token);
            Assert.Equal("ascii", output[0]);
            Assert.Contains(expected, output[1], StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
