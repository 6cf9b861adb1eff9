using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>Options of <see cref="FactorLearner{TItem}"/>.</summary>
public sealed record FactorLearnerOptions
{
    /// <summary>The number of factors of an item, 1 … 1,024; fewer if the matrix has a lower rank. Default 32.</summary>
    [Range(1, 1_024)]
    public int FactorCount { get; set; } = 32;

    /// <summary>
    /// The number of subspace iterations, 0 … 100. Default 4, which suffices if the singular values fall slowly
    /// (<see cref="TruncatedSvd"/>).
    /// </summary>
    [Range(0, 100)]
    public int Iterations { get; set; } = 4;

    /// <summary>The seed of the random start. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>
    /// The maximum number of threads of a fit; 0 (the default) for one per processor. The result has the same bits for any number.
    /// </summary>
    [Range(0, 1_024)]
    [JsonIgnore]        // it does not affect the features, so that it is not part of their description
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class FactorLearnerOptionsValidator : IValidateOptions<FactorLearnerOptions>;

[JsonSerializable(typeof(FactorLearnerOptions))]
internal sealed partial class FactorLearnerJson : JsonSerializerContext;
