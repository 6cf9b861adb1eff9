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
        return new FfmpegSource(
            GlobalFFOptions.GetFFMpegBinaryPath(Options), path, input, Probe(path, input, format), allowIncomplete);
    }

    /// <summary>The error of a file of which ffmpeg gives nothing.</summary>
    internal static InvalidDataException Undecodable(string path, string error) =>
        new($"{path} cannot be decoded by ffmpeg: {(error.Length > 0 ? error : "no reason given")}");

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
