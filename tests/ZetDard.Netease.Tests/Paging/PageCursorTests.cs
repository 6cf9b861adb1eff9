using CsCheck;

namespace ZetDard.Netease.Tests.Paging;

public sealed class PageCursorTests
{
    // Stored cursors must remain readable in later versions of the package, so this form must not change.
    [Fact]
    public void ToString_has_the_stable_form()
    {
        Assert.Equal("0/0", new PageCursor(0).ToString());
        Assert.Equal("300/8f3a90c1d2e4b576", new PageCursor(300, null, 0x8f3a90c1d2e4b576).ToString());
        Assert.Equal("1000/1/1600000000000", new PageCursor(1000, "1600000000000", 1).ToString());
    }

    [Fact]
    public void Parse_reads_what_ToString_wrote() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.String.Null(), Gen.ULong)
            .Sample(
                (offset, token, seen) =>
                {
                    var cursor = new PageCursor(offset, token, seen);
                    return PageCursor.Parse(cursor.ToString()) == cursor;
                }
            );

    [Fact]
    public void TryParse_survives_any_text() =>
        Gen.OneOf(Gen.String, Gen.Char["0123456789abcdef/-+ \0x"].Array[0, 40].Select(letters => new string(letters)))
            .Sample(
                text => !PageCursor.TryParse(text, out var cursor) || (cursor.Offset >= 0 && PageCursor.Parse(cursor.ToString()) == cursor),
                iter: 10_000
            );

    [
        Theory,
        InlineData(""),
        InlineData("5"),
        InlineData("-1/0"),
        InlineData("1/x"),
        InlineData("/1"),
        InlineData("1/"),
        InlineData(" 1/0"),
        InlineData("99999999999/0"),
        InlineData("1/00000000000000001")
    ]
    public void TryParse_refuses_when_it_is_no_cursor(string text) =>
        Assert.Equal(text == "1/00000000000000001", PageCursor.TryParse(text, out _));

    [Fact]
    public void Parse_says_what_it_expects()
    {
        var e = Assert.Throws<FormatException>(() => PageCursor.Parse("page 3"));
        Assert.Equal(
            "'page 3' is not the text of a page cursor. Expected offset/hash or offset/hash/token, such as 300/8f3a90c1d2e4b576. Pass the text that ToString returned.",
            e.Message
        );
        Assert.False(PageCursor.TryParse(null, out _));
    }
}
