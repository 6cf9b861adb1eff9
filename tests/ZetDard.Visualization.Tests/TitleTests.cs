using SkiaSharp;

namespace ZetDard.Visualization.Tests;

public sealed class TitleTests
{
    [Theory]
    [InlineData("Han", "夜曲 七里香", "fonts-noto-cjk")]
    [InlineData("Kana", "さくら サクラ", "fonts-noto-cjk")]
    [InlineData("Hangul", "밤편지", "fonts-noto-cjk")]
    [InlineData("Arabic", "مرحبا", "fonts-dejavu-core")]
    [InlineData("Cyrillic", "Привет", "fonts-dejavu-core")]
    public void Titles_are_drawn_in_their_script_beside_others(string script, string text, string package)
    {
        Assert.SkipWhen(FontFallback.Find(char.ConvertToUtf32(text, 0), "") is null, $"No font of this machine has {script} (Debian package {package}).");
        var line = TitleLine.Layout(CleanText.Of($"ABC {text} – abc"), 20, 900);
        Assert.Empty(line.MissingScripts);
        Assert.Null(FontFallback.Advice(line.MissingScripts));
        Assert.True(line.Width > TitleLine.Layout(CleanText.Of("ABC – abc"), 20, 900).Width + 10);
        Assert.True(Ink(line) > 200);
    }

    // A machine with one font only, as the set of fonts that may be used.
    [Fact]
    public void What_no_font_can_draw_is_named_and_the_rest_is_drawn()
    {
        Assert.SkipWhen(FontFallback.LabelFamily.Length == 0, "This machine has no font at all (Debian package fonts-dejavu-core).");
        var only = new HashSet<string> { FontFallback.LabelFamily };
        Assert.SkipWhen(FontFallback.Find('夜', "", only) is not null, "The font of labels has Chinese characters here.");
        var line = TitleLine.Layout("Night 夜曲 さくら", 20, 900, only);
        Assert.Equal(["Han", "Kana"], line.MissingScripts);
        Assert.True(Ink(line) > 100);
        var advice = FontFallback.Advice(line.MissingScripts)!;
        Assert.Contains("Han, Kana", advice, StringComparison.Ordinal);
        Assert.Contains("fonts-noto-cjk", advice, StringComparison.Ordinal);
        Assert.Equal(["Latin"], TitleLine.Layout("Night", 20, 900, new HashSet<string>()).MissingScripts);
    }

    // Glyph 0 is the box that is drawn for a missing character.
    [Fact]
    public void Fonts_are_chosen_that_have_the_character()
    {
        foreach (var rune in "Aé夜さ가مД€♪".EnumerateRunes())
        {
            if (FontFallback.Find(rune.Value, "") is { } typeface)
            {
                Assert.NotEqual(0, typeface.GetGlyph(rune.Value));
            }
        }
    }

    [Fact]
    public void Long_titles_are_shortened_to_the_width()
    {
        var line = TitleLine.Layout(CleanText.Of(new string('W', 10_000)), 20, 300);
        Assert.InRange(line.Width, 200, 300);
        Assert.True(TitleLine.Layout("short", 20, 300).Width < 100);
    }

    [Theory]
    [InlineData("a\r\n\tb", "a b")]
    [InlineData("  a \u00A0 b  ", "a b")]
    [InlineData("\u202Eabc\u202C", "abc")]
    [InlineData("a\0\u0007b", "ab")]
    [InlineData("a\uD800b", "ab")]
    [InlineData("\uFEFF\u200E", "")]
    [InlineData("👨‍👩‍👧", "👨‍👩‍👧")]
    [InlineData(null, "")]
    public void Of_leaves_one_clean_line(string? text, string clean) => Assert.Equal(clean, CleanText.Of(text));

    [Fact]
    public void Of_bounds_marks_and_length()
    {
        Assert.InRange(CleanText.Of("a" + new string('\u0335', 1_000)).Length, 2, 10);
        Assert.InRange(CleanText.Of(new string('x', 1_000_000)).Length, 100, 400);
    }

    private static int Ink(TitleLine line)
    {
        using var bitmap = new SKBitmap(1_000, 60);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            line.Draw(canvas, 10, 40, SKColors.Black);
        }

        return bitmap.Pixels.Count(static pixel => pixel.Red < 128);
    }
}
