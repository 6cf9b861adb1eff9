using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Netease.Testing;

/// <summary>NetEase Cloud Music as a stand-in on loopback, in this process: a seeded world in the service's own shapes, every form of request, faults on demand, a log of what was asked. Safe for concurrent use.</summary>
/// <remarks>
/// One port serves direct calls (<c>/weapi/…</c>, <c>/eapi/…</c>, <c>/api/linux/forward</c>, <c>/api/…</c>), the form of a NeteaseCloudMusicApi server (<c>/user/playlist?uid=1</c>), and files.
/// Answers are computed when asked for: worlds of 100,000 listeners cost little memory. Nothing is written to the console.
/// </remarks>
public sealed class NeteaseStandIn : IAsyncDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly StandInServer _server;
    private int _isDisposed;

    private NeteaseStandIn(KestrelServer kestrel, StandInServer server, NeteaseContent content, Uri address) =>
        (_kestrel, _server, Content, Address) = (kestrel, server, content, address);

    /// <summary>Where it listens: <c>http://127.0.0.1:</c> and a free port.</summary>
    public Uri Address { get; }

    /// <summary>The listeners, songs and artists, by whose taste groups a test can judge recommendations. Ids are those of the service.</summary>
    public MusicWorld World => Content.World;

    /// <summary>What is served on top of the world.</summary>
    public NeteaseContent Content { get; }

    /// <summary>What it was asked.</summary>
    public NeteaseRequestLog Requests => _server.Log;

    /// <summary>The cookies of the account that is logged in (<see cref="NeteaseStandInOptions.AccountUserId"/>), as a browser shows them. Others are of nobody.</summary>
    public string SessionCookies => string.Join("; ", _server.SessionCookies);

    /// <summary>How far the person with the telephone has come who scans the QR codes. Default <see cref="QrLogInState.Waiting"/>.</summary>
    public QrLogInState QrState
    {
        get => _server.Qr.State;
        set => _server.Qr.State = value;
    }

    /// <summary>Starts one.</summary>
    /// <param name="options">What it serves; as by default where <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">The account is of no listener of the world, or the log's capacity is negative.</exception>
    public static async Task<NeteaseStandIn> StartAsync(NeteaseStandInOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = options is null ? new() : options with { };
        ArgumentOutOfRangeException.ThrowIfNegative(options.LogCapacity, "options.LogCapacity");
        ArgumentNullException.ThrowIfNull(options.TimeProvider, "options.TimeProvider");
        var world = options.World ?? MusicWorld.Create();
        if (options.AccountUserId < 1 || options.AccountUserId > world.UserCount)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.AccountUserId, $"The account is of user {options.AccountUserId}, and the world has users 1 to {world.UserCount}: set AccountUserId to one of them.");
        }

        var content = new NeteaseContent(world);
        var server = new StandInServer(content, options);
        var kestrelOptions = new KestrelServerOptions { AddServerHeader = false };
        kestrelOptions.Limits.MaxRequestLineSize = 256 << 10;
        kestrelOptions.Limits.MinRequestBodyDataRate = null;
        kestrelOptions.Limits.MinResponseDataRate = null;
        kestrelOptions.Listen(IPAddress.Loopback, 0);
        var kestrel = new KestrelServer(Options.Create(kestrelOptions), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
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

    /// <summary>Points a client here by direct calls: without a session, and at any rate.</summary>
    public void Configure(NeteaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Server = null;
        options.Upstream = Address;
        options.PublicKeyPem = StandInCiphers.PublicKeyPem;
        options.AllowAnonymous = true;
        Hasten(options);
    }

    /// <summary>Points a client here as to a NeteaseCloudMusicApi server, at any rate.</summary>
    public void ConfigureServer(NeteaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Server = Address;
        options.Upstream = null;
        Hasten(options);
    }

    /// <summary>Makes something go wrong, after the faults that are there already.</summary>
    /// <exception cref="ArgumentException">The fault says what cannot be.</exception>
    public void Inject(NeteaseFault fault) => _server.Faults.Add(fault);

    /// <summary>Takes all faults back that have not happened yet.</summary>
    public void ClearFaults() => _server.Faults.Clear();

    /// <summary>Forgets what it was asked.</summary>
    public void ClearLog() => _server.Log.Clear();

    /// <summary>Ends at once: answers under way are broken off.</summary>
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
            // That is how it ends at once.
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
