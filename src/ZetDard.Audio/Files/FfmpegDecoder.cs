using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FFMpegCore;

namespace ZetDard.Audio;

/// <summary>
/// Decodes AAC, M4A, WMA, Matroska and others, and the formats of libsndfile where that is not installed, with the programs ffprobe and
/// ffmpeg.
/// </summary>
/// <remarks>
/// FFMpegCore finds the programs (<see cref="GlobalFFOptions"/> tells it where). This class starts them itself, because FFMpegCore pushes
/// the samples into a named pipe, where this library wants to pull them, and does not escape paths. The path is given as an absolute one
/// after "file:", the container is named, and no protocol but files is allowed, so that neither the name nor the content of a file can make
/// ffmpeg open something else.
/// </remarks>
/// <param name="options">Where the programs are; FFMpegCore's global options except in tests.</param>
internal sealed class FfmpegDecoder(FFOptions? options = null) : IAudioDecoder
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Name => "ffmpeg";

    private FFOptions Options => options ?? GlobalFFOptions.Current;

    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start) is { Demuxer: not null };

    public SampleSource Open(string path, bool allowIncomplete)
    {
        var full = Path.GetFullPath(path);
        var demuxer = SoundFormat.Of(AudioFile.ReadStart(full))?.Demuxer
            ?? throw new InvalidDataException($"{path} is of an unknown format.");
        var isMp3 = demuxer == SoundFormat.Mp3.Demuxer;
        var mp3Seconds = isMp3 ? CheckMp3(path, full, allowIncomplete) : null;
        var (rateHz, channelCount, seconds) = Probe(path, full, demuxer);
        return new Source(this, path, full, demuxer, rateHz, channelCount, isMp3 ? mp3Seconds : seconds);
    }

    // The duration of an MP3 by its frames, if they are all alike.
    private static double? CheckMp3(string path, string full, bool allowIncomplete)
    {
        using var file = AudioFile.OpenStream(full);
        var map = Mp3Map.Read(file, path);
        map.ThrowIfIncomplete(path, allowIncomplete);
        map.ThrowIfMisreadByFfmpeg(path);
        return map.Change is null ? map.Seconds : null;
    }

    private static PlatformNotSupportedException Absent(Exception inner) => new(
        "ffmpeg, which decodes AAC, M4A, WMA and others, is not installed. "
        + "Install it by `apt-get install ffmpeg` on Debian and Ubuntu, `brew install ffmpeg` on macOS, `winget install ffmpeg` on Windows. "
        + "It must be on the PATH, or in the folder that FFMpegCore.GlobalFFOptions names.",
        inner);

    private static ProcessStartInfo Command(string program, params IEnumerable<string> arguments)
    {
        // Standard input is closed at once, so that the program cannot wait for an answer.
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
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
            // The process has already ended.
        }
    }

    // Cannot be cancelled, but ends after at most a minute.
    private (int RateHz, int ChannelCount, double? Seconds) Probe(string path, string full, string demuxer)
    {
        using var process = Start(Command(
            GlobalFFOptions.GetFFProbeBinaryPath(Options),
            "-v", "error", "-protocol_whitelist", "file", "-f", demuxer, "-select_streams", "a:0",
            "-show_entries", "stream=sample_rate,channels:format=duration", "-of", "json", "file:" + full));
        using var patience = new CancellationTokenSource(Patience);
        using var kill = patience.Token.Register(() => Kill(process));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (patience.IsCancellationRequested)
        {
            throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: ffprobe gave no answer within {Patience.TotalSeconds:F0} s.");
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
            throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: the answer of ffprobe is not understood. {odd.Message}", odd);
        }
    }

    private static (int RateHz, int ChannelCount, double? Seconds) Parse(string path, string output)
    {
        using var found = JsonDocument.Parse(output);
        if (!found.RootElement.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
        {
            throw new InvalidDataException($"{path} has no sound that ffmpeg can decode.");
        }

        var hasRate = streams[0].TryGetProperty("sample_rate", out var rate);
        var rateHz = hasRate && int.TryParse(rate.GetString(), CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        var channelCount = streams[0].TryGetProperty("channels", out var channels) ? channels.GetInt32() : 0;
        var seconds = found.RootElement.TryGetProperty("format", out var format) && format.TryGetProperty("duration", out var duration)
            && double.TryParse(duration.GetString(), CultureInfo.InvariantCulture, out var length) && length is > 0 and < 1e9
                ? length
                : (double?)null;
        return rateHz >= 1 && channelCount is >= 1 and <= SampleSource.MaxChannelCount
            ? (rateHz, channelCount, seconds)
            : throw new InvalidDataException($"{path} has no sound that ffmpeg can decode: {channelCount} channels at {rateHz} Hz.");
    }

    private static InvalidDataException Undecodable(string path, string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new($"{path} cannot be decoded by ffmpeg: {lines.LastOrDefault("no reason given")}");
    }

    private sealed class Source(
        FfmpegDecoder decoder, string path, string full, string demuxer, int rateHz, int channelCount, double? seconds)
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
                return false;       // the times in other containers are not exact to one sample
            }

            // ffmpeg starts at the first read, one second earlier: the first frames that it decodes are wrong, because they need the frames
            // before.
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
            var bytes = MemoryMarshal.AsBytes(interleaved);     // ffmpeg writes floats in the byte order of this machine
            var minCount = exactly ? bytes.Length : sizeof(float) * ChannelCount;
            var count = _process!.StandardOutput.BaseStream.ReadAtLeast(bytes, minCount, throwOnEndOfStream: false);
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

            var start = ((double)_start / SampleRateHz).ToString("F6", CultureInfo.InvariantCulture);
            var command = Command(
                GlobalFFOptions.GetFFMpegBinaryPath(decoder.Options),
                [
                    "-v", "error", "-nostdin", "-protocol_whitelist", "file", "-f", demuxer,
                    .. _start > 0 ? ["-ss", start] : Array.Empty<string>(),
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

                // The process is set before the lock is released, so that Interrupt can end it.
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
                throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: no sample came within {Patience.TotalSeconds:F0} s.");
            }

            // The samples that could be decoded of a file that is cut off are kept, as libsndfile does.
            if (!_hasRead && _process!.WaitForExit(Patience) && _process.ExitCode != 0 && !_isKilled)
            {
                _process.WaitForExit();     // without a time limit, it also waits for the last lines of the errors
                lock (_errors)
                {
                    throw Undecodable(path, _errors.ToString());
                }
            }
        }
    }
}
