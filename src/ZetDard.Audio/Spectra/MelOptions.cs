using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Audio;

/// <summary>Options of <see cref="MelSpectrogram"/>. The defaults are those of librosa 0.10.</summary>
public sealed record MelOptions
{
    /// <summary>The number of bands, M, 1 … 4096. Default 128.</summary>
    [Range(1, 4096)]
    public int BandCount { get; set; } = 128;

    /// <summary>The mel scale. Default <see cref="MelScale.Slaney"/>.</summary>
    [EnumDataType(typeof(MelScale))]
    public MelScale Scale { get; set; } = MelScale.Slaney;

    /// <summary>Whether each band has the area 1 in hertz, or else the height 1. Default <see langword="true"/>.</summary>
    public bool AreaNormalized { get; set; } = true;

    /// <summary>Whether bands sum |X|², or else |X|. Default <see langword="true"/>.</summary>
    public bool Power { get; set; } = true;

    /// <summary>Where the first band begins, 0 … 1,000,000 Hz. Default 0.</summary>
    [Range(0.0, 1e6)]
    public double MinFrequencyHz { get; set; }

    /// <summary>Where the last band ends, in hertz; <see langword="null"/>, the default, for half the sample rate.</summary>
    [Range(1e-3, 1e6)]
    public double? MaxFrequencyHz { get; set; }

    /// <summary>The lowest value in decibels, −300 … 300; lower ones are raised to it. Default −100, a power of 1e-10.</summary>
    [Range(-300.0, 300.0)]
    public double FloorDb { get; set; } = -100;

    /// <summary>
    /// The range in decibels below the loudest value of the signal, above 0; values below the range are raised to it. Default 80;
    /// <see langword="null"/> for no limit.
    /// </summary>
    [Range(1e-3, 1e3)]
    public double? RangeDb { get; set; } = 80;
}

[OptionsValidator]
internal sealed partial class MelOptionsValidator : IValidateOptions<MelOptions>;
