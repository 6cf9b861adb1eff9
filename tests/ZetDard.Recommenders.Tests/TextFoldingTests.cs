using System.Text;
using CsCheck;
using ZetDard.Tests;

namespace ZetDard.Recommenders.Tests;

public sealed class TextFoldingTests
{
    private const string Special = "ßςİ´\u202e（・ǅKﬁ\u3000\ufffe乾瞭が\u3099é";

    // Any UTF-16 string: lone surrogates, marks, controls, ideographs and the characters that folding treats specially.
    private static readonly Gen<string> AnyText = Gen.OneOf(
            Gen.Char,
            Gen.Char['\ud800', '\udfff'],
            Gen.Char['\u0300', '\u036f'],
            Gen.Char['\u3400', '\u9fff'],
            Gen.Int[0, Special.Length - 1].Select(i => Special[i])
        )
        .Array[0, 40]
        .Select(characters => new string(characters));

    [Theory]
    [InlineData("ＡＢＣ１２３（Ｌｉｖｅ）", "abc123(live)")]
    [InlineData("周杰倫", "周杰伦")]
    [InlineData("愛　你\u00a0 ", "爱 你")]
    [InlineData("【浮誇】", "[浮夸]")]
    [InlineData("Don’t  Stop", "don't stop")]
    [InlineData("Don´t Stop", "don't stop")]
    [InlineData("\u2063余\u2063\u2061若瑜", "余若瑜")]
    [InlineData("\u202bشعر\u202c", "شعر")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφοσ")]
    [InlineData("STRASSE", "strasse")]
    [InlineData("Straße", "strasse")]
    [InlineData("ﾊﾞﾅﾅ", "バナナ")]
    [InlineData("0.8×", "0.8x")]
    [InlineData("❤️", "❤")]
    [InlineData("", "")]
    public void Fold_makes_spellings_equal(string given, string expected) => Assert.Equal(expected, TextFolding.Fold(given));

    [Theory]
    [InlineData("Beyoncé", "beyonce")]
    [InlineData("A.B.C.", "abc")]
    [InlineData("がぎ", "がぎ")]
    [InlineData("???", "???")]
    [InlineData("P!nk", "pnk")]
    public void Fold_with_all_steps_forgives_accents_and_punctuation(string given, string expected) =>
        Assert.Equal(expected, TextFolding.Fold(given, TextFoldings.All));

    [Theory]
    [InlineData(TextFoldings.None, "Ａ 愛（é）")]
    [InlineData(TextFoldings.Compatibility, "A 愛(é)")]
    [InlineData(TextFoldings.Script, "Ａ 爱（é）")]
    [InlineData(TextFoldings.Accents, "Ａ 愛（e）")]
    [InlineData(TextFoldings.LettersAndDigits, "Ａ愛é")]
    public void Fold_takes_only_the_steps_that_were_asked_for(TextFoldings steps, string expected) =>
        Assert.Equal(expected, TextFolding.Fold("Ａ 愛（é）", steps));

    [Fact]
    public void Fold_twice_is_the_same_as_once() =>
        Gen.Select(AnyText, Gen.Int[0, 127].Select(steps => (TextFoldings)steps | TextFoldings.Compatibility))
            .Sample(
                (text, steps) =>
                {
                    var once = TextFolding.Fold(text, steps);
                    return TextFolding.Fold(once, steps) == once;
                },
                iter: 20_000
            );

    [Fact]
    public void Fold_gives_well_formed_text_whatever_it_is_given() =>
        AnyText.Sample(
            text => TextFolding.Fold(text).EnumerateRunes().All(rune => rune.Value != 0xFFFE) && IsWellFormed(TextFolding.Fold(text)),
            iter: 20_000
        );

    [Fact]
    public void Fold_replaces_a_lone_surrogate() => Assert.Equal("a\ufffdb", TextFolding.Fold("A\ud800b"));

    [Fact]
    public void Fold_takes_a_title_of_100_000_combining_marks()
    {
        // Alternating classes are what makes canonical ordering quadratic.
        var title = "a" + string.Concat(Enumerable.Repeat("\u0301\u0323", 50_000)) + "b";
        Assert.True(TextFolding.Fold(title).Length <= 32);
    }

    // Oracle: OpenCC's table in the other direction. A character and its usual traditional form fold to the same.
    [Fact]
    public void Fold_joins_each_simplified_character_with_its_usual_traditional_form()
    {
        var lines = File.ReadLines(SharedFolder.PathOrSkip("data", "chinese_script", "STCharacters.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .ToList();
        var apart = lines
            .Where(parts => TextFolding.ToSimplified(parts[0]) != TextFolding.ToSimplified(parts[1].Split(' ')[0]))
            .Select(parts => string.Join(' ', parts))
            .ToList();
        Assert.True(lines.Count > 3900, $"{lines.Count} lines");
        Assert.True(apart.Count == 0, string.Join("; ", apart));
    }

    private static bool IsWellFormed(string text)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
