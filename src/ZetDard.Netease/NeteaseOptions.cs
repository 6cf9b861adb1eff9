using System.ComponentModel.DataAnnotations;

namespace ZetDard.Netease;

/// <summary>How the service is reached, and how gently. Without a server, a stand-in or a session nothing is ever sent.</summary>
public sealed record NeteaseOptions
{
    /// <summary>The address of a local NeteaseCloudMusicApi server, such as <c>http://127.0.0.1:3000</c>; <see langword="null"/>: the service is called directly. The session is sent to it. Default <see langword="null"/>.</summary>
    public Uri? Server { get; set; }

    /// <summary>Where direct calls go instead of the service's own hosts: a stand-in, for tests and demonstrations. Default <see langword="null"/>.</summary>
    public Uri? Upstream { get; set; }

    /// <summary>Whether the other end is a stand-in on this machine, not the service: lifts the limits of <see cref="RequestsPerSecond"/> and of the pauses; files are then fetched from this machine only. Never for a server that calls the service. Default <see langword="false"/>.</summary>
    public bool IsStandIn { get; set; }

    /// <summary>Whether the service is called directly without a session: then much is hidden. Default <see langword="false"/>: direct calls need a session in the <see cref="ISessionStore"/>.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>The encryption of all direct calls; <see langword="null"/>: that of each endpoint. Default <see langword="null"/>.</summary>
    [EnumDataType(typeof(NeteaseCipher))]
    public NeteaseCipher? Cipher { get; set; }

    /// <summary>The RSA key that weapi's random keys are encrypted under, as PEM; <see langword="null"/>: the service's own. For stand-ins, with <see cref="Upstream"/>. Default <see langword="null"/>.</summary>
    public string? PublicKeyPem { get; set; }

    /// <summary>Requests a second on the long average, 0.001 to 5 (to 100,000 against a stand-in). Shared by all who share the <see cref="IBudgetStore"/>. Default 1.</summary>
    [Range(0.001, 100_000.0)]
    public double RequestsPerSecond { get; set; } = 1;

    /// <summary>How much of the time between two requests is drawn at random, 0 … 1; where it is below 50 ms, nothing is. Default 0.3.</summary>
    [Range(0.0, 1.0)]
    public double Jitter { get; set; } = 0.3;

    /// <summary>Requests a day (UTC), weighted by their cost, retries included; then calls fail with <see cref="NeteaseErrorKind.BudgetSpent"/>. Default 20,000.</summary>
    [Range(1L, long.MaxValue)]
    public long RequestsPerDay { get; set; } = 20_000;

    /// <summary>Requests under way at once in this process, 1 to 256. Default 2.</summary>
    [Range(1, 256)]
    public int MaxConcurrency { get; set; } = 2;

    /// <summary>Retries of a request that may pass (too often, busy, broken connection, malformed), 0 to 10. Where the service says to wait longer than 5 minutes there is none: the call fails at once. Default 4.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 4;

    /// <summary>How long to wait before the first retry of a request that failed on the way, doubled for each one after up to 2 minutes; at least 1 s (no floor against a stand-in), at most 2 minutes. Default 2 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait for one answer, more than 0, at most an hour. Waiting for the budget does not count. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long everything rests after the service said 'too often', at least 10 s, at most a day (no floor against a stand-in); two and a half times that when it says so again, or what the service says. Default 20 s, after which users saw it pass.</summary>
    public TimeSpan ThrottledPause { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long everything rests after the service refused this address (-460) or demanded verification (-462), at least a minute, at most 31 days (no floor against a stand-in). Default 6 hours.</summary>
    public TimeSpan BlockedPause { get; set; } = TimeSpan.FromHours(6);
}
