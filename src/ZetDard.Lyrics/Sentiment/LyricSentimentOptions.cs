using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Lyrics;

/// <summary>Options of learning sentiment from lyrics without labels.</summary>
public sealed record LyricSentimentOptions
{
    /// <summary>Words that stand for positive lyrics, in simplified characters; empty, the default, for the built-in list of 200, written by hand.</summary>
    public IReadOnlyList<string> PositiveSeeds { get; set; } = [];

    /// <summary>Words that stand for negative lyrics; empty, the default, for the built-in list of 311, written by hand.</summary>
    public IReadOnlyList<string> NegativeSeeds { get; set; } = [];

    /// <summary>Least number of distinct Chinese lyrics to learn from, 20 … 1,000,000. Default 200: fewer give word vectors that are mostly noise.</summary>
    [Range(20, 1_000_000)]
    public int LeastLyrics { get; set; } = 200;

    /// <summary>Chinese characters in the pieces that the students learn from, 20 … 10,000. Default 140, four to ten lines.</summary>
    [Range(20, 10_000)]
    public int ChunkLength { get; set; } = 140;

    /// <summary>Share of the pieces that count as positive, and as negative, for the students, .02 … .5. Default .2: the teacher is right more often at the ends.</summary>
    [Range(0.02, 0.5)]
    public double Share { get; set; } = .2;

    /// <summary>Word vectors: see <see cref="WordVectorOptions.Size"/>. Default 200.</summary>
    [Range(1, 1000)]
    public int VectorSize { get; set; } = 200;

    /// <summary>The a of a / (a + frequency), by which words are weighed, above 0 … 1. Default 0.002; 0.001 to 0.01 are about as good (Arora, Liang and Ma 2017 used 0.001).</summary>
    [Range(1e-6, 1.0)]
    public double FrequencyWeight { get; set; } = .002;

    /// <summary>Seed of the decompositions. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>Most threads; 0 (the default) takes one a processor. The result is the same bits whatever their number.</summary>
    [Range(0, 1024)]
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class LyricSentimentOptionsValidator : IValidateOptions<LyricSentimentOptions>;

[JsonSerializable(typeof(LyricSentimentOptions))]
internal sealed partial class LyricSentimentJson : JsonSerializerContext;
