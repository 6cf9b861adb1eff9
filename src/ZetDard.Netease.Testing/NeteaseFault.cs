namespace ZetDard.Netease.Testing;

/// <summary>A fault that happens to some requests. Properties that are not set leave that part of the answer unchanged.</summary>
/// <remarks>
/// For a request in the Node server's form, the answer is what that server makes of the faulty answer: a <see cref="Status"/> above
/// 299 becomes 502, a <see cref="Code"/> is mapped to a status, <see cref="RetryAfter"/> is lost. <see cref="Drop"/>,
/// <see cref="HalfBody"/> and <see cref="Delay"/> affect the client's own connection in every form.
/// </remarks>
public sealed record NeteaseFault
{
    /// <summary>
    /// The beginning of the service's own paths of the affected requests, such as <c>/api/v3/song/detail</c>,
    /// <c>/api/v1/user/detail/7</c>, <c>/audio/</c> or <c>/cover/</c>; <see langword="null"/> for all requests. Default
    /// <see langword="null"/>.
    /// </summary>
    public string? Uri { get; init; }

    /// <summary>The number of requests that fail, 1 or more. Default 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The number of matching requests that succeed first, 0 or more. Default 0.</summary>
    public int Skip { get; init; }

    /// <summary>The HTTP status of the answer, 200 … 599.</summary>
    public int? Status { get; init; }

    /// <summary>The service's code in an otherwise empty answer, such as 405, -447, -460 or -462.</summary>
    public int? Code { get; init; }

    /// <summary>
    /// The time by the stand-in's clock before the answer is sent; <see cref="Timeout.InfiniteTimeSpan"/> to wait until the
    /// stand-in ends.
    /// </summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether the connection breaks without an answer.</summary>
    public bool Drop { get; init; }

    /// <summary>Whether the connection breaks after half of the answer.</summary>
    public bool HalfBody { get; init; }

    /// <summary>Whether the answer is an HTML page.</summary>
    public bool Html { get; init; }

    /// <summary>Whether the answer is empty.</summary>
    public bool Empty { get; init; }

    /// <summary>The body of the answer, such as <c>{"abroad":true,"result":"00"}</c>.</summary>
    public string? Body { get; init; }

    /// <summary>Whether the answer is the page before the requested one; if pages go by time, the first page.</summary>
    public bool RepeatPage { get; init; }

    /// <summary>Whether the answer is that for another user, song, artist or playlist.</summary>
    public bool SomeoneElses { get; init; }

    /// <summary>The time in the header <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
