namespace ZetDard.Netease;

/// <summary>The kinds of errors that a caller can act on.</summary>
public enum NeteaseErrorKind
{
    /// <summary>The answer has a code that this package does not know. Not retried.</summary>
    Unknown = 0,

    /// <summary>A session is needed (301, 302). Log in, or provide a valid session.</summary>
    LoginRequired,

    /// <summary>The owner does not show it to this account (401, 403, -2). A later attempt will fail too.</summary>
    Hidden,

    /// <summary>It does not exist, or no longer exists (404).</summary>
    Gone,

    /// <summary>
    /// The service refused the parameters (400). Not retried; if there were too many ids, the client halves the request by
    /// itself.
    /// </summary>
    BadRequest,

    /// <summary>Too many requests (405, 406, 429, -447). The client has slowed down and retried before it failed.</summary>
    Throttled,

    /// <summary>
    /// The service refuses requests from this address (-460). All requests stop for a long time; do not try to get around it.
    /// </summary>
    Blocked,

    /// <summary>The service demands that a person verifies themselves (-462, 8821, 10003, 10004, 250, 8810). Do so in a browser.</summary>
    VerificationDemanded,

    /// <summary>The service or the connection to it failed (5xx, a broken connection, a time-out), also after retries.</summary>
    Unavailable,

    /// <summary>
    /// The answer is not what was requested: HTML, empty, cut short, damaged, a redirect to another site, or JSON of an unknown shape.
    /// </summary>
    Malformed,

    /// <summary>The service sent the encrypted answer that it gives to addresses outside of China; it cannot be read.</summary>
    Abroad,

    /// <summary>This client's own budget of requests for the day is spent; nothing was sent.</summary>
    BudgetSpent,
}
