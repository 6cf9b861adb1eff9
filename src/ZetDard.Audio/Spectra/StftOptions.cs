using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Audio;

/// <summary>Options of <see cref="Stft"/>. The defaults are those of librosa 0.10.</summary>
public sealed record StftOptions
{
    /// <summary>The number of samples of a frame, a power of two, 2 … 1,048,576. Default 2048.</summary>
    [Range(2, 1 << 20)]
    public int FftSize { get; set; } = 2048;

    /// <summary>The number of samples from one frame to the next, 1 … 1,048,576. Default 512, a quarter of a frame.</summary>
    [Range(1, 1 << 20)]
    public int HopLength { get; set; } = 512;

    /// <summary>The window, that is, the weights of the samples of a frame. Default the periodic Hann window.</summary>
    [EnumDataType(typeof(WindowShape))]
    public WindowShape Window { get; set; } = WindowShape.Hann;

    /// <summary>
    /// Whether frame t is centred on sample t · <see cref="HopLength"/>. The signal is then continued at both ends by its mirror image
    /// (without repeating the sample at the end). Default <see langword="true"/>; otherwise frame t begins at that sample, and only whole
    /// frames count.
    /// </summary>
    public bool Centred { get; set; } = true;
}

[OptionsValidator]
internal sealed partial class StftOptionsValidator : IValidateOptions<StftOptions>;
