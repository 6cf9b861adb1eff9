using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ZetDard.Netease.Tests.Harness;

/// <summary>Tests the harness itself, without the client: a test of the client can show only what the harness shows.</summary>
[Collection(RealServer.Name)]
public sealed class NodeHarnessTests(NodeHarness harness)
{
    [Fact]
    public async Task Real_server_asks_the_fake_with_weapi_that_the_fake_decrypts()
    {
        await harness.ReadyOrSkipAsync();
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent([new("ids", "1,2")]);
        using var answer = await http.PostAsync(
            new Uri(harness.Server, "/song/detail?timestamp=1"), form, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        Assert.Equal(2, body!["songs"]!.AsArray().Count);
        var call = Assert.Single(await harness.LogAsync());
        Assert.Equal(("weapi", "/api/v3/song/detail", """[{"id":1},{"id":2}]"""), (call.Mode, call.Uri, (string?)call.Data["c"]));
    }

    // This is why the client gives every request a timestamp of its own.
    [Fact]
    public async Task Real_server_gives_the_first_of_two_bodies_at_one_address_twice()
    {
        await harness.ReadyOrSkipAsync();
        using var http = new HttpClient();
        foreach (var id in (string[])["1", "2"])
        {
            using var form = new FormUrlEncodedContent([new("ids", id)]);
            using var answer = await http.PostAsync(
                new Uri(harness.Server, "/song/detail?timestamp=2"), form, TestContext.Current.CancellationToken);
            var body = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
            Assert.Equal(1, (int)body!["songs"]![0]!["id"]!);
        }
    }
}
