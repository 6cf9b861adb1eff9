using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Lyrics;

/// <summary>Options of <see cref="LyricFeatureExtractor"/>.</summary>
public sealed record LyricFeatureOptions
{
    /// <summary>What is computed. Default <see cref="LyricFamilies.All"/>.</summary>
    [Range((int)LyricFamilies.Length, (int)LyricFamilies.All)]
    public LyricFamilies Families { get; set; } = LyricFamilies.All;

    /// <summary>What scores the lines; <see cref="LyricSentiment.Default"/> where <see langword="null"/>, the default. Set in code, not read from a configuration.</summary>
    public ILyricSentiment? Sentiment { get; set; }

    /// <summary>What divides Chinese lines into words; jieba's dictionary with script folding where <see langword="null"/>, the default. Set in code.</summary>
    public WordSegmenter? Segmenter { get; set; }
}

[OptionsValidator]
internal sealed partial class LyricFeatureOptionsValidator : IValidateOptions<LyricFeatureOptions>;
