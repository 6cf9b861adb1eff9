using System.Diagnostics.CodeAnalysis;

namespace ZetDard.Netease;

/// <summary>The cookies of an account that is logged in. Its text shows the names only: values are in no log, exception or trace.</summary>
public sealed class NeteaseSession
{
    /// <summary>The cookie that stands for the account.</summary>
    internal const string AccountCookie = "MUSIC_U";

    /// <summary>The cookie that weapi wants in its payload.</summary>
    internal const string CsrfCookie = "__csrf";

    private const int MaxCookies = 256;

    // What a Set-Cookie header says beside the cookie; a paste of developer tools may hold it.
    private static readonly HashSet<string> Attributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Path", "Domain", "Expires", "Max-Age", "Secure", "HttpOnly", "SameSite", "Priority", "Partitioned", "Version", "Comment",
    };

    private NeteaseSession(IReadOnlyDictionary<string, string> cookies)
    {
        Cookies = cookies;
        Header = string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
    }

    /// <summary>The cookies by name.</summary>
    internal IReadOnlyDictionary<string, string> Cookies { get; }

    /// <summary>The cookies as a header: <c>MUSIC_U=…; __csrf=…</c>.</summary>
    internal string Header { get; }

    /// <summary>Reads cookies as a browser shows them: <c>MUSIC_U=…; __csrf=…</c>. Also takes them one a line, with <c>Cookie:</c> or <c>Set-Cookie:</c> in front, or only the value of MUSIC_U.</summary>
    /// <exception cref="ArgumentException">It holds no <c>MUSIC_U</c>; the message says how to find it, and does not quote what was given.</exception>
    public static NeteaseSession FromCookies(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var cookies = Parse(header);
        if (cookies.Count == 0 && header.Trim().Trim('"') is { Length: >= 32 } value && value.All(char.IsAsciiLetterOrDigit))
        {
            cookies[AccountCookie] = value;
        }

        return TryCreate(cookies, out var session)
            ? session
            : throw new ArgumentException(
                $"The cookies hold no {AccountCookie}, the one of a person who is logged in. Log in at https://music.163.com in a browser, open its developer tools (F12), Application or Storage, Cookies, and copy the value of {AccountCookie}, "
                + "or copy the whole Cookie header of a request to music.163.com.",
                nameof(header));
    }

    /// <summary>The session of a log-in's answer.</summary>
    /// <param name="setCookies">The Set-Cookie headers.</param>
    /// <returns><see langword="null"/> where they hold no account.</returns>
    internal static NeteaseSession? FromAnswer(IEnumerable<string> setCookies)
    {
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Kept(setCookies))
        {
            cookies[name] = value;
        }

        return TryCreate(cookies, out var session) ? session : null;
    }

    /// <summary>This session with what an answer refreshed.</summary>
    /// <param name="setCookies">The Set-Cookie headers.</param>
    /// <returns>The same object where nothing changed.</returns>
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

        return cookies is null ? this : new(cookies);
    }

    /// <summary>The names of the cookies; no values.</summary>
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
            if (!Attributes.Contains(name) && IsToken(name) && IsCookieText(value) && cookies.Count < MaxCookies)
            {
                cookies[name] = value;
            }
        }

        return cookies;
    }

    // What answers may refresh: the account's own cookies. The rest of what they set is tracking. An emptied cookie is a log-out, which is nobody's wish but the person's.
    private static IEnumerable<(string Name, string Value)> Kept(IEnumerable<string> setCookies)
    {
        foreach (var setCookie in setCookies)
        {
            var pair = setCookie.AsSpan();
            var end = pair.IndexOf(';');
            pair = (end < 0 ? pair : pair[..end]).Trim();
            var sign = pair.IndexOf('=');
            if (sign <= 0)
            {
                continue;
            }

            var name = pair[..sign].ToString();
            var value = pair[(sign + 1)..].ToString();
            if ((name == CsrfCookie || name.StartsWith("MUSIC_", StringComparison.Ordinal)) && IsToken(name) && value.Length > 0 && IsCookieText(value))
            {
                yield return (name, value);
            }
        }
    }

    private static string WithoutPrefix(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..].TrimStart() : text;

    private static bool IsToken(string name) => name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    // No blanks, controls or separators: nothing that could start another header or cookie.
    private static bool IsCookieText(string value) => value.All(letter => letter is > ' ' and < (char)127 and not (';' or ',' or '"' or '\\'));
}
