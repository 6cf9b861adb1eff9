using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>Options of the logistic regression of feature rows.</summary>
public sealed record LogisticRegressionOptions
{
    /// <summary>
    /// How much an error weighs against the penalty on the weights, 1e-6 … 1e6; small values keep weights small. Default 0.1: few
    /// examples of many features are the usual case here, and 1, the default elsewhere, only memorises them.
    /// </summary>
    [Range(1e-6, 1e6)]
    public double C { get; set; } = 0.1;

    /// <summary>Stops after this many iterations at the latest, 1 … 100,000. Default 200.</summary>
    [Range(1, 100_000)]
    public int MaxIterations { get; set; } = 200;

    /// <summary>Stops when the gradient has fallen to this share of its first length, 1e-8 … 0.1. Default 1e-4.</summary>
    [Range(1e-8, 0.1)]
    public double Tolerance { get; set; } = 1e-4;
}

[OptionsValidator]
internal sealed partial class LogisticRegressionOptionsValidator : IValidateOptions<LogisticRegressionOptions>;

[JsonSerializable(typeof(LogisticRegressionOptions))]
internal sealed partial class LogisticRegressionJson : JsonSerializerContext;
