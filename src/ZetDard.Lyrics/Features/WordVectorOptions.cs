using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Lyrics;

/// <summary>Options of learning word vectors.</summary>
public sealed record WordVectorOptions
{
    /// <summary>Dimensions, 1 … 1,000. Default 200: on lyrics 100 to 300 are about as good.</summary>
    [Range(1, 1000)]
    public int Size { get; set; } = 200;

    /// <summary>How many words to either side are the context of a word, 1 … 100. Default 10: lyrics have a topic rather than a grammar.</summary>
    [Range(1, 100)]
    public int Window { get; set; } = 10;

    /// <summary>Power to which frequencies of contexts are taken, above 0 … 1; below 1 it holds rare contexts back. Default 0.75 (Levy, Goldberg and Dagan 2015, section 3.1).</summary>
    [Range(0.01, 1.0)]
    public double ContextPower { get; set; } = 0.75;

    /// <summary>Words that occur less often are left out, 1 … 1,000. Default 5.</summary>
    [Range(1, 1000)]
    public int LeastCount { get; set; } = 5;

    /// <summary>Of more words, the most frequent stay, 2 … 200,000. Default 30,000. Memory grows with it.</summary>
    [Range(2, 200_000)]
    public int MostWords { get; set; } = 30_000;

    /// <summary>Seed of the decomposition. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>Most threads; 0 (the default) takes one a processor. The result is the same bits whatever their number.</summary>
    [Range(0, 1024)]
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class WordVectorOptionsValidator : IValidateOptions<WordVectorOptions>;
