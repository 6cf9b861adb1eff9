using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Netease.Testing;

/// <summary>
/// A stand-in of NetEase Cloud Music on loopback, in this process: it serves a seeded world in the service's own shapes, accepts
/// every form of request, fails on demand and logs the requests. Safe for concurrent use.
/// </summary>
/// <remarks>
/// One port serves direct calls (<c>/weapi/…</c>, <c>/eapi/…</c>, <c>/api/linux/forward</c>, <c>/api/…</c>), the form of a
/// NeteaseCloudMusicApi server (<c>/user/playlist?uid=1</c>), and files. Answers are computed when they are requested, so worlds of
/// 100,000 listeners need little memory. Nothing is written to the console.
/// </remarks>
/// <example>
/// <code>
/// await using var service = await NeteaseStandIn.StartAsync();
/// var services = new ServiceCollection();
/// services.AddZetDardNetease(service.Configure);
/// await using var provider = services.BuildServiceProvider();
///
/// service.Inject(new() { Uri = "/api/v1/user/detail/", Code = 405 });      // the first request fails with "too many requests"
/// var user = await provider.GetRequiredService&lt;INeteaseClient&gt;().GetUserAsync(1);
/// service.Requests.AssertRate(requestsPerSecond: 5, burst: 2);
/// </code>
/// </example>
public sealed class NeteaseStandIn : IAsyncDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly StandInServer _server;
    private int _isDisposed;

    private NeteaseStandIn(KestrelServer kestrel, StandInServer server, NeteaseContent content, Uri address) =>
        (_kestrel, _server, Content, Address) = (kestrel, server, content, address);

    /// <summary>The address at which it listens: <c>http://127.0.0.1:</c> and a free port.</summary>
    public Uri Address { get; }

    /// <summary>
    /// The listeners, songs and artists with their taste groups, by which a test can judge recommendations. Ids are those of the
    /// service.
    /// </summary>
    public MusicWorld World => Content.World;

    /// <summary>What is served in addition to the world.</summary>
    public NeteaseContent Content { get; }

    /// <summary>The requests that were received.</summary>
    public NeteaseRequestLog Requests => _server.Log;

    /// <summary>
    /// The cookies of the logged-in account (<see cref="NeteaseStandInOptions.AccountUserId"/>), as a browser shows them. Other
    /// cookies belong to no account.
    /// </summary>
    public string SessionCookies => string.Join("; ", _server.SessionCookies);

    /// <summary>
    /// The state of the log-in by QR code, as set by the person who scans the codes. Default <see cref="QrLogInState.Waiting"/>.
    /// </summary>
    public QrLogInState QrState
    {
        get => _server.Qr.State;
        set => _server.Qr.State = value;
    }

    /// <summary>Starts a stand-in.</summary>
    /// <param name="options">What to serve; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The account is not that of a listener of the world, or the capacity of the log is negative.
    /// </exception>
    public static async Task<NeteaseStandIn> StartAsync(
        NeteaseStandInOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = options is null ? new() : options with { };
        ArgumentOutOfRangeException.ThrowIfNegative(options.LogCapacity, "options.LogCapacity");
        ArgumentNullException.ThrowIfNull(options.TimeProvider, "options.TimeProvider");
        var world = options.World ?? MusicWorld.Create();
        if (options.AccountUserId < 1 || options.AccountUserId > world.UserCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.AccountUserId,
                $"The account is that of user {options.AccountUserId}, but the world has the users 1 to {world.UserCount}. Set AccountUserId to one of them.");
        }

        var content = new NeteaseContent(world);
        var server = new StandInServer(content, options);
        var kestrelOptions = new KestrelServerOptions { AddServerHeader = false };
        kestrelOptions.Limits.MaxRequestLineSize = 256 << 10;
        kestrelOptions.Limits.MinRequestBodyDataRate = null;
        kestrelOptions.Limits.MinResponseDataRate = null;
        kestrelOptions.Listen(IPAddress.Loopback, 0);
        var kestrel = new KestrelServer(
            Options.Create(kestrelOptions),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        try
        {
            await kestrel.StartAsync(server, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            kestrel.Dispose();
            server.Dispose();
            throw;
        }

        var address = kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Address = address;
        return new(kestrel, server, content, new Uri(address));
    }

    /// <summary>Configures a client for direct calls to this stand-in, without a session and without a limit on the rate.</summary>
    public void Configure(NeteaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Server = null;
        options.Upstream = Address;
        options.PublicKeyPem = StandInCiphers.PublicKeyPem;
        options.AllowAnonymous = true;
        Hasten(options);
    }

    /// <summary>Configures a client to call this stand-in as a NeteaseCloudMusicApi server, without a limit on the rate.</summary>
    public void ConfigureServer(NeteaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Server = Address;
        options.Upstream = null;
        Hasten(options);
    }

    /// <summary>Adds a fault, after the faults that were added before.</summary>
    /// <exception cref="ArgumentException">A value of the fault is not valid.</exception>
    public void Inject(NeteaseFault fault) => _server.Faults.Add(fault);

    /// <summary>Removes all faults that have not happened yet.</summary>
    public void ClearFaults() => _server.Faults.Clear();

    /// <summary>Clears the log of requests.</summary>
    public void ClearLog() => _server.Log.Clear();

    /// <summary>Stops at once; answers under way are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        await _server.StopAsync().ConfigureAwait(false);
        try
        {
            await _kestrel.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A cancelled stop makes the server end at once.
        }

        _kestrel.Dispose();
        _server.Dispose();
    }

    private static void Hasten(NeteaseOptions options)
    {
        options.IsStandIn = true;
        options.RequestsPerSecond = 100_000;
        options.RequestsPerDay = long.MaxValue;
        options.Jitter = 0;
        options.RetryDelay = TimeSpan.FromMilliseconds(50);
        options.ThrottledPause = TimeSpan.FromMilliseconds(200);
        options.MaxConcurrency = Math.Max(options.MaxConcurrency, 16);
    }
}
