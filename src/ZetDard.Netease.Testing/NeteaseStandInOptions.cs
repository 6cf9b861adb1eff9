using ZetDard.Recommenders.Testing;

namespace ZetDard.Netease.Testing;

/// <summary>What a <see cref="NeteaseStandIn"/> serves, and how.</summary>
public sealed record NeteaseStandInOptions
{
    /// <summary>Listeners, songs and artists; <see langword="null"/>: <see cref="MusicWorld.Create"/> without options. Default <see langword="null"/>.</summary>
    public MusicWorld? World { get; set; }

    /// <summary>The user whose account <see cref="NeteaseStandIn.SessionCookies"/> are of, 1 … listeners of the world. Default 1.</summary>
    public long AccountUserId { get; set; } = 1;

    /// <summary>The clock of the log, of delays, of addresses that expire, and of the Node server's cache. What is served does not depend on it, but for the recommendations of the day. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Whether the Node server's form keeps each answer of status 200 for two minutes under its address and cookies, whatever the body of the request, as the real server does:
    /// a client that does not make its addresses differ is served another's answer. Default <see langword="true"/>.
    /// </summary>
    public bool CachesServerAnswers { get; set; } = true;

    /// <summary>How many of the newest requests <see cref="NeteaseStandIn.Requests"/> keeps in full, 0 or more; counts and times are kept of all. Default 10,000.</summary>
    public int LogCapacity { get; set; } = 10_000;
}
