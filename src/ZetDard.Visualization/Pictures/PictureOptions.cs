using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Visualization;

/// <summary>Options of a picture.</summary>
public sealed record PictureOptions
{
    /// <summary>
    /// The title above the picture, in any script. Control characters and direction marks are left out, and a title that is too long ends
    /// in an ellipsis. Default <see langword="null"/>, for no title.
    /// </summary>
    public string? Title { get; set; }

    /// <summary>The width in units of 1/96 inch, 240 … 10,000. Default 1000, which is the width of a printed page at 160 dpi.</summary>
    [Range(240, 10_000)]
    public int Width { get; set; } = 1000;

    /// <summary>The height in units of 1/96 inch, 160 … 10,000. Default 600.</summary>
    [Range(160, 10_000)]
    public int Height { get; set; } = 600;

    /// <summary>The number of pixels of a PNG for one unit, .25 … 4; without effect on an SVG. Default 1.</summary>
    [Range(0.25, 4)]
    public double PixelRatio { get; set; } = 1;

    /// <summary>The frequency axis of a spectrogram that is computed from a waveform. Default <see cref="FrequencyAxis.Mel"/>.</summary>
    [EnumDataType(typeof(FrequencyAxis))]
    public FrequencyAxis FrequencyAxis { get; set; } = FrequencyAxis.Mel;

    /// <summary>
    /// The highest frequency that is shown, above 0, in hertz; <see langword="null"/>, the default, for half the sample rate.
    /// </summary>
    [Range(1, 1e6)]
    public double? MaxFrequencyHz { get; set; }

    /// <summary>The number of mel bands of a computed spectrogram, 16 … 512. Default 128, as in librosa.</summary>
    [Range(16, 512)]
    public int BandCount { get; set; } = 128;

    /// <summary>
    /// The number of samples of a frame of a computed spectrogram, a power of two, 64 … 65,536; it is reduced for very short sound. Default
    /// 2048, as in librosa.
    /// </summary>
    [Range(64, 65_536)]
    public int FftSize { get; set; } = 2048;

    /// <summary>The range of the colours in decibels below the loudest value, 10 … 200. Default 80, as in librosa.</summary>
    [Range(10, 200)]
    public double RangeDb { get; set; } = 80;
}

[OptionsValidator]
internal sealed partial class PictureOptionsValidator : IValidateOptions<PictureOptions>;
