using System.Collections.Concurrent;
using SkiaSharp;

namespace ZetDard.Visualization;

/// <summary>Finds a font on this machine for each character. Safe for concurrent use.</summary>
/// <remarks>
/// The build of the drawing library for Linux without dependencies does not use fontconfig, so that its own search for a character finds
/// nothing. This class therefore searches all families, beginning with those that suit the language, and caches the result for at most
/// 20,000 characters.
/// </remarks>
internal static class FontFallback
{
    private const int MaxRemembered = 20_000;

    // Well-known families without serifs; those with more characters first.
    private static readonly string[] Preferred =
        ["DejaVu Sans", "Noto Sans", "Liberation Sans", "Segoe UI", "Helvetica Neue", "Arial", "Open Sans", "Roboto", "Ubuntu"];
    private static readonly string[] Japanese = ["Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo"];
    private static readonly string[] Korean = ["Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic"];
    private static readonly string[] Chinese =
    [
        "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
        "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    ];
    private static readonly string[] Emoji = ["Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", "Noto Emoji"];

    private static readonly Lazy<string[]> Families = new(static () =>
    [
        .. SKFontManager.Default.FontFamilies
            .Where(static family => !string.IsNullOrEmpty(family))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ]);
    private static readonly ConcurrentDictionary<string, SKTypeface?> Typefaces = new();
    private static readonly ConcurrentDictionary<(int CodePoint, string Language), SKTypeface?> Remembered = new();

    /// <summary>The font family of labels; empty if the machine has no font.</summary>
    public static string LabelFamily { get; } =
        Preferred.FirstOrDefault(static family => Families.Value.Contains(family)) ?? Families.Value.FirstOrDefault() ?? "";

    /// <summary>Finds a font that has the character; <see langword="null"/> if there is none.</summary>
    /// <param name="codePoint">The character.</param>
    /// <param name="language">"ja", "ko", or anything else for Chinese, because the forms of shared characters differ.</param>
    /// <param name="only">The families that may be used; <see langword="null"/> for all families of the machine.</param>
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

    /// <summary>A message that says what to install for missing scripts; <see langword="null"/> if none is missing.</summary>
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
        return $"No font of this machine can draw {string.Join(", ", missing)}. "
            + $"Install {string.Join(", ", packages)} (Debian's names) or other fonts that can.";
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
        var sans = Families.Value.Where(static family => family.Contains("Sans", StringComparison.Ordinal));
        foreach (var family in first.Concat(sans).Concat(Families.Value))
        {
            var isUsable = (only is null || only.Contains(family)) && Families.Value.Contains(family);
            if (isUsable && Typeface(family) is { } typeface && typeface.ContainsGlyph(codePoint))
            {
                return typeface;
            }
        }

        return null;
    }

    private static SKTypeface? Typeface(string family) =>
        Typefaces.GetOrAdd(family, static name => SKFontManager.Default.MatchFamily(name, SKFontStyle.Normal));
}
