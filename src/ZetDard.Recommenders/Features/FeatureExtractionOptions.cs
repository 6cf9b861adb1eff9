using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>How features are computed over many items.</summary>
public sealed record FeatureExtractionOptions
{
    /// <summary>Most items at a time, 0 … 1,024; 0, the default, takes one a processor. Memory grows with it.</summary>
    [Range(0, 1_024)]
    public int ThreadCount { get; set; }

    /// <summary>Where features are kept between runs; <see langword="null"/>, the default, for nowhere.</summary>
    public IFeatureCache? Cache { get; set; }
}

[OptionsValidator]
internal sealed partial class FeatureExtractionOptionsValidator : IValidateOptions<FeatureExtractionOptions>;
