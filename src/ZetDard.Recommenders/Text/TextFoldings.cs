namespace ZetDard.Recommenders;

/// <summary>
/// What <see cref="TextFolding.Fold"/> makes alike. Steps can be combined; they are applied in the order in which they stand
/// here.
/// </summary>
[Flags]
public enum TextFoldings
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// Unicode NFKC: full and half width, ligatures, circled and other compatibility forms. Invisible format characters (bidi
    /// marks, zero-width characters, variation selectors) go; a lone surrogate becomes U+FFFD; of a run of more than 30
    /// combining marks the first 30 stay (the limit of Unicode's stream-safe text format, UAX #15, which keeps normalisation
    /// linear).
    /// </summary>
    Compatibility = 1,

    /// <summary>Lower case, independent of culture; final sigma becomes sigma and ß becomes ss.</summary>
    Case = 2,

    /// <summary>Traditional Chinese characters become their usual simplified form, by OpenCC's table of single characters.</summary>
    Script = 4,

    /// <summary>
    /// Variants of one punctuation mark become one: quotes, apostrophes, dashes, brackets, dots, commas, tildes, the
    /// multiplication sign (x).
    /// </summary>
    Punctuation = 8,

    /// <summary>Accents of Latin letters go (é becomes e); marks of other scripts, such as those of kana, stay.</summary>
    Accents = 16,

    /// <summary>
    /// Everything but letters, digits and their marks goes, white space included; a text that holds nothing else is left as it
    /// is.
    /// </summary>
    LettersAndDigits = 32,

    /// <summary>A run of white space becomes one blank; none at the ends.</summary>
    WhiteSpace = 64,

    /// <summary>
    /// What makes two spellings of one title or name equal, and no more: everything but <see cref="Accents"/> and
    /// <see cref="LettersAndDigits"/>.
    /// </summary>
    Default = Compatibility | Case | Script | Punctuation | WhiteSpace,

    /// <summary>Every step: for look-ups that forgive accents and punctuation.</summary>
    All = Default | Accents | LettersAndDigits,
}
