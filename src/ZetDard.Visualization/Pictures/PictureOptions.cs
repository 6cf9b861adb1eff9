using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Visualization;

/// <summary>How a picture is drawn.</summary>
public sealed record PictureOptions
{
    /// <summary>The title above the picture, in any script; nothing where <see langword="null"/> or blank. Control and direction marks are left out, what is too long ends in an ellipsis. Default <see langword="null"/>.</summary>
    public string? Title { get; set; }

    /// <summary>Width in units of 1/96 inch, 240 … 10,000. Default 1000: the width of a page of a thesis at 160 dpi.</summary>
    [Range(240, 10_000)]
    public int Width { get; set; } = 1000;

    /// <summary>Height in units of 1/96 inch, 160 … 10,000. Default 600.</summary>
    [Range(160, 10_000)]
    public int Height { get; set; } = 600;

    /// <summary>Pixels of a PNG to a unit, .25 … 4; an SVG has none. Default 1.</summary>
    [Range(0.25, 4)]
    public double PixelRatio { get; set; } = 1;

    /// <summary>The frequency axis of a spectrogram that is computed from a waveform. Default <see cref="FrequencyAxis.Mel"/>.</summary>
    [EnumDataType(typeof(FrequencyAxis))]
    public FrequencyAxis FrequencyAxis { get; set; } = FrequencyAxis.Mel;

    /// <summary>The highest frequency shown, in Hz, above 0; <see langword="null"/>: half the sample rate. Default <see langword="null"/>.</summary>
    [Range(1, 1e6)]
    public double? MaxFrequencyHz { get; set; }

    /// <summary>Mel bands of a computed spectrogram, 16 … 512. Default 128, as in librosa.</summary>
    [Range(16, 512)]
    public int BandCount { get; set; } = 128;

    /// <summary>Samples of a frame of a computed spectrogram, a power of two, 64 … 65,536; shortened for very short sound. Default 2048, as in librosa.</summary>
    [Range(64, 65_536)]
    public int FftSize { get; set; } = 2048;

    /// <summary>How far below the loudest value the colours reach, in decibels, 10 … 200. Default 80, as in librosa.</summary>
    [Range(10, 200)]
    public double RangeDb { get; set; } = 80;
}

[OptionsValidator]
internal sealed partial class PictureOptionsValidator : IValidateOptions<PictureOptions>;
