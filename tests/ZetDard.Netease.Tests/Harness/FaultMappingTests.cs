using System.Text.Json.Nodes;
using static ZetDard.Netease.NeteaseErrorKind;

namespace ZetDard.Netease.Tests.Harness;

/// <summary>Faults of the service, after the real server has changed their statuses and bodies in its way.</summary>
[Collection(RealServer.Name)]
public sealed class FaultMappingTests(NodeHarness harness)
{
    public static TheoryData<int, NeteaseErrorKind> Codes => new()
    {
        { -460, Blocked }, { -462, VerificationDemanded }, { -447, Throttled }, { -2, Hidden }, { -1, Unavailable },
        { 250, VerificationDemanded }, { 301, LoginRequired }, { 302, LoginRequired }, { 400, BadRequest }, { 401, Hidden },
        { 403, Hidden }, { 404, Gone },
        { 405, Throttled }, { 406, Throttled }, { 429, Throttled },
        { 500, Unavailable }, { 502, Unavailable }, { 503, Unavailable }, { 509, Unavailable }, { 512, Unavailable }, { 521, Unavailable },
        { 800, Unknown }, { 8810, VerificationDemanded }, { 8821, VerificationDemanded }, { 10003, VerificationDemanded },
        { 10004, VerificationDemanded }, { 99999, Unknown },
    };

    // Oracle: the documentation of NeteaseErrorKind.
    [Theory, MemberData(nameof(Codes))]
    public async Task Code_gives_its_kind_both_ways(int code, NeteaseErrorKind kind)
    {
        foreach (var way in Ways)
        {
            await harness.ReadyOrSkipAsync();
            await harness.FaultAsync(new { match = "/user/detail/", code, times = 1 });
            await using var client = await way(harness);
            var thrown = await Assert.ThrowsAsync<NeteaseApiException>(
                () => client.Client.GetUserAsync(1, TestContext.Current.CancellationToken));
            Assert.Equal((kind, (int?)code), (thrown.Kind, thrown.ServiceCode));
        }
    }

    // The real server turns every HTTP status, and a broken connection, into its own 502.
    [Theory]
    [InlineData("""{"status":503}""", Unavailable, Unavailable)]
    [InlineData("""{"status":429,"code":429}""", Throttled, Throttled)]
    [InlineData("""{"drop":true}""", Unavailable, Unavailable)]
    [InlineData("""{"body":"<html>blocked</html>"}""", Malformed, Malformed)]
    [InlineData("""{"body":""}""", Malformed, Malformed)]
    [InlineData("""{"body":"[1,2"}""", Malformed, Malformed)]
    [InlineData("""{"body":"{\"abroad\":true,\"result\":\"0a1b\"}"}""", Abroad, Abroad)]
    public async Task Broken_answer_gives_its_kind(string fault, NeteaseErrorKind directly, NeteaseErrorKind throughServer)
    {
        foreach (var (way, kind) in Ways.Zip([directly, throughServer]))
        {
            await harness.ReadyOrSkipAsync();
            var told = JsonNode.Parse(fault)!.AsObject();
            told["match"] = "/v3/song/detail";
            await harness.FaultAsync(told);
            await using var client = await way(harness);
            var thrown = await Assert.ThrowsAsync<NeteaseApiException>(
                async () => await client.Client.GetSongsAsync([1], TestContext.Current.CancellationToken)
                    .ToListAsync(TestContext.Current.CancellationToken));
            Assert.Equal(kind, thrown.Kind);
        }
    }

    [Fact]
    public async Task Hidden_play_record_is_hidden_and_the_songs_of_the_day_need_a_session_both_ways()
    {
        foreach (var way in Ways)
        {
            await harness.ReadyOrSkipAsync();
            await using var client = await way(harness);
            var hidden = await Assert.ThrowsAsync<NeteaseApiException>(
                () => client.Client.GetPlayRecordAsync(403, cancellationToken: TestContext.Current.CancellationToken));
            var strange = await Assert.ThrowsAsync<NeteaseApiException>(
                () => client.Client.GetDailySongsAsync(TestContext.Current.CancellationToken));
            Assert.Equal((Hidden, LoginRequired), (hidden.Kind, strange.Kind));
        }
    }

    [Fact]
    public async Task Retry_after_a_fault_is_not_answered_from_the_servers_cache()
    {
        await harness.ReadyOrSkipAsync();
        // Status 200: the server keeps it for two minutes.
        await harness.FaultAsync(new { match = "/v3/song/detail", body = "<html>blocked</html>", times = 1 });
        await using var client = await HarnessClient.ThroughServerAsync(harness, configure: options => options.MaxRetries = 1);
        var songs = await client.Client.GetSongsAsync([1], TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, Assert.Single(songs).Id);
        Assert.Equal(2, (await harness.LogAsync()).Count);
    }

    [Fact]
    public async Task Requests_with_different_bodies_are_not_confused_by_the_servers_cache()
    {
        await harness.ReadyOrSkipAsync();
        await using var client = await HarnessClient.ThroughServerAsync(harness);
        foreach (var id in (long[])[1, 2, 1])
        {
            var songs = await client.Client.GetSongsAsync([id], TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(id, Assert.Single(songs).Id);
        }

        Assert.Equal(3, (await harness.LogAsync()).Count);
    }

    private static readonly Func<NodeHarness, Task<HarnessClient>>[] Ways =
        [harness => HarnessClient.DirectAsync(harness), harness => HarnessClient.ThroughServerAsync(harness)];
}
