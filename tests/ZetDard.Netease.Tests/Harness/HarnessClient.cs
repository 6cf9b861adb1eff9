using Microsoft.Extensions.DependencyInjection;

namespace ZetDard.Netease.Tests.Harness;

/// <summary>The client in a container of its own, through the real server or directly to the fake of the service.</summary>
internal sealed class HarnessClient : IAsyncDisposable
{
    public const string MusicU = "MUSIC-U-OF-A-TEST";

    private readonly ServiceProvider _services;

    private HarnessClient(ServiceProvider services) => _services = services;

    public INeteaseClient Client => _services.GetRequiredService<INeteaseClient>();

    public ISessionStore Sessions => _services.GetRequiredService<ISessionStore>();

    public static Task<HarnessClient> ThroughServerAsync(
        NodeHarness harness, bool loggedIn = false, Action<NeteaseOptions>? configure = null, TimeProvider? time = null) =>
        CreateAsync(options => options.Server = harness.Server, loggedIn, configure, time);

    public static Task<HarnessClient> DirectAsync(
        NodeHarness harness, bool loggedIn = false, Action<NeteaseOptions>? configure = null, TimeProvider? time = null) =>
        CreateAsync(
            options => (options.Upstream, options.PublicKeyPem, options.AllowAnonymous) = (harness.Upstream, harness.PublicKeyPem, true),
            loggedIn, configure, time);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task<HarnessClient> CreateAsync(
        Action<NeteaseOptions> way, bool loggedIn, Action<NeteaseOptions>? configure, TimeProvider? time)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddZetDardNetease(options =>
        {
            (options.IsStandIn, options.RequestsPerSecond, options.RequestsPerDay, options.MaxRetries) = (true, 10_000, 1_000_000, 0);
            way(options);
            configure?.Invoke(options);
        });
        var client = new HarnessClient(services.BuildServiceProvider(validateScopes: true));
        if (loggedIn)
        {
            await client.Sessions.SaveAsync(
                NeteaseSession.FromCookies($"MUSIC_U={MusicU}; __csrf=0123456789abcdef"), TestContext.Current.CancellationToken);
        }

        return client;
    }
}
