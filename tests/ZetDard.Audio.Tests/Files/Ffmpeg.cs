using System.ComponentModel;
using System.Diagnostics;

namespace ZetDard.Audio.Tests.Files;

/// <summary>
/// Runs the program ffmpeg, which writes files in formats that the package only reads, and is the oracle for reading them.
/// </summary>
internal static class Ffmpeg
{
    private static readonly Lazy<bool> Present = new(() => Run("-version") == 0);

    public static void SkipWhereAbsent() => Assert.SkipUnless(Present.Value, "ffmpeg is not installed (apt-get install ffmpeg).");

    /// <summary>
    /// Converts a file; the encoder follows the ending of <paramref name="to"/>. Skips the test if ffmpeg is not installed.
    /// </summary>
    public static string Convert(string from, string to, params string[] options)
    {
        SkipWhereAbsent();
        Assert.Equal(0, Run(["-v", "error", "-nostdin", "-y", "-i", from, .. options, to]));
        return to;
    }

    public static int Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            return -1;
        }
    }
}
