using ZetDard.Recommenders.Testing;

namespace ZetDard.Netease.Testing;

/// <summary>Options of a <see cref="NeteaseStandIn"/>.</summary>
public sealed record NeteaseStandInOptions
{
    /// <summary>
    /// The listeners, songs and artists; <see langword="null"/> for <see cref="MusicWorld.Create"/> without options. Default
    /// <see langword="null"/>.
    /// </summary>
    public MusicWorld? World { get; set; }

    /// <summary>The user who owns the <see cref="NeteaseStandIn.SessionCookies"/>, from 1 to the number of listeners. Default 1.</summary>
    public long AccountUserId { get; set; } = 1;

    /// <summary>
    /// The clock of the log, of delays, of addresses that expire, and of the Node server's cache. Of the content only the
    /// recommendations of the day depend on it.
    /// Default the system clock.
    /// </summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Whether the Node server's form caches each answer of status 200 for two minutes by its address and cookies, whatever the
    /// body of the request is, as the real server does. A client that uses the same address twice then gets the first answer twice.
    /// Default <see langword="true"/>.
    /// </summary>
    public bool CachesServerAnswers { get; set; } = true;

    /// <summary>
    /// The number of the newest requests that <see cref="NeteaseStandIn.Requests"/> keeps in full, 0 or more. Counts and times
    /// are kept of all requests. Default 10,000.
    /// </summary>
    public int LogCapacity { get; set; } = 10_000;
}
