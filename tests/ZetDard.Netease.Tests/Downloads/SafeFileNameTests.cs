using System.Globalization;
using System.Text;
using CsCheck;
using ZetDard.Netease.Downloads;

namespace ZetDard.Netease.Tests.Downloads;

public sealed class SafeFileNameTests
{
    [Theory]
    [InlineData("海阔天空 - Beyond", "海阔天空 - Beyond")]
    [InlineData("AC/DC: Back\\in<Black>?*|\"", "AC_DC_ Back_in_Black_____")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("  ..hidden.. ", "hidden")]
    [InlineData("CON", "_CON")]
    [InlineData("con.live", "_con.live")]
    [InlineData("nul .x", "_nul .x")]
    [InlineData("COM¹", "_COM¹")]
    [InlineData("Console", "Console")]
    [InlineData("a\u202Egpj.exe", "agpj.exe")]
    [InlineData("a\r\n\tb\0c", "a b c")]
    [InlineData("a\u2028b", "a b")]
    [InlineData("Cafe\u0301", "Café")]
    [InlineData("", "7")]
    [InlineData(" . . ", "7")]
    [InlineData("\u200B\u2060", "7")]
    public void Of_makes_the_name_safe(string title, string expected) => Assert.Equal(expected, SafeFileName.Of(title, "7"));

    // An attribute cannot contain an unpaired surrogate.
    [Fact]
    public void Of_replaces_halves_of_surrogate_pairs() => Assert.Equal("_x", SafeFileName.Of("\uD800x", "7"));

    [Fact]
    public void Of_cuts_between_characters_as_readers_see_them()
    {
        // A flag is two code points, eight bytes.
        var name = SafeFileName.Of(string.Concat(Enumerable.Repeat("🇨🇳", 100)), "7");
        Assert.InRange(Encoding.UTF8.GetByteCount(name), SafeFileName.MaxBytes - 7, SafeFileName.MaxBytes);
        Assert.Equal(0, Encoding.UTF8.GetByteCount(name) % 8);
    }

    // Found by the property below: a mark before the name of a device is part of it.
    [Fact]
    public void Of_cuts_a_device_after_its_mark() =>
        Assert.Equal("_con." + new string('x', SafeFileName.MaxBytes - 5), SafeFileName.Of("con." + new string('x', 200), "7"));

    // Names that Windows, macOS or Linux refuse or misread.
    [Fact]
    public void Of_any_title_is_safe_everywhere() =>
        Gen.OneOf(
                Gen.String,
                Gen.Char["./\\:*?\"<>| \0\u202E\u0301\uD83C\uDDE8conCON1aux"].Array[0, 300].Select(chars => new string(chars))
            )
            .Sample(
                title =>
                {
                    var name = SafeFileName.Of(title, "7");
                    return name.Length > 0
                        && Encoding.UTF8.GetByteCount(name) <= SafeFileName.MaxBytes
                        && name == name.Trim(' ', '.')
                        && name.IsNormalized(NormalizationForm.FormC)
                        && !name.Any(c => char.IsControl(c) || "<>:\"/\\|?*".Contains(c, StringComparison.Ordinal))
                        && !name.EnumerateRunes()
                            .Any(rune =>
                                Rune.GetUnicodeCategory(rune)
                                    is UnicodeCategory.Format
                                        or UnicodeCategory.LineSeparator
                                        or UnicodeCategory.ParagraphSeparator
                                || rune == Rune.ReplacementChar
                            )
                        && SafeFileName.Of(name, "7") == name;
                },
                iter: 20_000
            );
}
