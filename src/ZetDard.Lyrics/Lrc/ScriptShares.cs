using System.Globalization;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>The shares of the scripts in which a text is written.</summary>
/// <param name="Chinese">The share of Han characters, in a text that is not Japanese; 0 to 1.</param>
/// <param name="Japanese">The share of kana and, if kana are at least a tenth of both, of Han characters; 0 to 1.</param>
/// <param name="Korean">The share of Hangul; 0 to 1.</param>
/// <param name="Latin">The share of words in Latin letters; 0 to 1.</param>
/// <param name="Other">The share of words in other scripts; 0 to 1.</param>
/// <remarks>
/// Shares are counted in units that take about as long to sing: a Han character, a kana, a Hangul syllable, or a word (a run of letters) of
/// any other script. They add up to 1; for a text without letters, all are 0.
/// </remarks>
public readonly record struct ScriptShares(double Chinese, double Japanese, double Korean, double Latin, double Other)
{
    private const double MinKanaShare = .1;       // a decorative の does not make a Chinese text Japanese
    private const double MinMainShare = .6;

    // Simplified characters that also occur in traditional texts, counted in 698 traditional lyrics.
    private const string Shared =
        "只回出真才面念向幸家同累表合千暗彩沈旋秘吃板群困杯曲糊台折局玩教冬糖拼挽秋酸里注制既床克呐抬扎唇即抵沾采胡弦凌升别卷谷斗周呆修托欲准私僵泛雕咽愈占污致峰志扇干布巨岩哄" +
        "旗卧舍挨席喂痴丑佛游没逾征强拐搜蔑后蒙栗悦凑娘溪棋矩凶卜梁刹系朱划查渗内苔奸温说吊郁刮了";

    private static readonly Lazy<(bool[] Traditional, bool[] Simplified)> Spellings = new(MakeSpellings);

    /// <summary>Computes the shares of the scripts of a text.</summary>
    /// <param name="text">Any text.</param>
    public static ScriptShares Of(ReadOnlySpan<char> text)
    {
        var (han, kana, hangul, latin, other) = (0, 0, 0, 0, 0);
        var word = 0;           // the kind of the current run of letters: 0 none, 1 Latin, 2 other
        foreach (var rune in text.EnumerateRunes())
        {
            var value = rune.Value;
            var kind = 0;
            if (IsHan(value))
            {
                han++;
            }
            else if (value is (>= 0x3041 and <= 0x309F) or (>= 0x30A1 and <= 0x30FA) or (>= 0x30FC and <= 0x30FF)
                or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9F))
            {
                kana++;
            }
            else if (value is >= 0xAC00 and <= 0xD7A3)
            {
                hangul++;
            }
            else if (Rune.IsLetter(rune))
            {
                kind = value < 0x250 || value is >= 0x1E00 and <= 0x1EFF or >= 0xFF21 and <= 0xFF5A ? 1 : 2;
                (latin, other) = (latin + (kind == 1 && word != 1 ? 1 : 0), other + (kind == 2 && word != 2 ? 1 : 0));
            }
            else if (word != 0
                && (value is '\'' or '\u2019' or '-'
                    || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
            {
                kind = word;        // "don't" is one word
            }

            word = kind;
        }

        double sum = han + kana + hangul + latin + other;
        if (sum == 0)
        {
            return default;
        }

        var isJapanese = kana > 0 && kana >= MinKanaShare * (han + kana);
        return new(isJapanese ? 0 : han / sum, (isJapanese ? han + kana : kana) / sum, hangul / sum, latin / sum, other / sum);
    }

    /// <summary>Determines the language of a text by its script.</summary>
    /// <param name="text">Any text, such as a line or a song.</param>
    /// <remarks>
    /// Chinese counts as traditional if more of its characters occur only in traditional spelling than only in simplified spelling; a text
    /// without either counts as simplified.
    /// </remarks>
    public static LyricLanguage LanguageOf(ReadOnlySpan<char> text)
    {
        var shares = Of(text);
        return shares switch
        {
            { Chinese: >= MinMainShare } => IsTraditional(text) ? LyricLanguage.ChineseTraditional : LyricLanguage.ChineseSimplified,
            { Japanese: >= MinMainShare } => LyricLanguage.Japanese,
            { Korean: >= MinMainShare } => LyricLanguage.Korean,
            { Latin: >= MinMainShare } => LyricLanguage.Latin,
            { Other: >= MinMainShare } => LyricLanguage.Other,
            _ => shares == default ? LyricLanguage.None : LyricLanguage.Mixed,
        };
    }

    internal static bool IsHan(int value) => value
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
        or 0x3005 or 0x3007 or (>= 0x20000 and <= 0x3FFFF);

    internal static bool IsTraditional(ReadOnlySpan<char> text)
    {
        var (traditional, simplified) = Spellings.Value;
        var balance = 0;
        foreach (var character in text)
        {
            balance += (traditional[character] ? 1 : 0) - (simplified[character] ? 1 : 0);
        }

        return balance > 0;
    }

    private static (bool[] Traditional, bool[] Simplified) MakeSpellings()
    {
        var (traditional, simplified) = (new bool[char.MaxValue + 1], new bool[char.MaxValue + 1]);
        for (var character = '\u3400'; character <= '\u9FFF'; character++)
        {
            var spelled = character.ToString();
            var folded = TextFolding.ToSimplified(spelled);
            if (folded != spelled)
            {
                traditional[character] = true;
                simplified[folded[0]] |= folded.Length == 1;
            }
        }

        foreach (var character in Shared)
        {
            simplified[character] = false;
        }

        return (traditional, simplified);
    }
}
