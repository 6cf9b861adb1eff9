using System.Globalization;
using System.Runtime.InteropServices;

namespace ZetDard.Audio;

/// <summary>Sound that ffmpeg decodes and writes to a pipe. The program starts at the first read.</summary>
/// <param name="program">The program ffmpeg.</param>
/// <param name="path">The name of the file in messages.</param>
/// <param name="input">The arguments that name the file and its container.</param>
/// <param name="sound">What ffprobe tells about the file.</param>
/// <param name="allowIncomplete">Whether damage and an early end are no errors.</param>
internal sealed class FfmpegSource(string program, string path, IReadOnlyList<string> input, FfmpegSound sound, bool allowIncomplete)
    : SampleSource(sound.RateHz, sound.ChannelCount, sound.Length)
{
    /// <summary>How long it may take until the next samples come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // How much later than the last sample the end may lie that a container states. Measured on some hundred files of ffmpeg's and others'
    // making: at most 45 ms (WMA, delay of the encoder), 29 ms (MP4), 118 ms (AVI).
    private const double MaxMissingShare = .01;
    private const double MaxMissingSeconds = .25;
    private const double MaxMissingSecondsAfterErrors = .1;

    private readonly Lock _gate = new();
    private FfmpegProcess? _process;
    private Timer? _timer;
    private long _start;
    private long _discard;
    private long _at;
    private bool _hasRead;
    private volatile bool _isKilled;
    private volatile bool _isSlow;

    internal override long? EstimatedLength => Length ?? (long?)(sound.EstimatedSeconds * SampleRateHz);

    protected override bool TrySeek(long sample)
    {
        if (sound.SeeksFromSeconds is not { } from || sample < from * SampleRateHz)
        {
            return false;
        }

        // ffmpeg starts one second earlier: the first frames that it decodes are wrong, because they need the frames before.
        _start = Math.Max(0, sample - SampleRateHz);
        _discard = sample - _start;
        _at = _start;
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

    internal override void Interrupt()
    {
        lock (_gate)
        {
            _isKilled = true;
            _process?.Kill();
        }
    }

    protected override void Dispose(bool disposing)
    {
        Interrupt();
        _timer?.Dispose();
        _process?.Dispose();
        base.Dispose(disposing);
    }

    private int ReadFrames(Span<float> interleaved, bool exactly)
    {
        _timer!.Change(Patience, Timeout.InfiniteTimeSpan);
        var bytes = MemoryMarshal.AsBytes(interleaved);     // ffmpeg writes floats in the byte order of this machine
        var minCount = exactly ? bytes.Length : sizeof(float) * ChannelCount;
        var count = _process!.Output.ReadAtLeast(bytes, minCount, throwOnEndOfStream: false);
        while (count % (sizeof(float) * ChannelCount) is > 0 and var part)
        {
            var more = _process.Output.Read(bytes.Slice(count, (sizeof(float) * ChannelCount) - part));
            count = more == 0 ? count - part : count + more;
        }

        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _at += count / sizeof(float) / ChannelCount;
        _hasRead |= count > 0;
        if (count == 0)
        {
            CheckEnd(_process);
        }

        return count / sizeof(float);
    }

    private void Start()
    {
        if (_process is not null)
        {
            return;
        }

        var start = ((double)_start / SampleRateHz).ToString("F6", CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "-v", "repeat+error", "-nostdin", "-threads", "1", .. _start > 0 ? ["-ss", start] : Array.Empty<string>(),
            .. allowIncomplete ? Array.Empty<string>() : ["-err_detect", "crccheck"],
            .. input, "-map", "0:a:0", "-vn", "-sn", "-dn", "-filter_threads", "1",
            "-ar", SampleRateHz.ToString(CultureInfo.InvariantCulture), "-ac", ChannelCount.ToString(CultureInfo.InvariantCulture),
            "-f", BitConverter.IsLittleEndian ? "f32le" : "f32be", "pipe:1",
        ];
        lock (_gate)
        {
            if (_isKilled)
            {
                throw new OperationCanceledException($"The reading of {path} was interrupted.");
            }

            // The process is set before the lock is released, so that Interrupt can end it.
            _process = FfmpegProcess.Start(program, arguments);
            _timer = new(_ =>
            {
                _isSlow = true;
                Interrupt();
            });
        }
    }

    // ffmpeg leaves out what it cannot decode and goes on, and its exit code is 0 even where the file ends too early.
    private void CheckEnd(FfmpegProcess process)
    {
        if (_isSlow)
        {
            throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: no sample came within {Patience.TotalSeconds:F0} s.");
        }

        if (_isKilled)
        {
            return;
        }

        var exitCode = process.WaitForExit(Patience);
        var error = process.FirstError;
        if (!_hasRead && _start == 0 && (exitCode != 0 || error.Length > 0))
        {
            throw FfmpegDecoder.Undecodable(path, error);
        }

        if (allowIncomplete)
        {
            return;
        }

        var seconds = (double)_at / SampleRateHz;
        var (stated, tolerance) = error.Length > 0
            ? (sound.TimedSeconds, MaxMissingSecondsAfterErrors)
            : (sound.StatedSeconds, Math.Max(MaxMissingSeconds, MaxMissingShare * seconds));
        if (seconds + tolerance < stated)
        {
            throw DecodedSource.Incomplete(path, stated.Value, seconds);
        }

        if (exitCode != 0 || process.LostPacketCount * sound.PacketSeconds > DecodedSource.MaxMissingSeconds)
        {
            throw new InvalidDataException(
                $"{path} is damaged: {process.LostPacketCount} parts of it cannot be decoded. ffmpeg says: {error}. "
                + $"To read what can be decoded, set {nameof(AudioReadOptions.AllowIncomplete)}.");
        }
    }
}
