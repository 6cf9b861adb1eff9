using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ZetDard.Netease.Tests.Transport;

[Collection(nameof(Clockwork))]
public sealed class ThroughputTests
{
    /// <summary>
    /// Many calls at once send one request each. The time that this package needs for a call with an immediate answer is only
    /// printed, because other programs use the processor too.
    /// </summary>
    [Theory]
    [InlineData("rest")]
    [InlineData("eapi")]
    [InlineData("weapi")]
    public async Task Against_a_stand_in_thousands_of_requests_a_second_pass(string form)
    {
        const int Count = 20_000;
        var handler = ScriptedHandler.Of("""{"code":200,"more":false,"playlist":[]}""");
        var services = new ServiceCollection();
        services.AddZetDardNetease(options =>
        {
            (options.IsStandIn, options.RequestsPerSecond, options.RequestsPerDay, options.MaxConcurrency) =
                (true, 100_000, long.MaxValue, 64);
            if (form == "rest")
                options.Server = new("http://127.0.0.1:1");
            else
                (options.Upstream, options.Cipher) = (new("http://127.0.0.1:1"), form == "eapi" ? NeteaseCipher.Eapi : NeteaseCipher.Weapi);
        });
        services.AddHttpClient("ZetDard.Netease").ConfigurePrimaryHttpMessageHandler(() => handler);
        await using var provider = services.BuildServiceProvider();
        var caller = provider.GetRequiredService<INeteaseCaller>();
        var token = TestContext.Current.CancellationToken;
        await Calls(2_000);
        var watch = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        await Calls(Count);
        var cost = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Count;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{form}: {cost:N0} µs of CPU a request, {Count / watch.Elapsed.TotalSeconds:N0} requests/s");
        Assert.Equal(2_000 + Count, handler.Requests.Count);

        async Task Calls(int count)
        {
            var next = 0;
            await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref next) <= count)
                    await caller.CallAsync(NeteaseEndpoints.UserPlaylists.With(("uid", 7L), ("limit", 30), ("offset", 0)), token);
            }, token)));
        }
    }
}
