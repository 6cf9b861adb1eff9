namespace ZetDard.Netease.Testing;

/// <summary>Something that goes wrong, some times, with some requests. What is not said stays as it would be.</summary>
/// <remarks>
/// To a request in the Node server's form the answer is what that server makes of such an upstream: a <see cref="Status"/> above 299 becomes 502, a <see cref="Code"/> is mapped to a status,
/// <see cref="RetryAfter"/> is lost. <see cref="Drop"/>, <see cref="HalfBody"/> and <see cref="Delay"/> are of the client's own connection in every form.
/// </remarks>
public sealed record NeteaseFault
{
    /// <summary>How the service's own paths of the requests begin that it befalls: <c>/api/v3/song/detail</c>, <c>/api/v1/user/detail/7</c>, <c>/audio/</c>, <c>/cover/</c>; <see langword="null"/>: all. Default <see langword="null"/>.</summary>
    public string? Uri { get; init; }

    /// <summary>How many requests it befalls, 1 or more. Default 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many such requests pass first, 0 or more. Default 0.</summary>
    public int Skip { get; init; }

    /// <summary>The HTTP status of the answer, 200 … 599.</summary>
    public int? Status { get; init; }

    /// <summary>The service's code in an otherwise empty answer: 405, -447, -460, -462 ….</summary>
    public int? Code { get; init; }

    /// <summary>How long the answer waits by the stand-in's clock; <see cref="Timeout.InfiniteTimeSpan"/>: until the stand-in ends.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The connection breaks, without an answer.</summary>
    public bool Drop { get; init; }

    /// <summary>The connection breaks after half of the answer.</summary>
    public bool HalfBody { get; init; }

    /// <summary>The answer is a page of HTML.</summary>
    public bool Html { get; init; }

    /// <summary>The answer is empty.</summary>
    public bool Empty { get; init; }

    /// <summary>The answer is this text, such as <c>{"abroad":true,"result":"00"}</c>.</summary>
    public string? Body { get; init; }

    /// <summary>The answer is the page before the one that is asked for; where pages go by time, the first.</summary>
    public bool RepeatPage { get; init; }

    /// <summary>The answer is another user's, song's, artist's or playlist's.</summary>
    public bool SomeoneElses { get; init; }

    /// <summary>What the header <c>Retry-After</c> says.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
