using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>Options of recommenders that fit a classifier for each listener.</summary>
public sealed record ClassifierRecommenderOptions
{
    /// <summary>
    /// In a container the key of the <see cref="IClassifierTrainer{TSource}"/> of feature rows. Default
    /// <see cref="LogisticRegressionTrainer.Key"/>. Not used where the trainer is given in code.
    /// </summary>
    [Required]
    public string Classifier { get; set; } = LogisticRegressionTrainer.Key;

    /// <summary>
    /// In a container the key of an <see cref="IFeatureExtractor{TSource}"/> that is run on the sound of the data and whose features are
    /// joined to its own; none, the default, where <see langword="null"/>.
    /// </summary>
    public string? Extractor { get; set; }

    /// <summary>
    /// In a container the key of an <see cref="IFeatureLearner{TItem}"/> that adds to the data's features; none, the default, where
    /// <see langword="null"/>.
    /// </summary>
    public string? Learner { get; set; }

    /// <summary>
    /// How many items that a listener does not have are learned as others for each one that they have, 0.1 … 1,000. Default 10: with
    /// fewer the classifier ranks a large catalogue badly, more take more time.
    /// </summary>
    [Range(0.1, 1_000)]
    public double NegativeRatio { get; set; } = 10;

    /// <summary>Seed of the order in which others are taken, one for all listeners. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>
    /// How many listeners' classifiers are kept, 1 … 10,000,000. Default 1,000. The one that was asked longest ago goes first; asked
    /// again, it is fitted again to the same bits.
    /// </summary>
    [Range(1, 10_000_000)]
    [JsonIgnore]        // changes no list: not in the description
    public int CachedListenerCount { get; set; } = 1_000;
}

[OptionsValidator]
internal sealed partial class ClassifierRecommenderOptionsValidator : IValidateOptions<ClassifierRecommenderOptions>;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClassifierRecommenderOptions))]
internal sealed partial class ClassifierRecommenderJson : JsonSerializerContext;
