using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Audio;

/// <summary>Options of <see cref="AudioFeatureExtractor"/>.</summary>
public sealed record AudioFeatureOptions
{
    /// <summary>
    /// The families to compute. Default all. A family that is left out costs no time, except that the spectra of the frames are always
    /// computed.
    /// </summary>
    [Range((int)AudioFamilies.Mel, (int)AudioFamilies.All)]
    public AudioFamilies Families { get; set; } = AudioFamilies.All;

    /// <summary>
    /// The families to compute of the side channel too, half the difference of the first two channels; their names begin with
    /// <c>side</c>, such as <c>sidemfcc3.mean</c>. Default none, because one channel has no side: set it where all sound is stereo, where
    /// it helps to tell productions apart (docs/packages/audio.md). Doubles the time.
    /// </summary>
    [Range((int)AudioFamilies.None, (int)AudioFamilies.All)]
    public AudioFamilies SideFamilies { get; set; } = AudioFamilies.None;

    /// <summary>
    /// The families to compute of the attack too, the first third of a second from where the sound comes within 30 dB of its loudest
    /// 10 milliseconds; their names begin with <c>attack</c>, such as <c>attackmfcc3.mean</c>. Default none: a song has no attack. It
    /// helps to tell single notes and strokes apart (docs/packages/audio.md). Doubles the time for sounds of that length.
    /// </summary>
    [Range((int)AudioFamilies.None, (int)AudioFamilies.All)]
    public AudioFamilies AttackFamilies { get; set; } = AudioFamilies.None;

    /// <summary>
    /// The sample rate at which sound is analysed, 4,000 … 96,000 Hz; sound at another rate is resampled. Default 16,000: usual recordings
    /// of every format contain all frequencies below half of it, so that the features do not depend on the format of a file. With another
    /// rate, set <see cref="AudioReadOptions.SampleRateHz"/> to it too, so that files are resampled once and keep what is to be analysed.
    /// </summary>
    [Range(4_000, 96_000)]
    public int AnalysisRateHz { get; set; } = 16_000;

    /// <summary>
    /// Whether the beginning and the end are cut off as far as they are more than 40 dB below the loudest 10 milliseconds. Default
    /// <see langword="false"/>: the ends of a recording carry information too, and cutting them off did not improve classification
    /// (docs/packages/audio.md).
    /// </summary>
    public bool TrimSilence { get; set; }
}

[OptionsValidator]
internal sealed partial class AudioFeatureOptionsValidator : IValidateOptions<AudioFeatureOptions>;
