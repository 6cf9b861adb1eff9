using System.Globalization;
using System.Text;

namespace ZetDard.Recommenders;

/// <summary>
/// Makes spellings of one text equal: width, case, Chinese script, punctuation, white space. For keys and comparison, not for
/// display.
/// </summary>
/// <remarks>
/// Takes any string, ill-formed ones included, in linear time; the same on every culture. Folding twice is the same as folding
/// once.
/// </remarks>
public static class TextFolding
{
    private const int MaxMarks = 30;
    private const char Replacement = '\uFFFD';

    // In invariant globalization mode Normalize gives its text back as it is, and says nothing.
    private static readonly bool CanNormalize = "\uFF21".Normalize(NormalizationForm.FormKC) == "A";

    /// <summary>Folds a text.</summary>
    /// <param name="text">Any text; lone surrogates are allowed.</param>
    /// <param name="steps">What to make alike; <see cref="TextFoldings.Default"/> by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// The process runs in invariant globalization mode, the text is not ASCII, and a step needs Unicode normalization.
    /// </exception>
    public static string Fold(string text, TextFoldings steps = TextFoldings.Default)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (steps.HasFlag(TextFoldings.Compatibility) && !Ascii.IsValid(text))
        {
            text = Normalize(WellFormed(text, unifyPunctuation: steps.HasFlag(TextFoldings.Punctuation)));
        }

        var characterSteps = steps & (TextFoldings.Case | TextFoldings.Script | TextFoldings.Punctuation);
        if (characterSteps != TextFoldings.None)
        {
            text = MapCharacters(text, characterSteps);
            if (steps.HasFlag(TextFoldings.Compatibility) && !Ascii.IsValid(text))
            {
                text = Normalize(text);         // a letter without its dot or width may now join the mark behind it
            }
        }

        if (steps.HasFlag(TextFoldings.Accents) && !Ascii.IsValid(text))
        {
            text = WithoutLatinAccents(text);
        }

        if (steps.HasFlag(TextFoldings.LettersAndDigits))
        {
            text = LettersAndDigits(text);
        }

        return steps.HasFlag(TextFoldings.WhiteSpace) ? CollapseWhiteSpace(text) : text;
    }

    /// <summary>Replaces traditional Chinese characters by their usual simplified form, one character at a time; all else stays.</summary>
    /// <remarks>Characters, not words: 乾 always becomes 干. Right for comparing texts; not a converter of prose.</remarks>
    public static string ToSimplified(string text) => Fold(text, TextFoldings.Script);

    private static string Normalize(string text)
    {
        RequireNormalization();
        return text.IsNormalized(NormalizationForm.FormKC) ? text : text.Normalize(NormalizationForm.FormKC);
    }

    private static void RequireNormalization()
    {
        if (!CanNormalize)
        {
            throw new PlatformNotSupportedException(
                "This process runs in invariant globalization mode, in which .NET does not normalize Unicode text: keys would depend on the machine. " +
                "Set InvariantGlobalization to false in the project (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0 in the environment) and, on Linux, install ICU (libicu, icu-libs).");
        }
    }

    // Normalize throws on lone surrogates and takes quadratic time on long runs of marks: mend both first.
    private static string WellFormed(string text, bool unifyPunctuation)
    {
        var result = new StringBuilder(text.Length);
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())         // a lone surrogate is enumerated as U+FFFD
        {
            var category = Rune.GetUnicodeCategory(rune);
            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (IsInvisible(rune, category) || marks > MaxMarks)
            {
                continue;
            }

            // Before NFKC as well as after it: NFKC turns ´ into a blank with an accent.
            var mapped = unifyPunctuation && rune.IsBmp ? Unify((char)rune.Value) : '\0';
            Append(result, mapped != '\0' ? new Rune(mapped) : rune.Value is 0xFFFE or 0xFFFF ? new Rune(Replacement) : rune);
        }

        return result.ToString();
    }

    private static bool IsInvisible(Rune rune, UnicodeCategory category) =>
        category == UnicodeCategory.Format || rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF or 0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0;

    private static string MapCharacters(string text, TextFoldings steps)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var mapped = rune;
            if (steps.HasFlag(TextFoldings.Case))
            {
                if (rune.Value is 'ß' or 'ẞ')
                {
                    result.Append("ss");
                    continue;
                }

                mapped = rune.Value switch { 'ς' => new Rune('σ'), 'İ' => new Rune('i'), _ => Rune.ToLowerInvariant(rune) };
            }

            if (steps.HasFlag(TextFoldings.Script))
            {
                mapped = ChineseScript.Simplify(mapped);
            }

            if (steps.HasFlag(TextFoldings.Punctuation) && mapped.IsBmp && Unify((char)mapped.Value) is not '\0' and var unified)
            {
                mapped = new Rune(unified);
            }

            Append(result, mapped);
        }

        return result.ToString();
    }

    // The one form of a punctuation mark, or '\0' where it has no variants.
    private static char Unify(char mark) => mark switch
    {
        '‘' or '’' or '‚' or '‛' or '′' or 'ʼ' or 'ʹ' or '´' or '`' or '＇' => '\'',
        '“' or '”' or '„' or '‟' or '″' or '«' or '»' or '「' or '」' or '『' or '』' or '《' or '》' or '〈' or '〉' or '〝' or '〞' or '｢' or '｣' => '"',
        '‐' or '‑' or '‒' or '–' or '—' or '―' or '−' or '﹣' or '－' => '-',
        '【' or '〔' or '〖' or '［' => '[',
        '】' or '〕' or '〗' or '］' => ']',
        '（' => '(',
        '）' => ')',
        '・' or '•' or '‧' or '∙' or '⋅' or '･' => '·',
        '、' or '，' or '､' => ',',
        '。' or '｡' => '.',
        '〜' or '～' or '∼' => '~',
        '×' or '✕' or '✖' => 'x',
        '⁄' or '∕' or '／' => '/',
        '｜' or '丨' or '∣' or '│' => '|',
        _ => '\0',
    };

    private static string WithoutLatinAccents(string text)
    {
        RequireNormalization();
        var result = new StringBuilder(text.Length);
        var afterLatin = false;
        foreach (var rune in WellFormed(text, unifyPunctuation: false).Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                afterLatin = rune.Value < 0x250 && Rune.IsLetter(rune);
                Append(result, rune);
            }
            else if (!afterLatin)
            {
                Append(result, rune);
            }
        }

        return result.ToString().Normalize(NormalizationForm.FormC);
    }

    private static string LettersAndDigits(string text)
    {
        var result = new StringBuilder(text.Length);
        var kept = false;
        foreach (var rune in text.EnumerateRunes())
        {
            // A mark belongs to the letter before it, and goes with whatever else it stands on.
            kept = Rune.IsLetterOrDigit(rune) || (kept && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
            if (kept)
            {
                Append(result, rune);
            }
        }

        return result.Length > 0 ? result.ToString() : text;
    }

    private static string CollapseWhiteSpace(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
            {
                result.Append(character);
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }

        return result.Length > 0 && result[^1] == ' ' ? result.ToString(0, result.Length - 1) : result.ToString();
    }

    private static void Append(StringBuilder builder, Rune rune)
    {
        Span<char> characters = stackalloc char[2];
        builder.Append(characters[..rune.EncodeToUtf16(characters)]);
    }
}
