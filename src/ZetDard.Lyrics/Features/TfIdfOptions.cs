using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Lyrics;

/// <summary>Options of TF-IDF features.</summary>
public sealed record TfIdfOptions
{
    /// <summary>Shortest character n-gram, 1 … 8. Default 1.</summary>
    [Range(1, 8)]
    public int LeastCharacters { get; set; } = 1;

    /// <summary>Longest character n-gram, 0 (none) … 8. Default 2: right for Chinese, where longer ones add little; take 3 to 4 for Latin script.</summary>
    [Range(0, 8)]
    public int MostCharacters { get; set; } = 2;

    /// <summary>Longest word n-gram, 0 (none) … 4. Default 0: on Chinese lyrics words add nothing to characters.</summary>
    [Range(0, 4)]
    public int MostWords { get; set; }

    /// <summary>Fitted terms occur in this many texts or more, 1 … 1,000,000. Default 3.</summary>
    [Range(1, 1_000_000)]
    public int LeastTexts { get; set; } = 3;

    /// <summary>Of more fitted terms, those of most texts stay; and the number of features of a hashed extractor: 1 … 1,000,000. Default 20,000. A feature table takes 4 bytes for each item and term.</summary>
    [Range(1, 1_000_000)]
    public int MostTerms { get; set; } = 20_000;

    /// <summary>Whether a term that occurs n times counts 1 + ln n instead of n. Default <see langword="true"/> (Manning, Raghavan and Schütze 2008, section 6.4.1): a chorus should not drown the verses.</summary>
    public bool IsSublinear { get; set; } = true;

    /// <summary>Reduce fitted terms to so many directions by a truncated SVD, 0 (no reduction) … 1,000. Default 0.</summary>
    [Range(0, 1000)]
    public int ReducedSize { get; set; }

    /// <summary>Seed of the reduction. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>Most threads of a fit; 0 (the default) takes one a processor. The result is the same bits whatever their number.</summary>
    [Range(0, 1024)]
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class TfIdfOptionsGeneratedValidator : IValidateOptions<TfIdfOptions>;

/// <summary>Ranges, and the rules across properties.</summary>
internal sealed class TfIdfOptionsValidator : IValidateOptions<TfIdfOptions>
{
    public ValidateOptionsResult Validate(string? name, TfIdfOptions options)
    {
        var ranges = new TfIdfOptionsGeneratedValidator().Validate(name, options);
        return ranges.Failed ? ranges
            : options.MostCharacters == 0 && options.MostWords == 0
                ? ValidateOptionsResult.Fail($"{nameof(TfIdfOptions)}: {nameof(options.MostCharacters)} and {nameof(options.MostWords)} are both 0, so there are no terms. Raise one.")
            : options.MostCharacters != 0 && options.MostCharacters < options.LeastCharacters
                ? ValidateOptionsResult.Fail($"{nameof(TfIdfOptions)}: {nameof(options.MostCharacters)} {options.MostCharacters} is less than {nameof(options.LeastCharacters)} {options.LeastCharacters}. Raise it, or set it to 0 for none.")
            : ranges;
    }
}

[JsonSerializable(typeof(TfIdfOptions))]
internal sealed partial class TfIdfJson : JsonSerializerContext;
