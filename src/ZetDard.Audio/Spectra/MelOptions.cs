using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Audio;

/// <summary>Options of a mel spectrogram. The defaults are those of librosa 0.10.</summary>
public sealed record MelOptions
{
    /// <summary>How many bands, M, 1 … 4096. Default 128.</summary>
    [Range(1, 4096)]
    public int BandCount { get; set; } = 128;

    /// <summary>Which mels. Default Slaney's.</summary>
    [EnumDataType(typeof(MelScale))]
    public MelScale Scale { get; set; } = MelScale.Slaney;

    /// <summary>Whether each band has area 1 in Hz, or else height 1. Default <see langword="true"/>.</summary>
    public bool AreaNormalized { get; set; } = true;

    /// <summary>Whether bands gather |X|², or else |X|. Default <see langword="true"/>.</summary>
    public bool Power { get; set; } = true;

    /// <summary>Where the first band begins, Hz, 0 … 1,000,000. Default 0.</summary>
    [Range(0.0, 1e6)]
    public double LowestHz { get; set; }

    /// <summary>Where the last band ends, Hz; half the sample rate where <see langword="null"/>, the default.</summary>
    [Range(1e-3, 1e6)]
    public double? HighestHz { get; set; }

    /// <summary>The least value in decibels, −300 … 300. Default −100: a power of 1e-10.</summary>
    [Range(-300.0, 300.0)]
    public double FloorDb { get; set; } = -100;

    /// <summary>How far below the loudest value of the signal others are cut off, in decibels, above 0; <see langword="null"/> for no such cut. Default 80.</summary>
    [Range(1e-3, 1e3)]
    public double? RangeDb { get; set; } = 80;
}

[OptionsValidator]
internal sealed partial class MelOptionsValidator : IValidateOptions<MelOptions>;
