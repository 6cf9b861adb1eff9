using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.MicrosoftML;

/// <summary>Options of ML.NET's classifiers; for others of ML.NET's own options, see <see cref="MicrosoftMLTrainer.From"/>.</summary>
public sealed record MicrosoftMLOptions
{
    /// <summary>
    /// Which trainer. Default <see cref="MicrosoftMLMethod.LightGbm"/>: on GTZAN's features within .03 of FastTree's accuracy, in a ninth
    /// of its time.
    /// </summary>
    [EnumDataType(typeof(MicrosoftMLMethod))]
    public MicrosoftMLMethod Method { get; set; } = MicrosoftMLMethod.LightGbm;

    /// <summary>
    /// Trees of each class, or passes over the rows, 1 … 100,000. Default 100: ML.NET's own for trees; for the linear methods a limit that
    /// they rarely reach.
    /// </summary>
    [Range(1, 100_000)]
    public int Iterations { get; set; } = 100;

    /// <summary>
    /// Examples that each leaf of a tree has at least, 1 … 100,000; at most half of the examples of the rarest label are demanded, for
    /// otherwise no leaf could be its own. Default 10, FastTree's own. The linear methods have no leaves.
    /// </summary>
    [Range(1, 100_000)]
    public int MinExamplesPerLeaf { get; set; } = 10;

    /// <summary>The seed of every random choice. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>
    /// Maximum number of threads of the trees, 0 … 1,024; 0 takes one for each processor. The result does not depend on it. Default 1:
    /// the threads of both wait for each other by spinning, and on tables of some thousand rows that costs more than it brings (20 times
    /// the time on a machine that is busy). The linear methods always take one: with more, their result is another one at each run.
    /// </summary>
    [Range(0, 1_024)]
    public int ThreadCount { get; set; } = 1;
}

[OptionsValidator]
internal sealed partial class MicrosoftMLOptionsValidator : IValidateOptions<MicrosoftMLOptions>;

[JsonSerializable(typeof(MicrosoftMLOptions))]
[JsonSerializable(typeof(MicrosoftMLKMeansOptions))]
internal sealed partial class MicrosoftMLJson : JsonSerializerContext;
