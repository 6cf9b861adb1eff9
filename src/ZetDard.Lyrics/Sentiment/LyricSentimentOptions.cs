using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Lyrics;

/// <summary>Options of <see cref="LyricSentimentTrainer"/>.</summary>
public sealed record LyricSentimentOptions
{
    /// <summary>
    /// Words that occur in positive lyrics, in simplified characters; empty, the default, for the built-in list of 227, written by hand.
    /// </summary>
    public IReadOnlyList<string> PositiveSeeds { get; set; } = [];

    /// <summary>
    /// Words that occur in negative lyrics, in simplified characters; empty, the default, for the built-in list of 337, written by hand.
    /// </summary>
    public IReadOnlyList<string> NegativeSeeds { get; set; } = [];

    /// <summary>
    /// The minimum number of distinct Chinese lyrics, 20 … 1,000,000. Default 200, because word vectors of fewer lyrics are mostly noise.
    /// </summary>
    [Range(20, 1_000_000)]
    public int MinLyricCount { get; set; } = 200;

    /// <summary>
    /// The number of Chinese characters in the pieces from which the students learn, 20 … 10,000. Default 140, which are four to ten lines.
    /// </summary>
    [Range(20, 10_000)]
    public int ChunkLength { get; set; } = 140;

    /// <summary>
    /// The share of the pieces that count as positive, and as negative, for the students, .02 … .5. Default .2, because the teacher is
    /// right more often about extreme pieces.
    /// </summary>
    [Range(0.02, 0.5)]
    public double Share { get; set; } = .2;

    /// <summary>
    /// The number of dimensions of the word vectors, 1 … 1,000. Default 200; see <see cref="WordVectorOptions.EmbeddingSize"/>.
    /// </summary>
    [Range(1, 1000)]
    public int EmbeddingSize { get; set; } = 200;

    /// <summary>
    /// The a in a / (a + p), the weight of a word with the share p of all words; above 0 … 1. Default 0.002; 0.001 to 0.01 are about as
    /// good (Arora, Liang and Ma 2017 used 0.001).
    /// </summary>
    [Range(1e-6, 1.0)]
    public double FrequencyWeight { get; set; } = .002;

    /// <summary>The seed of the decompositions. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>
    /// The maximum number of threads; 0 (the default) for one per processor. The result has the same bits for any number.
    /// </summary>
    [Range(0, 1024)]
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class LyricSentimentOptionsValidator : IValidateOptions<LyricSentimentOptions>;

[JsonSerializable(typeof(LyricSentimentOptions))]
internal sealed partial class LyricSentimentJson : JsonSerializerContext;
