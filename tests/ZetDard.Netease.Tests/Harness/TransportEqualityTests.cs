using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZetDard.Netease.Tests.Harness;

/// <summary>
/// Both transports return the same records for the same world, and send the same requests to the service. Oracle: the modules of
/// the npm package, executed.
/// </summary>
[Collection(RealServer.Name)]
public sealed class TransportEqualityTests(NodeHarness harness)
{
    // Values that depend on the time or the sender, and what the server adds to every call.
    private static readonly string[] NotOfTheCall = ["csrf_token", "header", "e_r"];

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Names => [.. Asked.All.Select(asked => asked.Name)];

    public static TheoryData<NeteaseCipher, string> CiphersAndNames =>
        [.. from cipher in Enum.GetValues<NeteaseCipher>() from asked in Asked.All select (cipher, asked.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Both_ways_give_the_same_records_and_ask_the_service_the_same(string name)
    {
        var asked = Asked.Named(name);
        await using var server = await HarnessClientOrSkipAsync(asked, direct: false);
        var (throughServer, serverLog) = await AskAsync(asked, server);
        await using var direct = await HarnessClientOrSkipAsync(asked, direct: true);
        var (directly, directLog) = await AskAsync(asked, direct);
        Assert.NotEmpty(serverLog);
        Assert.Equal(serverLog, directLog);
        Assert.Equal(throughServer, directly);
    }

    [Theory, MemberData(nameof(CiphersAndNames))]
    public async Task Every_cipher_gives_the_same_records(NeteaseCipher cipher, string name)
    {
        var asked = Asked.Named(name);
        await using var usual = await HarnessClientOrSkipAsync(asked, direct: true);
        var (expected, usualLog) = await AskAsync(asked, usual);
        await using var other = await HarnessClientOrSkipAsync(asked, direct: true, options => options.Cipher = cipher);
        var (actual, log) = await AskAsync(asked, other);
        Assert.Equal(expected, actual);
        Assert.Equal(usualLog.Select(WithoutMode), log.Select(WithoutMode));
        Assert.All(log, call => Assert.StartsWith($"{cipher.ToString().ToLowerInvariant()} ", call, StringComparison.Ordinal));

        static string WithoutMode(string call) => call[call.IndexOf(' ', StringComparison.Ordinal)..];
    }

    [Fact]
    public void Every_method_is_asked()
    {
        string[] others =
            [nameof(INeteaseClient.DownloadSongAsync), nameof(INeteaseClient.GetCoverAsync), nameof(INeteaseClient.LogInByQrAsync)];
        var used = new List<string>();
        var client = DispatchProxy.Create<INeteaseClient, Recorder>();
        ((Recorder)(object)client).Used = used;
        foreach (var asked in Asked.All)
        {
            Assert.ThrowsAny<Exception>(() => asked.AskAsync(client, CancellationToken.None).GetAwaiter().GetResult());
        }

        Assert.Equal(typeof(INeteaseClient).GetMethods().Select(method => method.Name).Except(others).Order(), used.Distinct().Order());
    }

    private async Task<HarnessClient> HarnessClientOrSkipAsync(Asked asked, bool direct, Action<NeteaseOptions>? configure = null)
    {
        await harness.ReadyOrSkipAsync();
        if (asked.Body is var (match, body))
        {
            await harness.FaultAsync(new { match, body, times = 100 });
        }

        return direct
            ? await HarnessClient.DirectAsync(harness, asked.LoggedIn, configure)
            : await HarnessClient.ThroughServerAsync(harness, asked.LoggedIn, configure);
    }

    private async Task<(string Records, string[] Log)> AskAsync(Asked asked, HarnessClient client)
    {
        var records = await asked.AskAsync(client.Client, TestContext.Current.CancellationToken);
        return (JsonSerializer.Serialize(records, Json), [.. (await harness.LogAsync()).Select(InWords)]);
    }

    // The service does not distinguish 30 from "30": a form has no types, and the server passes on the values of its own form.
    private static string InWords(UpstreamCall call) => $"{call.Mode} {call.Uri} {string.Join(
        ' ',
        call.Data.Where(part => !NotOfTheCall.Contains(part.Key)).OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => $"{part.Key}={Text(part.Value)}"))} {(call.Cookie?
            .Contains(HarnessClient.MusicU, StringComparison.Ordinal) is true
            ? "with session"
            : "")}";

    private static string Text(JsonNode? value) =>
        value is JsonValue known && known.TryGetValue(out string? text) ? text : value?.ToJsonString() ?? "null";

    public class Recorder : DispatchProxy
    {
        public List<string> Used { get; set; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Used.Add(targetMethod!.Name);
            throw new NotSupportedException();
        }
    }
}
