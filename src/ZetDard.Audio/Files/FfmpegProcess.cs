using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ZetDard.Audio;

/// <summary>A running ffmpeg or ffprobe, whose messages of errors are kept up to a limit.</summary>
internal sealed class FfmpegProcess : IDisposable
{
    private const int MaxErrorLength = 4096;

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private int _lostPacketCount;

    private FfmpegProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>What the program writes to its standard output.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>How many packets of the sound could not be decoded; complete when <see cref="WaitForExit"/> has returned.</summary>
    public int LostPacketCount => Volatile.Read(ref _lostPacketCount);

    /// <summary>The first error, without the address of the part of the program that reports it; empty if there was none.</summary>
    public string FirstError
    {
        get
        {
            lock (_errors)
            {
                var errors = _errors.ToString();
                var line = errors.AsSpan(0, errors.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? end : errors.Length);
                var part = line.StartsWith('[') ? line.IndexOf("] ", StringComparison.Ordinal) : -1;
                return line[(part < 0 ? 0 : part + 2)..].Trim(" .").ToString();
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <exception cref="PlatformNotSupportedException">It is not there.</exception>
    public static FfmpegProcess Start(string program, IEnumerable<string> arguments)
    {
        var command = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        try
        {
            var process = Process.Start(command)!;
            process.StandardInput.Close();      // so that the program cannot wait for an answer
            return new(process);
        }
        catch (Win32Exception absent)
        {
            throw new PlatformNotSupportedException(
                "ffmpeg, which decodes AAC, M4A, WMA and others, is not installed. Install it by `apt-get install ffmpeg` on Debian and "
                + "Ubuntu, `brew install ffmpeg` on macOS, `winget install ffmpeg` on Windows. "
                + "It must be on the PATH, or in the folder that FFMpegCore.GlobalFFOptions names.",
                absent);
        }
    }

    /// <summary>Ends the program. Safe at any time, on any thread.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It has already ended.
        }
    }

    /// <summary>Waits for the end, and for the last of the errors.</summary>
    /// <returns>The exit code; <see langword="null"/> if the program has not ended by then.</returns>
    public int? WaitForExit(TimeSpan patience)
    {
        if (!_process.WaitForExit(patience))
        {
            return null;
        }

        _process.WaitForExit();     // only without a time limit, it waits for the last lines of the errors
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        // The writer of raw samples complains about the order of times, which raw samples do not have.
        if (string.IsNullOrWhiteSpace(line) || line.StartsWith("[f32", StringComparison.Ordinal))
        {
            return;
        }

        // The first is the text of ffmpeg up to 6.0, the second that of later ones, and the third that of what is decoded nevertheless.
        if (line.Contains("Error while decoding stream", StringComparison.Ordinal)
            || line.Contains("Error submitting packet to decoder", StringComparison.Ordinal)
            || line.Contains("CRC error", StringComparison.OrdinalIgnoreCase))
        {
            Interlocked.Increment(ref _lostPacketCount);
        }

        lock (_errors)
        {
            if (_errors.Length < MaxErrorLength)
            {
                _errors.Append(line).Append('\n');
            }
        }
    }
}
