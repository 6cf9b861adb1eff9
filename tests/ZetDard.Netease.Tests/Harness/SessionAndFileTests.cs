using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;

namespace ZetDard.Netease.Tests.Harness;

/// <summary>Log-in by QR code and the download of a song, through both transports.</summary>
[Collection(RealServer.Name)]
public sealed class SessionAndFileTests(NodeHarness harness)
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Log_in_by_qr_code_ends_with_a_session_that_later_calls_are_made_with(bool direct)
    {
        await harness.ReadyOrSkipAsync();
        await harness.FaultAsync(
            new
            {
                match = "/qrcode/client/login$",
                times = 1,
                code = 801,
            }
        );
        await harness.FaultAsync(
            new
            {
                match = "/qrcode/client/login$",
                times = 1,
                code = 802,
            }
        );
        var headers = new Dictionary<string, string[]>
        {
            ["Set-Cookie"] = [$"MUSIC_U={HarnessClient.MusicU}; Max-Age=15552000; Path=/; Domain=.music.163.com", "__csrf=def; Path=/"],
        };
        await harness.FaultAsync(
            new
            {
                match = "/qrcode/client/login$",
                times = 1,
                headers,
                body = """{"code":803,"message":"授权登陆成功"}""",
            }
        );
        var time = new FakeTimeProvider();
        await using var client = direct
            ? await HarnessClient.DirectAsync(harness, configure: Patiently, time: time)
            : await HarnessClient.ThroughServerAsync(harness, configure: Patiently, time: time);
        var steps = client
            .Client.LogInByQrAsync(TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken)
            .AsTask();
        while (!steps.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1)); // the client waits between two looks
            await Task.WhenAny(steps, Task.Delay(250, TestContext.Current.CancellationToken));
        }

        Assert.Equal([QrLogInState.Waiting, QrLogInState.Scanned, QrLogInState.Confirmed], (await steps).Select(step => step.State));
        Assert.Contains("KEY-1", (await steps)[0].Address.Query, StringComparison.Ordinal);
        Assert.NotNull(await client.Sessions.LoadAsync(TestContext.Current.CancellationToken));
        var account = client.Client.GetAccountAsync(TestContext.Current.CancellationToken);
        while (!account.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(account, Task.Delay(250, TestContext.Current.CancellationToken));
        }

        Assert.Equal("me", (await account)?.Nickname);

        // The answers arrive in real time, while the clock runs ahead.
        static void Patiently(NeteaseOptions options) => options.RequestTimeout = TimeSpan.FromHours(1);
    }

    // Oracle: the bytes that the fake is documented to serve.
    [Theory, InlineData(true), InlineData(false)]
    public async Task Song_is_downloaded_from_the_address_that_the_service_gives(bool direct)
    {
        await harness.ReadyOrSkipAsync();
        var pattern = SHA512.HashData("x"u8);
        var bytes = Enumerable.Range(0, 400_000).Select(i => pattern[i % 64]).ToArray();
#pragma warning disable CA5351      // what the service gives
        var md5 = Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
        await harness.FaultAsync(
            new
            {
                match = "/player/url/v1$",
                times = 100,
                body = $$"""{"code":200,"data":[{"id":3,"url":"{{harness.Upstream}}mp3/3.mp3","br":128000,"size":400000,"md5":"{{md5}}","code":200,"expi":1200,"type":"mp3","freeTrialInfo":null}]}""",
            }
        );
        await using var client = direct ? await HarnessClient.DirectAsync(harness) : await HarnessClient.ThroughServerAsync(harness);
        var folder = Directory.CreateTempSubdirectory("zetdard-");
        try
        {
            var file = await client.Client.DownloadSongAsync(
                3,
                folder,
                "晴天/周杰伦",
                cancellationToken: TestContext.Current.CancellationToken
            );
            Assert.Equal(bytes, await File.ReadAllBytesAsync(file.FullName, TestContext.Current.CancellationToken));
            Assert.Equal([file.FullName], folder.EnumerateFiles().Select(other => other.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
