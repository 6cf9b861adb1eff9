using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Lyrics;

/// <summary>Options of learning <see cref="WordVectors"/>.</summary>
public sealed record WordVectorOptions
{
    /// <summary>The number of dimensions, 1 … 1,000. Default 200; on lyrics, 100 to 300 are about as good.</summary>
    [Range(1, 1000)]
    public int EmbeddingSize { get; set; } = 200;

    /// <summary>
    /// How many words on either side are the context of a word, 1 … 100. Default 10, because lyrics have a topic rather than a grammar.
    /// </summary>
    [Range(1, 100)]
    public int Window { get; set; } = 10;

    /// <summary>
    /// The power to which the frequencies of contexts are raised, above 0 … 1; below 1, rare contexts have less influence. Default 0.75
    /// (Levy, Goldberg and Dagan 2015, section 3.1).
    /// </summary>
    [Range(0.01, 1.0)]
    public double ContextPower { get; set; } = 0.75;

    /// <summary>The minimum number of occurrences of a word, 1 … 1,000. Default 5.</summary>
    [Range(1, 1000)]
    public int MinCount { get; set; } = 5;

    /// <summary>The maximum number of words, 2 … 200,000; the most frequent ones are kept. Default 30,000. Memory grows with it.</summary>
    [Range(2, 200_000)]
    public int MaxWords { get; set; } = 30_000;

    /// <summary>The seed of the decomposition. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>
    /// The maximum number of threads; 0 (the default) for one per processor. The result has the same bits for any number.
    /// </summary>
    [Range(0, 1024)]
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class WordVectorOptionsValidator : IValidateOptions<WordVectorOptions>;
