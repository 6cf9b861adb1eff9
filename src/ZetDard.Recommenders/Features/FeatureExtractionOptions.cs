using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>Options of computing the features of many items.</summary>
public sealed record FeatureExtractionOptions
{
    /// <summary>
    /// The maximum number of items that are computed at a time, 0 … 1,024; 0, the default, for one per processor. Memory grows with it.
    /// </summary>
    [Range(0, 1_024)]
    public int ThreadCount { get; set; }

    /// <summary>The cache in which features are stored between runs; <see langword="null"/>, the default, for none.</summary>
    public IFeatureCache? Cache { get; set; }
}

[OptionsValidator]
internal sealed partial class FeatureExtractionOptionsValidator : IValidateOptions<FeatureExtractionOptions>;
