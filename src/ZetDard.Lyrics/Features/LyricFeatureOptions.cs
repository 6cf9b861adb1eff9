using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Lyrics;

/// <summary>Options of <see cref="LyricFeatureExtractor"/>.</summary>
public sealed record LyricFeatureOptions
{
    /// <summary>The families to compute. Default <see cref="LyricFamilies.All"/>.</summary>
    [Range((int)LyricFamilies.Length, (int)LyricFamilies.All)]
    public LyricFamilies Families { get; set; } = LyricFamilies.All;

    /// <summary>
    /// The scorer of the lines; <see langword="null"/>, the default, for <see cref="LyricSentiment.Default"/>. It is set in code and not
    /// read from a configuration.
    /// </summary>
    public ILyricSentiment? Sentiment { get; set; }

    /// <summary>
    /// The segmenter that divides Chinese lines into words; <see langword="null"/>, the default, for jieba's dictionary with script
    /// folding. It is set in code.
    /// </summary>
    public WordSegmenter? Segmenter { get; set; }
}

[OptionsValidator]
internal sealed partial class LyricFeatureOptionsValidator : IValidateOptions<LyricFeatureOptions>;
