using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace ZetDard.Audio;

/// <summary>How a sound file becomes a waveform.</summary>
public sealed record AudioReadOptions
{
    /// <summary>Sample rate of the waveform in hertz, 1,000 … 768,000; <see langword="null"/> keeps the file's. Default 22,050: music analysis looks below 11 kHz, and one rate makes files comparable.</summary>
    [Range(1_000, 768_000)]
    public int? SampleRateHz { get; set; } = 22_050;

    /// <summary>Whether the channels are averaged. Default <see langword="false"/>: stereo width tells styles apart.</summary>
    public bool Mono { get; set; }

    /// <summary>The most that is read: of a longer file its middle, where that can be found, else its beginning. Default two minutes, which are enough for features of a song
    /// and keep memory at 21 MB a stereo file; <see langword="null"/> reads all.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0000001", "10675199.00:00:00")]
    public TimeSpan? MaxDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Who decodes, in the order in which they are asked; <see langword="null"/>, the default, for <see cref="AudioFile.Decoders"/>.</summary>
    public IReadOnlyList<IAudioDecoder>? Decoders { get; set; }

    /// <summary>Equal for options that read the same.</summary>
    internal string Key() => string.Create(
        CultureInfo.InvariantCulture, $"{SampleRateHz}/{Mono}/{MaxDuration?.Ticks}/{(Decoders is null ? "" : string.Join('+', Decoders.Select(decoder => decoder.Name)))}");
}

[OptionsValidator]
internal sealed partial class AudioReadOptionsValidator : IValidateOptions<AudioReadOptions>;
