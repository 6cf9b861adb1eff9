using System.ComponentModel.DataAnnotations;

namespace ZetDard.Netease;

/// <summary>
/// Options of the client: how it reaches the service, and how fast. Without a server, a stand-in or a session nothing is ever
/// sent.
/// </summary>
public sealed record NeteaseOptions
{
    /// <summary>
    /// The address of a local NeteaseCloudMusicApi server, such as <c>http://127.0.0.1:3000</c>; <see langword="null"/> to call the
    /// service directly. The session is sent to the server. Default <see langword="null"/>.
    /// </summary>
    public Uri? Server { get; set; }

    /// <summary>
    /// The address that direct calls are sent to instead of the service, for a stand-in in tests and demonstrations. Default
    /// <see langword="null"/>.
    /// </summary>
    public Uri? Upstream { get; set; }

    /// <summary>
    /// Whether the server or upstream is a stand-in on this machine and never calls the service. It lifts the limits of
    /// <see cref="RequestsPerSecond"/> and of the pauses; files are then fetched from this machine only. Default
    /// <see langword="false"/>.
    /// </summary>
    public bool IsStandIn { get; set; }

    /// <summary>
    /// Whether direct calls are allowed without a session; the service then hides much. Default <see langword="false"/>: direct
    /// calls need a session in the <see cref="ISessionStore"/>.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// The encryption of all direct calls; <see langword="null"/> for the usual encryption of each endpoint. Default
    /// <see langword="null"/>.
    /// </summary>
    [EnumDataType(typeof(NeteaseCipher))]
    public NeteaseCipher? Cipher { get; set; }

    /// <summary>
    /// The RSA key, as PEM, with which weapi encrypts its random keys; <see langword="null"/> for the key of the service. A
    /// stand-in that is the <see cref="Upstream"/> has its own key. Default <see langword="null"/>.
    /// </summary>
    public string? PublicKeyPem { get; set; }

    /// <summary>
    /// Requests per second on average, 0.001 to 5 (to 100,000 against a stand-in). All clients that use the same
    /// <see cref="IBudgetStore"/> share this rate.
    /// Default 1.
    /// </summary>
    [Range(0.001, 100_000.0)]
    public double RequestsPerSecond { get; set; } = 1;

    /// <summary>
    /// The part of the time between two requests that is random, 0 … 1. It has no effect if that time is below 50 ms. Default
    /// 0.3.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Jitter { get; set; } = 0.3;

    /// <summary>
    /// Requests per day (UTC), weighted by their cost and including retries. Above that, calls fail with
    /// <see cref="NeteaseErrorKind.BudgetSpent"/>.
    /// Default 20,000.
    /// </summary>
    [Range(1L, long.MaxValue)]
    public long RequestsPerDay { get; set; } = 20_000;

    /// <summary>The maximum number of requests at the same time in this process, 1 to 256. Default 2.</summary>
    [Range(1, 256)]
    public int MaxConcurrency { get; set; } = 2;

    /// <summary>
    /// The maximum number of retries after a failure that may be temporary (too many requests, busy, broken connection, malformed
    /// answer), 0 to 10. If the service says to wait longer than 5 minutes, the call fails at once. Default 4.
    /// </summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 4;

    /// <summary>
    /// The wait before the first retry of a request that failed on the way; it doubles with each retry, up to 2 minutes. At least 1
    /// s (0 against a stand-in), at most 2 minutes. Default 2 s.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The maximum wait for one answer, more than 0, at most an hour. Waiting for the rate limit does not count. Default 30 s.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long all requests pause after the service said 'too many requests'; two and a half times as long if it says so again,
    /// or as long as the service says.
    /// At least 10 s (0 against a stand-in), at most a day. Default 20 s, after which users saw the limit lifted.
    /// </summary>
    public TimeSpan ThrottledPause { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long all requests stop after the service refused this address (-460) or demanded verification (-462). At least a minute
    /// (0 against a stand-in), at most 31 days. Default 6 hours.
    /// </summary>
    public TimeSpan BlockedPause { get; set; } = TimeSpan.FromHours(6);
}
