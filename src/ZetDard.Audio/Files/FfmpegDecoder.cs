using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FFMpegCore;

namespace ZetDard.Audio;

/// <summary>AAC, M4A, WMA, Matroska and others, and what libsndfile would read where it is not installed, by the programs ffprobe and ffmpeg.</summary>
/// <remarks>
/// FFMpegCore finds the programs (<see cref="GlobalFFOptions"/> tells it where). They are run from here: FFMpegCore pushes into a named pipe where samples are to be pulled, and escapes nothing in a path.
/// The path is given as an absolute one behind "file:", the container by name, and no protocol but files is allowed: nothing in a name or in a file makes ffmpeg open something else.
/// </remarks>
/// <param name="options">Where the programs are; FFMpegCore's global options but for tests.</param>
internal sealed class FfmpegDecoder(FFOptions? options = null) : IAudioDecoder
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Name => "ffmpeg";

    private FFOptions Options => options ?? GlobalFFOptions.Current;

    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start) is { Demuxer: not null };

    public SampleSource Open(string path)
    {
        var full = Path.GetFullPath(path);
        var demuxer = SoundFormat.Of(AudioFile.ReadStart(full))?.Demuxer ?? throw new InvalidDataException($"{path} is of no format that is known here.");
        var (rateHz, channelCount, seconds) = Probe(path, full, demuxer);
        return new Source(this, path, full, demuxer, rateHz, channelCount, seconds);
    }

    private static PlatformNotSupportedException Absent(Exception inner) => new(
        "ffmpeg, which decodes AAC, M4A, WMA and others, is not installed: `apt-get install ffmpeg` on Debian and Ubuntu, `brew install ffmpeg` on macOS, `winget install ffmpeg` on Windows. "
        + "It must be on the PATH, or in the folder that FFMpegCore.GlobalFFOptions names.",
        inner);

    private static ProcessStartInfo Command(string program, params IEnumerable<string> arguments)
    {
        // Standard input is closed at once: nobody answers questions.
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static Process Start(ProcessStartInfo command)
    {
        try
        {
            var process = Process.Start(command)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception absent)
        {
            throw Absent(absent);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    // Not to be cancelled, but short: it ends after the patience at the latest.
    private (int RateHz, int ChannelCount, double? Seconds) Probe(string path, string full, string demuxer)
    {
        using var process = Start(Command(
            GlobalFFOptions.GetFFProbeBinaryPath(Options),
            "-v", "error", "-protocol_whitelist", "file", "-f", demuxer, "-select_streams", "a:0", "-show_entries", "stream=sample_rate,channels:format=duration", "-of", "json", "file:" + full));
        using var patience = new CancellationTokenSource(Patience);
        using var kill = patience.Token.Register(() => Kill(process));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (patience.IsCancellationRequested)
        {
            throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: ffprobe said nothing for {Patience.TotalSeconds:F0} s.");
        }

        if (process.ExitCode != 0)
        {
            throw Undecodable(path, errors.GetAwaiter().GetResult());
        }

        try
        {
            return Parse(path, output);
        }
        catch (Exception odd) when (odd is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: ffprobe answered what is not understood here. {odd.Message}", odd);
        }
    }

    private static (int RateHz, int ChannelCount, double? Seconds) Parse(string path, string output)
    {
        using var found = JsonDocument.Parse(output);
        if (!found.RootElement.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
        {
            throw new InvalidDataException($"{path} has no sound in it that ffmpeg can decode.");
        }

        var rateHz = streams[0].TryGetProperty("sample_rate", out var rate) && int.TryParse(rate.GetString(), CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        var channelCount = streams[0].TryGetProperty("channels", out var channels) ? channels.GetInt32() : 0;
        var seconds = found.RootElement.TryGetProperty("format", out var format) && format.TryGetProperty("duration", out var duration)
            && double.TryParse(duration.GetString(), CultureInfo.InvariantCulture, out var length) && length is > 0 and < 1e9 ? length : (double?)null;
        return rateHz >= 1 && channelCount is >= 1 and <= SampleSource.MaxChannelCount
            ? (rateHz, channelCount, seconds)
            : throw new InvalidDataException($"{path} has no sound in it that ffmpeg can decode: {channelCount} channels of {rateHz} samples a second.");
    }

    private static InvalidDataException Undecodable(string path, string errors) =>
        new($"{path} cannot be decoded by ffmpeg: {errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("no reason given")}");

    private sealed class Source(FfmpegDecoder decoder, string path, string full, string demuxer, int rateHz, int channelCount, double? seconds)
        : SampleSource(rateHz, channelCount, (long?)(seconds * rateHz))
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _errors = new();
        private Process? _process;
        private Timer? _timer;
        private long _start;
        private long _discard;
        private bool _isKilled;
        private bool _isSlow;
        private bool _hasRead;

        protected override bool TrySeek(long sample)
        {
            if (demuxer != "mov")
            {
                return false;       // the times in other containers are not exact to the sample
            }

            // ffmpeg starts at the first read, a little earlier: a decoder's first frames are wrong where it lacks the ones before.
            _start = Math.Max(0, sample - SampleRateHz);
            _discard = sample - _start;
            return true;
        }

        protected override int ReadBlock(Span<float> interleaved)
        {
            Start();
            for (; _discard > 0; _discard -= Math.Min(_discard, interleaved.Length / ChannelCount))
            {
                if (ReadFrames(interleaved[..(int)Math.Min(interleaved.Length, _discard * ChannelCount)], exactly: true) == 0)
                {
                    return 0;
                }
            }

            return ReadFrames(interleaved, exactly: false);
        }

        private int ReadFrames(Span<float> interleaved, bool exactly)
        {
            _timer!.Change(Patience, Timeout.InfiniteTimeSpan);
            var bytes = MemoryMarshal.AsBytes(interleaved);     // f32 in this machine's order, as asked for
            var count = _process!.StandardOutput.BaseStream.ReadAtLeast(bytes, exactly ? bytes.Length : sizeof(float) * ChannelCount, throwOnEndOfStream: false);
            while (count % (sizeof(float) * ChannelCount) is > 0 and var part)
            {
                var more = _process.StandardOutput.BaseStream.Read(bytes.Slice(count, (sizeof(float) * ChannelCount) - part));
                count = more == 0 ? count - part : count + more;
            }

            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (count == 0)
            {
                CheckEnd();
            }

            _hasRead = true;
            return count / sizeof(float);
        }

        internal override void Interrupt()
        {
            lock (_gate)
            {
                _isKilled = true;
                if (_process is not null)
                {
                    Kill(_process);
                }
            }
        }

        protected override void Dispose(bool disposing)
        {
            Interrupt();
            _timer?.Dispose();
            _process?.Dispose();
            base.Dispose(disposing);
        }

        private void Start()
        {
            if (_process is not null)
            {
                return;
            }

            var command = Command(
                GlobalFFOptions.GetFFMpegBinaryPath(decoder.Options),
                [
                    "-v", "error", "-nostdin", "-protocol_whitelist", "file", "-f", demuxer,
                    .. _start > 0 ? ["-ss", string.Create(CultureInfo.InvariantCulture, $"{(double)_start / SampleRateHz:F6}")] : Array.Empty<string>(),
                    "-i", "file:" + full, "-map", "0:a:0", "-vn", "-sn", "-dn",
                    "-ar", SampleRateHz.ToString(CultureInfo.InvariantCulture), "-ac", ChannelCount.ToString(CultureInfo.InvariantCulture),
                    "-f", BitConverter.IsLittleEndian ? "f32le" : "f32be", "pipe:1",
                ]);
            lock (_gate)
            {
                if (_isKilled)
                {
                    throw new OperationCanceledException($"The reading of {path} was interrupted.");
                }

                // Before the lock is left: who interrupts then finds what to end.
                _process = FfmpegDecoder.Start(command);
                _process.ErrorDataReceived += (_, line) =>
                {
                    lock (_errors)
                    {
                        if (_errors.Length < 4096)
                        {
                            _errors.Append(line.Data).Append('\n');
                        }
                    }
                };
                _process.BeginErrorReadLine();
                _timer = new(_ =>
                {
                    _isSlow = true;
                    Interrupt();
                });
            }
        }

        private void CheckEnd()
        {
            if (_isSlow)
            {
                throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: nothing came for {Patience.TotalSeconds:F0} s.");
            }

            // What could be decoded of a file that is cut off is kept, as by libsndfile.
            if (!_hasRead && _process!.WaitForExit(Patience) && _process.ExitCode != 0 && !_isKilled)
            {
                _process.WaitForExit();     // without a limit it waits for the last lines of the errors too
                lock (_errors)
                {
                    throw Undecodable(path, _errors.ToString());
                }
            }
        }
    }
}
