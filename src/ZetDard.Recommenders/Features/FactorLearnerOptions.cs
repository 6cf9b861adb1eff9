using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>Options of the factors of interactions.</summary>
public sealed record FactorLearnerOptions
{
    /// <summary>How many factors an item gets, 1 … 1,024; fewer where the data has not so many directions. Default 32.</summary>
    [Range(1, 1_024)]
    public int FactorCount { get; set; } = 32;

    /// <summary>Rounds of subspace iteration, 0 … 100. Default 4: enough where singular values fall slowly (<see cref="TruncatedSvd"/>).</summary>
    [Range(0, 100)]
    public int Iterations { get; set; } = 4;

    /// <summary>Seed of the random start. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>Most threads of a fit; 0 (the default) takes one a processor. The result is the same bits whatever their number.</summary>
    [Range(0, 1_024)]
    [JsonIgnore]        // of this machine: neither of the features nor of their description
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class FactorLearnerOptionsValidator : IValidateOptions<FactorLearnerOptions>;

[JsonSerializable(typeof(FactorLearnerOptions))]
internal sealed partial class FactorLearnerJson : JsonSerializerContext;
