using System.Diagnostics.CodeAnalysis;

namespace ZetDard.Netease;

/// <summary>
/// The cookies of a logged-in account. <see cref="ToString"/> returns the names only; values never appear in logs, exceptions or
/// traces.
/// </summary>
public sealed class NeteaseSession
{
    /// <summary>The cookie that identifies the account.</summary>
    internal const string AccountCookie = "MUSIC_U";

    /// <summary>The cookie that weapi needs in its payload.</summary>
    internal const string CsrfCookie = "__csrf";

    // An answer could bring any number of cookies of any length, and a request whose Cookie header is too long is refused by the
    // service from then on. Common servers accept a header of 8 KiB. Browsers accept cookies of 4,096 characters; a little less lets the
    // two cookies of the account fit in any case.
    internal const int MaxCookies = 100;
    internal const int MaxHeaderLength = 8192;
    internal const int MaxCookieLength = 4000;

    // Attributes of a Set-Cookie header that are not cookies; text pasted from developer tools may contain them.
    private static readonly HashSet<string> Attributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Path", "Domain", "Expires", "Max-Age", "Secure", "HttpOnly", "SameSite", "Priority", "Partitioned", "Version", "Comment",
    };

    private NeteaseSession(Dictionary<string, string> cookies)
    {
        Cookies = Bounded(cookies);
        Header = string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
    }

    /// <summary>The cookies by name.</summary>
    internal IReadOnlyDictionary<string, string> Cookies { get; }

    /// <summary>The cookies in the form of a Cookie header: <c>MUSIC_U=…; __csrf=…</c>.</summary>
    internal string Header { get; }

    /// <summary>
    /// Parses cookies as a browser shows them: <c>MUSIC_U=…; __csrf=…</c>. One cookie on each line, a leading <c>Cookie:</c> or
    /// <c>Set-Cookie:</c>, and only the value of MUSIC_U are accepted too.
    /// </summary>
    /// <remarks>
    /// A session has at most 100 cookies of at most 4,000 characters each, and 8,192 characters together. Cookies beyond that are left
    /// out; the account's own cookies, MUSIC_U and __csrf, come first.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The text does not contain <c>MUSIC_U</c>. The message says how to find it, and does not quote the text.
    /// </exception>
    public static NeteaseSession FromCookies(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var cookies = Parse(header);
        if (cookies.Count == 0 && header.Trim().Trim('"') is { Length: >= 32 } value && value.All(char.IsAsciiLetterOrDigit)
            && Fits(AccountCookie, value))
        {
            cookies[AccountCookie] = value;
        }

        return TryCreate(cookies, out var session)
            ? session
            : throw new ArgumentException(
                $"The cookies contain no {AccountCookie} of 1 to {MaxCookieLength} visible ASCII characters, which identifies a logged-in account. Log in at https://music.163.com in a browser, open its developer tools (F12), Application or Storage, Cookies, and copy the value of {AccountCookie}, "
                + "or copy the whole Cookie header of a request to music.163.com.",
                nameof(header));
    }

    /// <summary>Reads the session from the answer to a log-in.</summary>
    /// <param name="setCookies">The Set-Cookie headers of the answer.</param>
    /// <returns>The session; <see langword="null"/> if the headers do not contain the account's cookie.</returns>
    internal static NeteaseSession? FromAnswer(IEnumerable<string> setCookies)
    {
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Kept(setCookies))
        {
            cookies[name] = value;
        }

        return TryCreate(cookies, out var session) ? session : null;
    }

    /// <summary>Returns this session with the cookies that an answer refreshed.</summary>
    /// <param name="setCookies">The Set-Cookie headers of the answer.</param>
    /// <returns>The new session, or the same object if nothing changed.</returns>
    internal NeteaseSession With(IEnumerable<string> setCookies)
    {
        Dictionary<string, string>? cookies = null;
        foreach (var (name, value) in Kept(setCookies))
        {
            if (!Cookies.TryGetValue(name, out var old) || old != value)
            {
                (cookies ??= new(Cookies, StringComparer.Ordinal))[name] = value;
            }
        }

        // A cookie that does not fit changes nothing, or each answer with it would be stored again.
        return cookies is not null && new NeteaseSession(cookies) is var refreshed && refreshed.Header != Header ? refreshed : this;
    }

    /// <summary>Returns the names of the cookies, without their values.</summary>
    public override string ToString() => $"{nameof(NeteaseSession)} ({string.Join(", ", Cookies.Keys)})";

    private static bool TryCreate(Dictionary<string, string> cookies, [NotNullWhen(true)] out NeteaseSession? session)
    {
        session = cookies.TryGetValue(AccountCookie, out var account) && account.Length > 0 ? new(cookies) : null;
        return session is not null;
    }

    private static Dictionary<string, string> Parse(string header)
    {
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in header.Split(['\n', '\r', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pair = WithoutPrefix(WithoutPrefix(line, "Set-Cookie:"), "Cookie:");
            var sign = pair.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0)
            {
                continue;
            }

            var name = pair[..sign].TrimEnd();
            var value = pair[(sign + 1)..].Trim().Trim('"');
            if (!Attributes.Contains(name) && IsToken(name) && IsCookieText(value) && Fits(name, value))
            {
                cookies[name] = value;
            }
        }

        return cookies;
    }

    // Answers may refresh the account's own cookies only; the other cookies are for tracking. An empty cookie would log the user
    // out, which only the user may do.
    private static IEnumerable<(string Name, string Value)> Kept(IEnumerable<string> setCookies)
    {
        foreach (var setCookie in setCookies)
        {
            var pair = setCookie.AsSpan();
            var end = pair.IndexOf(';');
            pair = (end < 0 ? pair : pair[..end]).Trim();
            var sign = pair.IndexOf('=');
            if (sign <= 0 || pair.Length > MaxCookieLength + "=".Length)
            {
                continue;
            }

            var name = pair[..sign].ToString();
            var value = pair[(sign + 1)..].ToString();
            if ((name == CsrfCookie || name.StartsWith("MUSIC_", StringComparison.Ordinal))
                && IsToken(name)
                && value.Length > 0
                && IsCookieText(value))
            {
                yield return (name, value);
            }
        }
    }

    private static bool Fits(string name, string value) => name.Length + value.Length <= MaxCookieLength;

    // Leaves out cookies beyond the bounds. The account's own cookies come first, so that no other cookie takes their place.
    private static Dictionary<string, string> Bounded(Dictionary<string, string> cookies)
    {
        if (cookies.Count <= MaxCookies && cookies.Sum(LengthInHeader) <= MaxHeaderLength)
        {
            return cookies;
        }

        var bounded = new Dictionary<string, string>(StringComparer.Ordinal);
        var length = 0;
        foreach (var cookie in cookies.OrderBy(cookie => cookie.Key switch { AccountCookie => 0, CsrfCookie => 1, _ => 2 }))
        {
            if (bounded.Count < MaxCookies && length + LengthInHeader(cookie) <= MaxHeaderLength)
            {
                bounded.Add(cookie.Key, cookie.Value);
                length += LengthInHeader(cookie);
            }
        }

        return bounded;
    }

    private static int LengthInHeader(KeyValuePair<string, string> cookie) => cookie.Key.Length + cookie.Value.Length + "=; ".Length;

    private static string WithoutPrefix(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..].TrimStart() : text;

    private static bool IsToken(string name) => name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    // Spaces, control characters and separators are refused, because they could start another header or cookie.
    private static bool IsCookieText(string value) =>
        value.All(letter => letter is > ' ' and < (char)127 and not (';' or ',' or '"' or '\\'));
}
