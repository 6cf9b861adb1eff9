using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.MicrosoftML;

/// <summary>Options of ML.NET's k-means.</summary>
public sealed record MicrosoftMLKMeansOptions
{
    /// <summary>How many clusters, 1 … 1,000,000. Default 5, ML.NET's own.</summary>
    [Range(1, 1_000_000)]
    public int ClusterCount { get; set; } = 5;

    /// <summary>Stops after this many rounds at the latest, 1 … 100,000. Default 1,000, ML.NET's own.</summary>
    [Range(1, 100_000)]
    public int MaxIterations { get; set; } = 1_000;

    /// <summary>
    /// Whether columns are brought to mean 0 and deviation 1 first, and limited to ±4. Default <see langword="true"/>: otherwise the
    /// column with the largest unit decides alone.
    /// </summary>
    public bool Standardize { get; set; } = true;

    /// <summary>The seed of the first centres. Default 42.</summary>
    public int Seed { get; set; } = 42;
}

[OptionsValidator]
internal sealed partial class MicrosoftMLKMeansOptionsValidator : IValidateOptions<MicrosoftMLKMeansOptions>;
