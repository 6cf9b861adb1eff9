using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Audio;

/// <summary>Options of the audio features.</summary>
public sealed record AudioFeatureOptions
{
    /// <summary>What is computed. Default all; what is left out saves its time, but for the spectra of the frames.</summary>
    [Range((int)AudioFamilies.Mel, (int)AudioFamilies.All)]
    public AudioFamilies Families { get; set; } = AudioFamilies.All;

    /// <summary>The sample rate at which sound is analysed, Hz, 4,000 … 96,000; sound of another rate is resampled. Default 16,000: nothing of it is missing in any usual recording, so that features do not tell the format of a file.</summary>
    [Range(4_000, 96_000)]
    public int AnalysisRateHz { get; set; } = 16_000;

    /// <summary>Of longer sound the middle part of this many seconds is analysed, 1 … 7200. Default 600.</summary>
    [Range(1.0, 7_200.0)]
    public double LongestSeconds { get; set; } = 600;

    /// <summary>Whether beginning and end are cut off while they are more than 40 dB below the loudest moment. Default <see langword="false"/>: what a recording does at its ends tells something, and cutting it off did not help (docs/packages/audio.md).</summary>
    public bool TrimSilence { get; set; }
}

[OptionsValidator]
internal sealed partial class AudioFeatureOptionsValidator : IValidateOptions<AudioFeatureOptions>;
