using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Lyrics;

/// <summary>Options of <see cref="TfIdfFeatureExtractor"/>.</summary>
public sealed record TfIdfOptions
{
    /// <summary>The minimum length of character n-grams, 1 … 8. Default 1.</summary>
    [Range(1, 8)]
    public int MinCharacters { get; set; } = 1;

    /// <summary>
    /// The maximum length of character n-grams, 0 (none) … 8. Default 2, which suits Chinese, where longer ones add little; use 3 or 4 for
    /// Latin script.
    /// </summary>
    [Range(0, 8)]
    public int MaxCharacters { get; set; } = 2;

    /// <summary>
    /// The maximum length of word n-grams, 0 (none) … 4. Default 0, because on Chinese lyrics words add nothing to characters.
    /// </summary>
    [Range(0, 4)]
    public int MaxWords { get; set; }

    /// <summary>The minimum number of texts in which a fitted term occurs, 1 … 1,000,000. Default 3.</summary>
    [Range(1, 1_000_000)]
    public int MinDocumentFrequency { get; set; } = 3;

    /// <summary>
    /// The maximum number of fitted terms, of which those that occur in most texts are kept; or the number of features of a hashed
    /// extractor. 1 … 1,000,000, default 20,000. A feature table takes 4 bytes for each item and term.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxTerms { get; set; } = 20_000;

    /// <summary>
    /// Whether a term that occurs n times counts as 1 + ln n instead of n. Default <see langword="true"/> (Manning, Raghavan and Schütze
    /// 2008, section 6.4.1), so that a repeated chorus does not outweigh the verses.
    /// </summary>
    public bool IsSublinear { get; set; } = true;

    /// <summary>The number of dimensions to which a truncated SVD reduces the fitted terms, 0 (no reduction) … 1,000. Default 0.</summary>
    [Range(0, 1000)]
    public int ReducedSize { get; set; }

    /// <summary>The seed of the reduction. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>
    /// The maximum number of threads of a fit; 0 (the default) for one per processor. The result has the same bits for any number.
    /// </summary>
    [Range(0, 1024)]
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class TfIdfOptionsGeneratedValidator : IValidateOptions<TfIdfOptions>;

/// <summary>Checks the ranges, and the rules that concern several properties.</summary>
internal sealed class TfIdfOptionsValidator : IValidateOptions<TfIdfOptions>
{
    public ValidateOptionsResult Validate(string? name, TfIdfOptions options)
    {
        var ranges = new TfIdfOptionsGeneratedValidator().Validate(name, options);
        return ranges.Failed ? ranges
            : options.MaxCharacters == 0 && options.MaxWords == 0
                ? ValidateOptionsResult.Fail(
                    $"{nameof(TfIdfOptions)}: {nameof(options.MaxCharacters)} and {nameof(options.MaxWords)} are both 0, so there are no terms. Raise one.")
            : options.MaxCharacters != 0 && options.MaxCharacters < options.MinCharacters
                ? ValidateOptionsResult.Fail(
                    $"{nameof(TfIdfOptions)}: {nameof(options.MaxCharacters)} {options.MaxCharacters} is less than "
                    + $"{nameof(options.MinCharacters)} {options.MinCharacters}. Raise it, or set it to 0 for none.")
            : ranges;
    }
}

[JsonSerializable(typeof(TfIdfOptions))]
internal sealed partial class TfIdfJson : JsonSerializerContext;
