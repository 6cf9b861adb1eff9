using System.Globalization;
using System.Text.Json;

namespace ZetDard.Audio;

/// <summary>What ffprobe tells about the first sound in a file.</summary>
/// <param name="RateHz">The sample rate.</param>
/// <param name="ChannelCount">The number of channels.</param>
/// <param name="Length">How many samples will come; <see langword="null"/> if that is not known exactly.</param>
/// <param name="StatedSeconds">The duration that the container states, right to a quarter of a second if nothing is missing.</param>
/// <param name="TimedSeconds">The same, or the duration between the first and the last time in a stream, where times may jump.</param>
/// <param name="EstimatedSeconds">The duration, which may be a guess.</param>
/// <param name="PacketSeconds">
/// The duration of the first packet of sound; 0 if it is not known, and for plain samples, of which no more than a part of one gets lost.
/// </param>
/// <param name="SeeksFromSeconds">From which place on to seek and not to decode what is before; <see langword="null"/> for never.</param>
internal sealed record FfmpegSound(
    int RateHz,
    int ChannelCount,
    long? Length,
    double? StatedSeconds,
    double? TimedSeconds,
    double? EstimatedSeconds,
    double PacketSeconds,
    double? SeeksFromSeconds)
{
    private enum Trust
    {
        /// <summary>The duration follows from the size and a bitrate: AAC, AC-3, DTS, AMR.</summary>
        Guessed,

        /// <summary>The duration follows from times, which may jump: MPEG streams.</summary>
        Timed,

        /// <summary>The container states the duration; a delay or the rest of the last frame may belong to it.</summary>
        Stated,

        /// <summary>The container counts samples.</summary>
        Exact,
    }

    /// <summary>Reads the answer of ffprobe.</summary>
    /// <exception cref="InvalidDataException">There is no sound in the file, or none that ffmpeg can decode.</exception>
    public static FfmpegSound Parse(string path, string output, string demuxer)
    {
        using var found = JsonDocument.Parse(output);
        var root = found.RootElement;
        if (!root.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
        {
            throw new InvalidDataException($"{path} has no sound: ffmpeg finds no stream of sound in it.");
        }

        var stream = streams[0];
        var (codec, tag) = (Text(stream, "codec_name"), Text(stream, "codec_tag_string"));
        if (tag is "drms" or "enca" or "aavd")
        {
            throw new InvalidDataException($"{path} is protected ({tag}): only the program of the shop that it comes from can play it.");
        }

        if (codec is null or "none" or "unknown")
        {
            throw new InvalidDataException($"{path} has sound of a coding that ffmpeg does not know ({tag ?? "without a name"}).");
        }

        var rateHz = int.TryParse(Text(stream, "sample_rate"), CultureInfo.InvariantCulture, out var rate) ? rate : 0;
        var channelCount = stream.TryGetProperty("channels", out var channels) ? channels.GetInt32() : 0;
        if (rateHz < 1 || channelCount is < 1 or > SampleSource.MaxChannelCount)
        {
            throw new InvalidDataException($"{path} has no sound that ffmpeg can decode: {channelCount} channels at {rateHz} Hz.");
        }

        // The duration of the file is that of its longest stream.
        var format = root.GetProperty("format");
        var ofFile = Seconds(Text(format, "duration"));
        var isAlone = format.TryGetProperty("nb_streams", out var count) && count.GetInt32() == 1;
        var written = stream.TryGetProperty("tags", out var tags) ? Text(tags, "DURATION") : null;      // 00:03:25.123456789 in Matroska
        var isWritten = TimeSpan.TryParse(written?[..Math.Min(16, written.Length)], CultureInfo.InvariantCulture, out var time);
        var ofTag = isWritten && time > TimeSpan.Zero ? time.TotalSeconds : (double?)null;
        var ofStream = Seconds(Text(stream, "duration")) ?? ofTag ?? (isAlone ? ofFile : null);
        var isPlain = codec.StartsWith("pcm_", StringComparison.Ordinal);
        var packet = !isPlain && root.TryGetProperty("packets", out var packets) && packets.GetArrayLength() > 0
            ? Seconds(Text(packets[0], "duration_time")) ?? 0
            : 0;
        var trust = TrustOf(demuxer, codec);
        return new(
            rateHz,
            channelCount,
            trust == Trust.Exact && ofStream is { } exact ? (long)Math.Round(exact * rateHz) : null,
            trust >= Trust.Stated ? ofStream : null,
            trust >= Trust.Timed ? ofStream : null,
            ofStream ?? ofFile,
            packet,
            demuxer == "mov" && BeginsAtZero(stream) && BeginsAtZero(format) ? SeeksFrom(codec) : null);
    }

    // Measured with ffmpeg 5.1 on files of its own and of other programs' making.
    private static Trust TrustOf(string demuxer, string codec) => demuxer switch
    {
        "ape" or "mpc" or "tak" or "tta" or "wv" => Trust.Exact,
        "aiff" or "caf" or "mov" or "w64" or "wav" =>
            codec.StartsWith("pcm_", StringComparison.Ordinal) || (demuxer == "mov" && codec == "alac") ? Trust.Exact : Trust.Stated,
        "asf" or "avi" or "dsf" or "flac" or "flv" or "iff" or "matroska" or "mxf" or "nut" or "ogg" or "rm" or "xwma" => Trust.Stated,
        "mpeg" or "mpegts" => Trust.Timed,
        _ => Trust.Guessed,
    };

    // Only then is a time of MP4 a number of samples from the first one.
    private static bool BeginsAtZero(JsonElement element) => Text(element, "start_time") is null or "0.000000";

    // The decoders of AAC, AC-3 and others fill bands with noise, and those of ADPCM keep a state, so that what they give depends on all
    // that they have decoded before (-38 dB in a test of AC-3). That is worth a second of decoding, but not a minute in a book of ten hours.
    private static double SeeksFrom(string codec) =>
        codec is "alac" or "flac" or "mp3" || codec.StartsWith("pcm_", StringComparison.Ordinal) ? 0 : 600;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Seconds(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e9 ? seconds : null;
}
