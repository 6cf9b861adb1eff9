using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ZetDard.Netease.Tests.Transport;

[Collection(nameof(Clockwork))]
public sealed class RegistrationTests
{
    [Theory]
    [InlineData("Server=http://example.org:3000", null)]
    [InlineData("Upstream=http://127.0.0.1:5;StandIn;Rate=100000;Blocked=0;Throttled=0;Retry=0", null)]
    [InlineData("Rate=5", null)]
    [InlineData("Rate=0", "RequestsPerSecond: The field NeteaseOptions.RequestsPerSecond must be between 0.001 and 100000.")]
    [InlineData("Rate=NaN", "RequestsPerSecond: The field NeteaseOptions.RequestsPerSecond must be between 0.001 and 100000.")]
    [InlineData("Rate=5.1", "RequestsPerSecond: 5.1 is more than 5, the maximum for the service. Lower it; only a stand-in (IsStandIn) may be called faster.")]
    [InlineData("Server=http://127.0.0.1:3000;Rate=100", "RequestsPerSecond: 100 is more than 5, the maximum for the service. Lower it; only a stand-in (IsStandIn) may be called faster.")]
    [InlineData("StandIn", "IsStandIn is set, but calls would go to the service itself. Set Upstream or Server to the stand-in's address.")]
    [InlineData("StandIn;Upstream=http://example.org", "Upstream: http://example.org/ is not on this machine, and IsStandIn is set. A stand-in listens on 127.0.0.1; for anything else leave IsStandIn false.")]
    [InlineData("Server=/local", "Server: '/local' is not an http or https address. Use one such as http://127.0.0.1:3000.")]
    [InlineData("Server=ftp://127.0.0.1", "Server: 'ftp://127.0.0.1/' is not an http or https address. Use one such as http://127.0.0.1:3000.")]
    [InlineData("Server=http://user:secret@127.0.0.1", "Server: the address must not have a user, a query or a fragment. Give only scheme, host and port, such as http://127.0.0.1:3000.")]
    [InlineData("Server=http://127.0.0.1;Upstream=http://127.0.0.1", "Server and Upstream are both set. Set Server to go through a server, Upstream to send direct calls to a stand-in.")]
    [InlineData("Pem=x;Upstream=http://127.0.0.1", "PublicKeyPem is not an RSA key in PEM form. It begins with -----BEGIN PUBLIC KEY-----.")]
    [InlineData("Blocked=59", "BlockedPause: 00:00:59 is not between 00:01:00 and 31.00:00:00.")]
    [InlineData("Throttled=9", "ThrottledPause: 00:00:09 is not between 00:00:10 and 1.00:00:00.")]
    [InlineData("Retry=0", "RetryDelay: 00:00:00 is not between 00:00:01 and 00:02:00.")]
    [InlineData("Timeout=0", "RequestTimeout: 00:00:00 is not between 00:00:00.0010000 and 01:00:00.")]
    public void Options_are_checked_and_the_message_says_what_is_allowed(string given, string? message)
    {
        using var provider = new ServiceCollection().AddZetDardNetease(options => Set(options, given)).Services.BuildServiceProvider();
        var validator = provider.GetRequiredService<IStartupValidator>();
        if (message is null)
            validator.Validate();
        else
            Assert.Equal(message, Assert.Throws<OptionsValidationException>(validator.Validate).Message);
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(-1)]
    public void No_rate_is_without_a_limit(double rate)
    {
        using var provider = new ServiceCollection().AddZetDardNetease(options =>
            (options.Upstream, options.IsStandIn, options.RequestsPerSecond) =
                (new("http://127.0.0.1:1"), true, rate)).Services.BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<INeteaseClient>());
    }

    [Fact]
    public async Task Adding_twice_adds_to_the_options_only()
    {
        var handler = ScriptedHandler.Of("""{"code":200}""");
        await using var host = new TestHost(handler, options => options.Server = new("http://127.0.0.1:1"), services: services =>
            services.AddZetDardNetease(options => options.RequestsPerDay = 1));
        Assert.Single(host.Services.GetServices<INeteaseClient>());
        Assert.Equal(1, host.Services.GetRequiredService<IOptions<NeteaseOptions>>().Value.RequestsPerDay);
        var call = NeteaseEndpoints.User.With(("uid", 1L));
        await host.Run(host.Caller.CallAsync(call, TestContext.Current.CancellationToken));       // one turn, not two
        Assert.Single(handler.Requests);
    }

    private static void Set(NeteaseOptions options, string given)
    {
        foreach (var pair in given.Split(';').Select(pair => pair.Split('=', 2)))
        {
            var seconds = TimeSpan.FromSeconds(
                double.TryParse(pair[^1], System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? number
                    : 0);
            _ = pair[0] switch
            {
                "Server" => (object)(options.Server = new(pair[1], UriKind.RelativeOrAbsolute)),
                "Upstream" => options.Upstream = new(pair[1], UriKind.RelativeOrAbsolute),
                "StandIn" => options.IsStandIn = true,
                "Rate" => options.RequestsPerSecond = number,
                "Pem" => options.PublicKeyPem = pair[1],
                "Blocked" => options.BlockedPause = seconds,
                "Throttled" => options.ThrottledPause = seconds,
                "Retry" => options.RetryDelay = seconds,
                "Timeout" => options.RequestTimeout = seconds,
                _ => throw new ArgumentException(pair[0]),
            };
        }
    }
}
