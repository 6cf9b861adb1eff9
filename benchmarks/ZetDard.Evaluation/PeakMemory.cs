using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ZetDard.Evaluation;

/// <summary>
/// The peak memory of a fit: the whole command is run again in a child process that fits one model and says how much it took.
/// </summary>
internal static class PeakMemory
{
    /// <summary>The option by which the program starts itself as such a child.</summary>
    public const string FitOnlyOption = "--fit-only";

    private const double BytesPerMegabyte = 1024 * 1024;

    /// <summary>What a child prints as its last line.</summary>
    public static string OwnMegabytes()
    {
        using var self = Process.GetCurrentProcess();
        return (self.PeakWorkingSet64 / BytesPerMegabyte).ToString("F1", CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a child and returns its peak, or <see langword="null"/>, with a note, where it fails.</summary>
    public static async Task<double?> OfFitAsync(RunContext context, string model, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Host()) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(PeakMemory).Assembly.Location, .. context.Arguments, FitOnlyOption, model])
        {
            start.ArgumentList.Add(argument);
        }

        using var child = new Process { StartInfo = start };
        child.Start();
        try
        {
            var error = child.StandardError.ReadToEndAsync(cancellationToken);
            var output = await child.StandardOutput.ReadToEndAsync(cancellationToken);
            await child.WaitForExitAsync(cancellationToken);
            var last = output.TrimEnd().Split('\n')[^1];
            if (
                child.ExitCode == ExitCode.Success
                && double.TryParse(last, NumberStyles.Float, CultureInfo.InvariantCulture, out var megabytes)
            )
            {
                return megabytes;
            }

            context.Note(
                $"{model}: its peak memory could not be measured; the child process ended with {child.ExitCode}. {(await error).TrimEnd()}"
            );
            return null;
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            throw;
        }
    }

    // The program may run under a host of its own (an apphost, a test runner); the shared dotnet stands three folders above the framework.
    private static string Host()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : "dotnet";
    }
}
