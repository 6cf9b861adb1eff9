using CsCheck;

namespace ZetDard.Netease.Tests.Sessions;

public sealed class NeteaseSessionTests
{
    private const string Value = "00B4C1E2D3F4A5968778695A4B3C2D1E0F00B4C1E2D3F4A5968778695A4B3C2D1E0F";

    [Theory]
    [InlineData("MUSIC_U=abc; __csrf=def", "MUSIC_U=abc; __csrf=def")]
    [InlineData("Cookie: MUSIC_U=abc; __csrf=def", "MUSIC_U=abc; __csrf=def")]
    [InlineData("cookie:MUSIC_U=abc;__csrf=def;", "MUSIC_U=abc; __csrf=def")]
    [InlineData("\n  MUSIC_U=abc\r\n  __csrf=def\n", "MUSIC_U=abc; __csrf=def")]
    [InlineData("Set-Cookie: MUSIC_U=abc; Path=/; Domain=.music.163.com; Expires=Tue, 24 Nov 2026 12:00:00 GMT; Max-Age=15; HttpOnly; SameSite=Lax\nSet-Cookie: __csrf=def; Secure", "MUSIC_U=abc; __csrf=def")]
    [InlineData("MUSIC_U=\"abc\"; __csrf = def ", "MUSIC_U=abc; __csrf=def")]
    [InlineData("MUSIC_U=a=b==; broken; =x; evil\u0001=1; two words=1; __csrf=d f", "MUSIC_U=a=b==")]
    [InlineData("MUSIC_U=old; MUSIC_U=new", "MUSIC_U=new")]
    [InlineData(Value, "MUSIC_U=" + Value)]
    [InlineData("  \"" + Value + "\"\n", "MUSIC_U=" + Value)]
    public void FromCookies_reads_what_people_paste(string pasted, string header) =>
        Assert.Equal(header, NeteaseSession.FromCookies(pasted).Header);

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("__csrf=secret")]
    [InlineData("MUSIC_U=")]
    [InlineData("MUSIC_A=secret; os=pc")]
    [InlineData("{\"MUSIC_U\":\"secret\"}")]
    public void FromCookies_says_how_to_find_the_cookie_and_quotes_nothing(string pasted)
    {
        var e = Assert.Throws<ArgumentException>(() => NeteaseSession.FromCookies(pasted));
        Assert.Equal(
            "The cookies contain no MUSIC_U of 1 to 4000 visible ASCII characters, which identifies a logged-in account. Log in at https://music.163.com in a browser, open its developer tools (F12), Application or Storage, Cookies, and copy the value of MUSIC_U, "
            + "or copy the whole Cookie header of a request to music.163.com. (Parameter 'header')",
            e.Message);
    }

    [Fact]
    public void With_ten_thousand_cookies_of_an_answer_stays_small_and_keeps_the_account()
    {
        var session = NeteaseSession.FromCookies("MUSIC_U=abc; __csrf=def");
        var names = Enumerable.Range(0, 10_000).Select(i => $"MUSIC_{i}").ToArray();
        var many = session.With(names.Select(name => $"{name}=x"));
        Assert.Equal(NeteaseSession.MaxCookies, many.Cookies.Count);
        Assert.StartsWith("MUSIC_U=abc; __csrf=def; MUSIC_0=x; ", many.Header, StringComparison.Ordinal);

        var long1 = session.With(names.Select(name => $"{name}={new string('x', 1000)}"));
        Assert.InRange(long1.Header.Length, 7000, NeteaseSession.MaxHeaderLength);
        Assert.Equal(("abc", "def"), (long1.Cookies["MUSIC_U"], long1.Cookies["__csrf"]));
        Assert.Same(session, session.With(names.Take(20).Select(name => $"{name}={new string('x', 1 << 20)}")));

        // Once the session is full, the account's own cookies can still become longer, and answers with other cookies change nothing.
        var renewed = long1.With([$"__csrf={new string('c', 3990)}", $"MUSIC_U={new string('u', 3990)}"]);
        Assert.Equal((3990, 3990), (renewed.Cookies["MUSIC_U"].Length, renewed.Cookies["__csrf"].Length));
        Assert.Same(many, many.With(["MUSIC_NEW=y"]));
        Assert.Same(renewed, renewed.With([$"MUSIC_NEW={new string('x', 1000)}", $"MUSIC_U={new string('u', 5000)}"]));

        // In a log-in, the account's cookie comes after all the others.
        Assert.Equal("abc", NeteaseSession.FromAnswer([.. names.Select(name => $"{name}=x"), "MUSIC_U=abc"])!.Cookies["MUSIC_U"]);
        Assert.Null(NeteaseSession.FromAnswer([$"MUSIC_U={new string('u', 5000)}"]));
    }

    [Fact]
    public void FromCookies_takes_the_account_from_any_number_of_cookies()
    {
        var others = string.Concat(Enumerable.Range(0, 5000).Select(i => $"c{i}=x; "));
        Assert.Equal("abc", NeteaseSession.FromCookies(others + "MUSIC_U=abc").Cookies["MUSIC_U"]);
    }

    [Theory]
    [InlineData("MUSIC_U=a\r\nSet-Cookie: x=y")]
    [InlineData("MUSIC_U=a\0")]
    [InlineData("MUSIC_U=音")]
    [InlineData("MUSIC_U=a b")]
    [InlineData("MUSIC_U=a,b")]
    [InlineData("MUSIC_U=\"a\"")]
    [InlineData("MUSIC_U=; Max-Age=0")]
    [InlineData("MUSIC_U")]
    [InlineData("=a")]
    [InlineData("=MUSIC_U=a")]
    [InlineData("MUSIC_U =a")]
    [InlineData("music_u=a")]
    [InlineData("MUSIC_\u0000=a")]
    [InlineData("__proto__=a")]
    [InlineData("constructor=a")]
    [InlineData("")]
    [InlineData(";")]
    public void With_takes_nothing_from_a_header_that_is_no_cookie_of_the_account(string setCookie)
    {
        var session = NeteaseSession.FromCookies("MUSIC_U=abc");
        Assert.Same(session, session.With([setCookie]));
        Assert.Null(NeteaseSession.FromAnswer([setCookie]));
    }

    [Fact]
    public void ToString_shows_names_only() =>
        Assert.Equal("NeteaseSession (MUSIC_U, __csrf)", NeteaseSession.FromCookies("MUSIC_U=abc; __csrf=def").ToString());

    [Fact]
    public void FromCookies_survives_any_text_and_its_header_is_one_line() => Gen.String.Sample(noise =>
    {
        var session = NeteaseSession.FromCookies($"{noise}\nMUSIC_U=abc");
        return session.Header.EndsWith("MUSIC_U=abc", StringComparison.Ordinal)
            && session.Header.All(letter => letter is >= ' ' and < (char)127)
            && NeteaseSession.FromCookies(session.Header).Header == session.Header;
    }, iter: 10_000);

    [Fact]
    public void Set_Cookie_headers_of_any_kind_leave_a_header_of_one_line() =>
        Gen.OneOf(Gen.String, Gen.Char["MUSIC_U__csrf=;, \"\\\r\n\0aé"].Array[0, 40].Select(letters => new string(letters))).Array[0, 4]
            .Sample(noise =>
    {
        var session = NeteaseSession.FromAnswer([.. noise, "MUSIC_U=abc; Path=/", .. noise.Select(text => $"MUSIC_R={text}")]);
        var refreshed = NeteaseSession.FromCookies("MUSIC_U=abc").With(noise);
        return session is not null && new[] { session, refreshed }.All(one => one.Header.All(letter => letter is >= ' ' and < (char)127)
            && one.Cookies.Keys.All(name => name == "__csrf" || name.StartsWith("MUSIC_", StringComparison.Ordinal))
                && one.Cookies["MUSIC_U"].Length > 0);
    }, iter: 10_000);
}
