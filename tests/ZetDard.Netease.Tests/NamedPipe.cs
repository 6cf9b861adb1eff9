using System.Diagnostics;

namespace ZetDard.Netease.Tests;

/// <summary>Pipes (FIFOs) in places where a file is expected: opening one for reading or writing waits for its other end.</summary>
internal static class NamedPipe
{
    /// <summary>Creates a pipe; skips the test on systems that have none.</summary>
    public static void Create(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in the file system.");
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Runs an action on another thread, so that one that waits for a pipe fails the test instead of stopping all tests.</summary>
    public static Task NotWaiting(Func<Task> action) => Task.Run(action).WaitAsync(TimeSpan.FromMinutes(1));
}
