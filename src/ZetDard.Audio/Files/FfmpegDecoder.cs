using System.Globalization;
using System.Text.Json;
using FFMpegCore;

namespace ZetDard.Audio;

/// <summary>
/// Decodes AAC, M4A, WMA, Matroska and others, the sound of video files, and the formats of libsndfile where that is not installed, with
/// the programs ffprobe and ffmpeg.
/// </summary>
/// <remarks>
/// FFMpegCore finds the programs (<see cref="GlobalFFOptions"/> tells it where). This class starts them itself, because FFMpegCore pushes
/// the samples into a named pipe, where this library wants to pull them, and does not escape paths. The path is given as an absolute one
/// after "file:", the container is named and is the only one that is allowed, and no protocol but files is allowed, so that neither the
/// name nor the content of a file can make ffmpeg open something else.
/// </remarks>
/// <param name="options">Where the programs are; FFMpegCore's global options except in tests.</param>
internal sealed class FfmpegDecoder(FFOptions? options = null) : IAudioDecoder
{
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(20);

    public string Name => "ffmpeg";

    private FFOptions Options => options ?? GlobalFFOptions.Current;

    public bool CanDecode(ReadOnlySpan<byte> start) => SoundFormat.Of(start) is { Demuxer: not null };

    public SampleSource Open(string path, bool allowIncomplete)
    {
        var full = Path.GetFullPath(path);
        var format = SoundFormat.Of(AudioFile.ReadStart(full));
        var demuxer = format?.Demuxer ?? throw new InvalidDataException($"{path} is of an unknown format.");
        string[] input = ["-protocol_whitelist", "file", "-format_whitelist", demuxer, "-f", demuxer, "-i", "file:" + full];
        var mp3 = format == SoundFormat.Mp3 ? ReadMp3(path, allowIncomplete) : null;
        var sound = WithFrames(Probe(path, input, format), mp3, path, format, allowIncomplete);
        return new FfmpegSource(GlobalFFOptions.GetFFMpegBinaryPath(Options), path, input, sound, allowIncomplete);
    }

    /// <summary>The error of a file of which ffmpeg gives nothing.</summary>
    internal static InvalidDataException Undecodable(string path, string error) =>
        new($"{path} cannot be decoded by ffmpeg: {(error.Length > 0 ? error : "no reason given")}");

    // ffprobe guesses the duration of what has no header, or believes a header that may lie. The frames themselves tell.
    private static FfmpegSound WithFrames(FfmpegSound sound, Mp3Map? mp3, string path, SoundFormat format, bool allowIncomplete)
    {
        if (mp3 is not null)
        {
            return sound with
            {
                Length = mp3.Change is null ? (long)(mp3.Seconds * sound.RateHz) : null, EstimatedSeconds = mp3.Seconds,
            };
        }

        if (format.Demuxer is "flac" or "ogg")
        {
            var count = format.Demuxer == "flac"
                ? FlacFile.CountSamples(path, allowIncomplete)
                : OggFile.CountSamples(path, allowIncomplete);
            return count is null ? sound : sound with
            {
                Length = count, StatedSeconds = null, TimedSeconds = null, EstimatedSeconds = (double)count / sound.RateHz,
            };
        }

        if (format.Demuxer != "aac")
        {
            return sound;
        }

        using var file = AudioFile.OpenStream(path);
        var (seconds, junkSeconds) = AdtsFrames.Measure(file);
        if (seconds == 0)
        {
            return sound;
        }

        return junkSeconds > DecodedSource.MaxMissingSeconds && !allowIncomplete
            ? throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} is damaged: bytes in the place of about {junkSeconds:F2} s of sound are no frames of AAC. "
                + $"To read what is there, set {nameof(AudioReadOptions.AllowIncomplete)}."))
            : sound with { StatedSeconds = seconds, TimedSeconds = seconds, EstimatedSeconds = seconds };
    }

    private static Mp3Map ReadMp3(string path, bool allowIncomplete)
    {
        using var file = AudioFile.OpenStream(path);
        var map = Mp3Map.Read(file, path);
        map.ThrowIfIncomplete(path, allowIncomplete);
        map.ThrowIfMisreadByFfmpeg(path);
        return map;
    }

    // Cannot be cancelled, but ends soon.
    private FfmpegSound Probe(string path, string[] input, SoundFormat format)
    {
        string[] arguments =
        [
            "-v", "error", "-threads", "1", "-select_streams", "a:0", "-read_intervals", "%+#1", "-show_entries",
            "format=start_time,duration,nb_streams:stream=codec_name,codec_tag_string,sample_rate,channels,start_time,duration"
                + ":stream_tags=DURATION:packet=duration_time",
            "-of", "json", .. input,
        ];
        using var process = FfmpegProcess.Start(GlobalFFOptions.GetFFProbeBinaryPath(Options), arguments);
        using var patience = new CancellationTokenSource(ProbePatience);
        using var kill = patience.Token.Register(process.Kill);
        using var reader = new StreamReader(process.Output);
        var output = reader.ReadToEnd();
        var exitCode = process.WaitForExit(ProbePatience);
        if (patience.IsCancellationRequested || exitCode is null)
        {
            throw new InvalidDataException(
                $"{path} cannot be decoded by ffmpeg: ffprobe gave no answer within {ProbePatience.TotalSeconds:F0} s.");
        }

        if (exitCode != 0)
        {
            throw process.FirstError.StartsWith("Unknown input format", StringComparison.Ordinal)
                ? new InvalidDataException($"{path} is {format.Name}, which the installed version of ffmpeg cannot read.")
                : Undecodable(path, process.FirstError);
        }

        try
        {
            return FfmpegSound.Parse(path, output, format.Demuxer!);
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} cannot be decoded by ffmpeg: the answer of ffprobe is not understood. {odd.Message}", odd);
        }
    }
}
