using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace ZetDard.Audio;

/// <summary>Options of reading a sound file into a <see cref="ZetDard.Recommenders.Waveform"/>.</summary>
public sealed record AudioReadOptions
{
    /// <summary>
    /// The sample rate of the waveform, 1,000 … 768,000 Hz; <see langword="null"/> keeps that of the file. Default 16,000: the rate at
    /// which features are computed (<see cref="AudioFeatureOptions.AnalysisRateHz"/>), so that a file is resampled once. A mel spectrogram
    /// like librosa's is made of 22,050 Hz: set it for that.
    /// </summary>
    [Range(1_000, 768_000)]
    public int? SampleRateHz { get; set; } = 16_000;

    /// <summary>
    /// Whether the channels are averaged to one. Default <see langword="false"/>, because stereo width helps to tell styles apart.
    /// </summary>
    public bool Mono { get; set; }

    /// <summary>
    /// How much of a file is read at most; of a longer file, its middle part if the decoder can find it, else its beginning. Default two
    /// minutes, which are enough for the features of a song and take 15 MB for a stereo file. <see langword="null"/> reads the whole file.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.0000001", "10675199.00:00:00")]
    public TimeSpan? MaxDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whether a file that is damaged or cut off is read as far as possible. Default <see langword="false"/>: a file of which less can be
    /// read than it states, or that is damaged in the middle, is an error that says where, so that no part of a song is taken for the whole.
    /// </summary>
    public bool AllowIncomplete { get; set; }

    /// <summary>The decoders to try, in order; <see langword="null"/>, the default, for <see cref="AudioFile.Decoders"/>.</summary>
    public IReadOnlyList<IAudioDecoder>? Decoders { get; set; }

    /// <summary>A text that is equal for options that give the same samples.</summary>
    internal string Key()
    {
        var decoders = Decoders is null ? "" : string.Join('+', Decoders.Select(decoder => decoder.Name));
        return string.Create(CultureInfo.InvariantCulture, $"{SampleRateHz}/{Mono}/{MaxDuration?.Ticks}/{AllowIncomplete}/{decoders}");
    }
}

[OptionsValidator]
internal sealed partial class AudioReadOptionsValidator : IValidateOptions<AudioReadOptions>;
