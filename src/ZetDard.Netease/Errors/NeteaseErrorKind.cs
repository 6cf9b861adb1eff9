namespace ZetDard.Netease;

/// <summary>What went wrong, as far as a caller can act on it.</summary>
public enum NeteaseErrorKind
{
    /// <summary>An answer with a code that this package does not know. Not retried.</summary>
    Unknown = 0,

    /// <summary>This needs a session (301, 302): log in, or give a valid one.</summary>
    LoginRequired,

    /// <summary>The owner does not let this account see it (401, 403, -2). Permanent for this resource.</summary>
    Hidden,

    /// <summary>There is no such thing, or no longer (404).</summary>
    Gone,

    /// <summary>The parameters were refused (400). Not retried; too many ids at once are halved by the client itself.</summary>
    BadRequest,

    /// <summary>Too often (405, 406, 429, -447). The client has slowed down and retried before it gave up.</summary>
    Throttled,

    /// <summary>The service thinks this address is up to no good (-460). Everything stops for a long while; never go round it.</summary>
    Blocked,

    /// <summary>The service wants a person to verify himself (-462, 8821, 10003, 10004, 250, 8810): do so in a browser.</summary>
    VerificationDemanded,

    /// <summary>The service or the way to it failed (5xx, a broken connection, a time-out); retried before it was given up.</summary>
    Unavailable,

    /// <summary>Not what was asked for: no JSON, HTML, nothing, cut short, damaged, a redirect elsewhere, or another shape than every known one.</summary>
    Malformed,

    /// <summary>The encrypted answer that the service gives to addresses outside of China; it cannot be read.</summary>
    Abroad,

    /// <summary>This client's own budget for the day is spent; nothing was sent.</summary>
    BudgetSpent,
}
