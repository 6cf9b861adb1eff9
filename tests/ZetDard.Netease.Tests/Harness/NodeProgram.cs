using System.Diagnostics;
using System.Text;

namespace ZetDard.Netease.Tests.Harness;

/// <summary>A Node program that runs until it is disposed or this process ends, in whatever way.</summary>
internal sealed class NodeProgram : IAsyncDisposable
{
    private const int KeptCharacters = 20_000;

    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProgram(Process process) => _process = process;

    /// <summary>Its latest lines of standard output and standard error.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a program and waits for the line that says that it listens.</summary>
    /// <exception cref="InvalidOperationException">
    /// The program ended, or did not report in time that it listens; the message contains its output.
    /// </exception>
    public static async Task<NodeProgram> StartAsync(
        string node, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string readyLine)
    {
        var start = new ProcessStartInfo(node, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,       // the program ends when its standard input ends
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var program = new NodeProgram(process);
        process.OutputDataReceived += (_, line) => program.Keep(line.Data, readyLine);
        process.ErrorDataReceived += (_, line) => program.Keep(line.Data, readyLine);
        process.Exited += (_, _) => program._ready.TrySetException(new InvalidOperationException("It ended."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await program._ready.Task.WaitAsync(StartsWithin);
            return program;
        }
        catch (Exception notStarted) when (notStarted is InvalidOperationException or TimeoutException)
        {
            await program.DisposeAsync();
            throw new InvalidOperationException(
                $"node {string.Join(' ', start.ArgumentList)} did not start to listen ({notStarted.Message}). It wrote: {program.Output}",
                notStarted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line, string readyLine)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
            if (_output.Length > KeptCharacters)
            {
                _output.Remove(0, _output.Length - KeptCharacters);
            }
        }

        if (line.StartsWith(readyLine, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
