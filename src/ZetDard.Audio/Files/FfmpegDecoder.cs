using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FFMpegCore;
using FFMpegCore.Exceptions;
using Instances.Exceptions;

namespace ZetDard.Audio;

/// <summary>AAC, M4A, WMA, Matroska and others, and what libsndfile would read where it is not installed, by the programs ffprobe and ffmpeg.</summary>
/// <remarks>
/// FFMpegCore finds the programs (<see cref="GlobalFFOptions"/> tells it where) and asks ffprobe; ffmpeg itself is run from here, since samples are to be pulled from it, not pushed into a pipe of FFMpegCore's.
/// The path is given as an absolute one behind "file:", the container by name, and no protocol but files is allowed: nothing in a name or in a file makes ffmpeg open something else.
/// </remarks>
/// <param name="options">Where the programs are; FFMpegCore's global options but for tests.</param>
internal sealed class FfmpegDecoder(FFOptions? options = null) : IAudioDecoder
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Name => "ffmpeg";

    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start) is { Demuxer: not null };

    public SampleSource Open(string path)
    {
        var full = Path.GetFullPath(path);
        var demuxer = SoundFormat.Of(AudioFile.ReadStart(full))?.Demuxer ?? throw new InvalidDataException($"{path} is of no format that is known here.");
        var (rateHz, channelCount, duration) = Probe(path, full, demuxer);
        return new Source(Options, path, full, demuxer, rateHz, channelCount, duration);
    }

    private FFOptions Options => options ?? GlobalFFOptions.Current;

    private static PlatformNotSupportedException Absent(Exception inner) => new(
        "ffmpeg, which decodes AAC, M4A, WMA and others, is not installed: `apt-get install ffmpeg` on Debian and Ubuntu, `brew install ffmpeg` on macOS, `winget install ffmpeg` on Windows. "
        + "It must be on the PATH, or in the folder that FFMpegCore.GlobalFFOptions names.",
        inner);

    // In the form that .NET and Windows split command lines by: FFMpegCore puts quotation marks around a path and escapes nothing.
    private static string Quotable(string path)
    {
        var text = new StringBuilder("file:");
        var slashes = 0;
        foreach (var c in path)
        {
            if (c == '"')
            {
                text.Append('\\', slashes + 1);
            }

            slashes = c == '\\' ? slashes + 1 : 0;
            text.Append(c);
        }

        return text.Append('\\', slashes).ToString();
    }

    private (int RateHz, int ChannelCount, TimeSpan? Duration) Probe(string path, string full, string demuxer)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var found = FFProbe.AnalyseAsync(Quotable(full), Options, $"-f {demuxer} -protocol_whitelist file", patience.Token).GetAwaiter().GetResult();
            var stream = found.PrimaryAudioStream ?? throw new InvalidDataException($"{path} has no sound in it that ffmpeg can decode.");
            return stream is { SampleRateHz: >= 1 and var rateHz, Channels: >= 1 and <= SampleSource.MaxChannelCount and var channelCount }
                ? (rateHz, channelCount, found.Duration > TimeSpan.Zero ? found.Duration : null)
                : throw new InvalidDataException($"{path} has no sound in it that ffmpeg can decode: {stream.Channels} channels of {stream.SampleRateHz} samples a second.");
        }
        catch (Exception absent) when (absent is InstanceFileNotFoundException or Win32Exception)
        {
            throw Absent(absent);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: ffprobe said nothing for {Patience.TotalSeconds:F0} s.");
        }
        catch (Exception broken) when (broken is FFMpegException or FormatException or System.Text.Json.JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: {FirstLine(broken.Message)}", broken);
        }
    }

    private static string FirstLine(string text) => text.AsSpan().Trim().ToString().Split('\n')[^1].Trim();

    private sealed class Source(FFOptions options, string path, string full, string demuxer, int rateHz, int channelCount, TimeSpan? duration)
        : SampleSource(rateHz, channelCount, duration is { } known ? (long)(known.TotalSeconds * rateHz) : null)
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _errors = new();
        private Process? _process;
        private Timer? _timer;
        private long _start;
        private bool _isKilled;
        private bool _isSlow;
        private bool _hasRead;

        protected override bool TrySeek(long sample)
        {
            _start = sample;        // ffmpeg starts at the first read
            return true;
        }

        protected override int ReadBlock(Span<float> interleaved)
        {
            _process ??= Start();
            _timer!.Change(Patience, Timeout.InfiniteTimeSpan);
            var bytes = MemoryMarshal.AsBytes(interleaved);     // f32 in this machine's order, as asked for
            var count = _process.StandardOutput.BaseStream.ReadAtLeast(bytes, sizeof(float) * ChannelCount, throwOnEndOfStream: false);
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
                try
                {
                    _process?.Kill(entireProcessTree: true);
                }
                catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
                {
                    // It has ended by itself.
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

        private Process Start()
        {
            var start = new ProcessStartInfo(GlobalFFOptions.GetFFMpegBinaryPath(options)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
            string[] arguments =
            [
                "-v", "error", "-nostdin", "-protocol_whitelist", "file", "-f", demuxer,
                .. _start > 0 ? ["-ss", string.Create(CultureInfo.InvariantCulture, $"{(double)_start / SampleRateHz:F6}")] : Array.Empty<string>(),
                "-i", "file:" + full, "-map", "0:a:0", "-vn", "-sn", "-dn",
                "-ar", SampleRateHz.ToString(CultureInfo.InvariantCulture), "-ac", ChannelCount.ToString(CultureInfo.InvariantCulture),
                "-f", BitConverter.IsLittleEndian ? "f32le" : "f32be", "pipe:1",
            ];
            Array.ForEach(arguments, start.ArgumentList.Add);
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isKilled, this);
                Process process;
                try
                {
                    process = Process.Start(start)!;
                }
                catch (Win32Exception absent)
                {
                    throw Absent(absent);
                }

                process.ErrorDataReceived += (_, line) =>
                {
                    lock (_errors)
                    {
                        if (_errors.Length < 4096 && line.Data is { Length: > 0 } text)
                        {
                            _errors.Append(text).Append('\n');
                        }
                    }
                };
                process.BeginErrorReadLine();
                process.StandardInput.Close();
                _timer = new(_ =>
                {
                    _isSlow = true;
                    Interrupt();
                });
                return process;
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
                lock (_errors)
                {
                    throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: {FirstLine(_errors.ToString())}");
                }
            }
        }
    }
}
