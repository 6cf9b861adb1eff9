using System.ComponentModel.DataAnnotations;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Netease.Testing.Tests;

public sealed class StandInTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Configure_points_direct_calls_here()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        var options = new NeteaseOptions { Server = new("http://127.0.0.1:1") };
        service.Configure(options);
        Assert.Equal((null, service.Address, true, true), (options.Server, options.Upstream, options.IsStandIn, options.AllowAnonymous));
        Assert.NotNull(options.PublicKeyPem);
        Validator.ValidateObject(options, new(options), validateAllProperties: true);
    }

    [Fact]
    public async Task ConfigureServer_points_to_the_server_here()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        var options = new NeteaseOptions();
        service.ConfigureServer(options);
        Assert.Equal((service.Address, null, true), (options.Server, options.Upstream, options.IsStandIn));
        Validator.ValidateObject(options, new(options), validateAllProperties: true);
    }

    [Fact]
    public async Task Start_refuses_an_account_that_is_no_listeners_and_a_negative_capacity()
    {
        var options = new NeteaseStandInOptions { World = MusicWorld.Create(new() { UserCount = 5 }), AccountUserId = 6 };
        var problem = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => NeteaseStandIn.StartAsync(options, Cancellation));
        Assert.Contains("users 1 to 5", problem.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => NeteaseStandIn.StartAsync(new() { LogCapacity = -1 }, Cancellation));
    }

    [Fact]
    public async Task Two_stand_side_by_side_and_dispose_may_be_called_twice()
    {
        var first = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        await using var second = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        Assert.NotEqual(first.Address, second.Address);
        Assert.True(first.Address.IsLoopback);
        await first.DisposeAsync();
        await first.DisposeAsync();
        using var caller = new Caller(second);
        Assert.Equal(200, (int)(await caller.ApiAsync("/api/toplist"))["code"]!);
    }

    [Fact]
    public async Task Start_is_cancelled()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => NeteaseStandIn.StartAsync(cancellationToken: new CancellationToken(canceled: true)));
    }
}
