using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>What an experiment measures.</summary>
public sealed record ExperimentOptions
{
    /// <summary>
    /// The lengths k of the lists that are measured, each 1 or more. Default 10 and 20, the lengths in which most papers report.
    /// </summary>
    public IReadOnlyList<int> K { get; set; } = [10, 20];

    /// <summary>Seed of the bootstrap. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>Resamples of the bootstrap, 1 … 1,000,000. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int ResampleCount { get; set; } = Bootstrap.DefaultResampleCount;
}

[OptionsValidator]
internal sealed partial class ExperimentOptionsValidator : IValidateOptions<ExperimentOptions>;
