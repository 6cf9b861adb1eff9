using System.Collections.Concurrent;
using SkiaSharp;

namespace ZetDard.Visualization;

/// <summary>Finds, for each character, a font of the machine that has it. Safe for concurrent use.</summary>
/// <remarks>
/// The drawing library's build for Linux without dependencies does not ask fontconfig: its own search for a character finds nothing. So all families are looked through, those that suit the language first;
/// what a character was drawn with is remembered, of at most 20,000 characters.
/// </remarks>
internal static class FontFallback
{
    private const int MaxRemembered = 20_000;

    // Well-known families without serifs, the wider repertoire first.
    private static readonly string[] Preferred = ["DejaVu Sans", "Noto Sans", "Liberation Sans", "Segoe UI", "Helvetica Neue", "Arial", "Open Sans", "Roboto", "Ubuntu"];
    private static readonly string[] Japanese = ["Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo"];
    private static readonly string[] Korean = ["Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic"];
    private static readonly string[] Chinese = ["Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"];
    private static readonly string[] Emoji = ["Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", "Noto Emoji"];

    private static readonly Lazy<string[]> Families = new(static () => [.. SKFontManager.Default.FontFamilies.Where(static family => !string.IsNullOrEmpty(family)).Distinct().Order(StringComparer.Ordinal)]);
    private static readonly ConcurrentDictionary<string, SKTypeface?> Typefaces = new();
    private static readonly ConcurrentDictionary<(int CodePoint, string Language), SKTypeface?> Remembered = new();

    /// <summary>The family of labels; empty where the machine has no font at all.</summary>
    public static string LabelFamily { get; } = Preferred.FirstOrDefault(static family => Families.Value.Contains(family)) ?? Families.Value.FirstOrDefault() ?? "";

    /// <summary>A font that has the character; <see langword="null"/> where none has.</summary>
    /// <param name="codePoint">The character.</param>
    /// <param name="language">ja, ko, or anything for Chinese: the forms of shared characters differ.</param>
    /// <param name="only">The families that may be used; <see langword="null"/>: all of the machine.</param>
    public static SKTypeface? Find(int codePoint, string language, IReadOnlySet<string>? only = null)
    {
        if (only is not null)
        {
            return Search(codePoint, language, only);
        }

        if (Remembered.TryGetValue((codePoint, language), out var known))
        {
            return known;
        }

        var found = Search(codePoint, language, null);
        if (Remembered.Count < MaxRemembered)
        {
            Remembered.TryAdd((codePoint, language), found);
        }

        return found;
    }

    /// <summary>What to install for scripts that are missing; <see langword="null"/> where none is.</summary>
    public static string? Advice(IReadOnlyList<string> missing)
    {
        if (missing.Count == 0)
        {
            return null;
        }

        var packages = missing.Select(static script => script switch
        {
            "Han" or "Kana" or "Hangul" => "fonts-noto-cjk",
            "Emoji" => "fonts-noto-color-emoji",
            "Latin" or "Greek" or "Cyrillic" or "Symbols" => "fonts-dejavu-core",
            _ => "fonts-noto-core",
        }).Distinct();
        return $"No font of this machine can draw {string.Join(", ", missing)}; install {string.Join(", ", packages)} (Debian's names) or other fonts that can.";
    }

    private static SKTypeface? Search(int codePoint, string language, IReadOnlySet<string>? only)
    {
        var script = Scripts.Of(codePoint);
        var first = script switch
        {
            "Emoji" => [.. Emoji, .. Preferred],
            "Han" or "Kana" or "Hangul" => language switch { "ja" => Japanese, "ko" => Korean, _ => Chinese },
            _ => Preferred,
        };
        foreach (var family in first.Concat(Families.Value.Where(static family => family.Contains("Sans", StringComparison.Ordinal))).Concat(Families.Value))
        {
            if ((only is null || only.Contains(family)) && Families.Value.Contains(family) && Typeface(family) is { } typeface && typeface.ContainsGlyph(codePoint))
            {
                return typeface;
            }
        }

        return null;
    }

    private static SKTypeface? Typeface(string family) => Typefaces.GetOrAdd(family, static name => SKFontManager.Default.MatchFamily(name, SKFontStyle.Normal));
}
