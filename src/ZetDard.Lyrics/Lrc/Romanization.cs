using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ZetDard.Lyrics;

/// <summary>Tells whether lines in Latin letters spell the sound of lines in another script, or are in a language of their own.</summary>
internal static class Romanization
{
    private const double MinWordShare = .7;         // romanized songs hold words of English too
    private const double MaxCountError = .2;        // of the syllables, against the characters that they spell
    private const int MaxWordLength = 40;

    // Of pinyin, jyutping, romaji and Korean. Unicode normalization would do more, but is missing where globalization is invariant.
    private const string Accented = "āáǎàâēéěèêīíǐìîōóǒòôūúǔùûǖǘǚǜüńňǹŏŭ";
    private const string Plain = "aaaaaeeeeeiiiiiooooouuuuuuuuuunnnou";

    private static readonly FrozenSet<string> Japanese = Combine(
        " k g s z t d n h b p m r w y j f v ky gy sy zy ty dy ny hy by py my ry sh ch ts dz th dh jy kw gw" +
        " kk ss tt pp gg dd bb zz jj ff ssh tch cch tts kky ppy tty",
        "a i u e o",
        " n m");

    private static readonly FrozenSet<string> Chinese = Combine(
        " b p m f d t n l g k h j q x zh ch sh r z c s y w ng gw kw",
        "a o e i u v ai ei ao ou ia ie iao iu ua uo uai ui ue ve aa aai aau au eu eo oe oi eoi iong ong er yu",
        " n ng m p t k");

    private static readonly FrozenSet<string> Korean = Combine(
        " g kk k n d tt t r l m b pp p s ss j jj ch h gg dd bb sh",
        "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i oo ee",
        " k g n t d l r m p b ng s h j");

    private static readonly int MaxSyllableLength = Japanese.Concat(Chinese).Concat(Korean).Max(syllable => syllable.Length);

    /// <summary>Whether the Latin lines spell the others.</summary>
    /// <param name="script">The script of the others: Han, kana or Hangul; others are never spelled.</param>
    /// <param name="pairs">A line of that script and the Latin line at its time.</param>
    public static bool Spells(LineScript script, IEnumerable<(string Text, string Latin)> pairs)
    {
        var syllables = script switch
        {
            LineScript.Han => Chinese,
            LineScript.Kana => Japanese,
            LineScript.Hangul => Korean,
            _ => null,
        };
        if (syllables is null)
        {
            return false;
        }

        var (words, spelled, sounds, characters, parts) = (0, 0, 0, 0, 0);
        foreach (var (text, latin) in pairs)
        {
            characters += text.Count(script == LineScript.Han ? static letter => ScriptShares.IsHan(letter) : IsHangul);
            parts += script == LineScript.Hangul ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length : 0;
            foreach (var word in WordsOf(latin))
            {
                var count = CountSyllables(word, syllables);
                words++;
                spelled += count > 0 ? 1 : 0;
                sounds += Math.Max(count, 1);
            }
        }

        // A kanji may have several syllables, so that they are not counted in Japanese. In Chinese and Korean a line of another language may
        // have as many by chance; but Chinese is spelled with a blank behind each syllable, and Korean like that or as it is written.
        return words > 0 && spelled >= MinWordShare * words
            && (script == LineScript.Kana
                || (IsNear(sounds, characters) && (IsNear(words, characters) || (script == LineScript.Hangul && IsNear(words, parts)))));

        static bool IsNear(int count, int expected) => Math.Abs(count - expected) <= MaxCountError * expected;
    }

    private static bool IsHangul(char letter) => letter is >= '\uAC00' and <= '\uD7A3';

    // Words in lower case, without accents, apostrophes and the digits of tones at their ends.
    private static IEnumerable<string> WordsOf(string line)
    {
        var word = new StringBuilder();
        foreach (var character in line.Append(' '))
        {
            if (char.IsLetter(character))
            {
                var lower = char.ToLowerInvariant(character);
                word.Append(Accented.IndexOf(lower, StringComparison.Ordinal) is >= 0 and var at ? Plain[at] : lower);
            }
            else if (character is not ('\'' or '’') && CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark
                && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
    }

    // The least number of syllables that make up the word, or 0 if none do.
    private static int CountSyllables(string word, FrozenSet<string> syllables)
    {
        if (word.Length > MaxWordLength)
        {
            return 0;
        }

        var lookup = syllables.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<int> counts = stackalloc int[MaxWordLength + 1];
        counts.Clear();
        counts[0] = 1;      // one more than the number, so that 0 means none
        for (var end = 1; end <= word.Length; end++)
        {
            for (var start = Math.Max(0, end - MaxSyllableLength); start < end; start++)
            {
                if (counts[start] > 0 && (counts[end] == 0 || counts[start] + 1 < counts[end]) && lookup.Contains(word.AsSpan(start..end)))
                {
                    counts[end] = counts[start] + 1;
                }
            }
        }

        return Math.Max(0, counts[word.Length] - 1);
    }

    private static FrozenSet<string> Combine(string onsets, string nuclei, string codas) =>
        (from onset in onsets.Split(' ')
         from nucleus in nuclei.Split(' ')
         from coda in codas.Split(' ')
         select onset + nucleus + coda)
        .ToFrozenSet(StringComparer.Ordinal);
}
