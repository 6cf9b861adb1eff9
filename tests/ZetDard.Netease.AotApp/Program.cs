using Microsoft.Extensions.DependencyInjection;
using ZetDard.Netease;
using ZetDard.Netease.AotApp;

// ZetDard.Netease.AotApp server ADDRESS        as to a NeteaseCloudMusicApi server
// ZetDard.Netease.AotApp direct ADDRESS PEM    direct calls to a stand-in with this public key
await using var provider = new ServiceCollection().AddZetDardNetease(options =>
{
    options.IsStandIn = true;
    options.RequestsPerSecond = 1_000;
    if (args[0] == "server")
    {
        options.Server = new(args[1]);
    }
    else
    {
        (options.Upstream, options.PublicKeyPem, options.AllowAnonymous) = (new(args[1]), args[2], true);
    }
}).Services.BuildServiceProvider();
await Tour.RunAsync(provider.GetRequiredService<INeteaseClient>(), Console.Out);
