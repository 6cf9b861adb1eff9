namespace ZetDard.Netease;

/// <summary>The cookies of an account that is logged in. Its text shows the names only: values are in no log, exception or trace.</summary>
public sealed class NeteaseSession
{
    private readonly IReadOnlyDictionary<string, string> _cookies;

    private NeteaseSession(IReadOnlyDictionary<string, string> cookies) => _cookies = cookies;

    /// <summary>Reads a cookie header as a browser shows it: <c>MUSIC_U=…; __csrf=…</c>.</summary>
    /// <exception cref="ArgumentException">It holds no <c>MUSIC_U</c>; the message says how to find it, and does not quote what was given.</exception>
    public static NeteaseSession FromCookies(string header) => throw new NotImplementedException();

    /// <summary>The cookies by name.</summary>
    internal IReadOnlyDictionary<string, string> Cookies => _cookies;

    /// <summary>The names of the cookies; no values.</summary>
    public override string ToString() => $"{nameof(NeteaseSession)} ({string.Join(", ", _cookies.Keys)})";
}
