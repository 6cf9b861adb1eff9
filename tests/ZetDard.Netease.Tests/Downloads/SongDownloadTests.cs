using System.Net;
using System.Security.Cryptography;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ZetDard.Netease.Tests.Wire;

namespace ZetDard.Netease.Tests.Downloads;

public sealed class SongDownloadTests : IDisposable
{
    private const string Address = "http://m7.music.126.net/a/b.mp3";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zetdard-download-");
    private readonly byte[] _song = Bytes(400_000, 1);
    private readonly FileHost _host;

    public SongDownloadTests() => _host = new FileHost(_song);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

#pragma warning disable CA5351 // It is what the service tells of its files.
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351

    private static string Row(
        byte[] file,
        string? url = Address,
        string rest = "\"code\":200,\"freeTrialInfo\":null",
        bool size = true,
        bool md5 = true
    ) =>
        $$"""{"code":200,"data":[{"id":7,"url":{{(url is null ? "null" : $"\"{url}\"")}},"size":{{(size ? file.Length : 0)}},"md5":{{(md5 ? $"\"{Md5(file).ToUpperInvariant()}\"" : "null")}},"type":"mp3",{{rest}} }]}""";

    private INeteaseClient Client(Func<NeteaseCall, string>? answer = null, NeteaseOptions? options = null, TimeProvider? time = null) =>
        TestClient.Over(new ScriptedCaller(answer ?? (_ => Row(_song))), _host, options ?? new NeteaseOptions { MaxRetries = 0 }, time);

    private string[] Files => [.. _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    private static async Task<NeteaseErrorKind> KindOf(Func<Task> download) =>
        (await Assert.ThrowsAsync<NeteaseApiException>(download)).Kind;

    [Fact]
    public async Task Download_is_the_file_of_the_service_under_a_safe_name()
    {
        var told = new List<long>();
        var file = await Client()
            .DownloadSongAsync(7, _folder, "海阔天空: live?", progress: new Told(told), cancellationToken: Cancellation);
        Assert.Equal("海阔天空_ live_.mp3", file.Name);
        Assert.Equal(_song, await File.ReadAllBytesAsync(file.FullName, Cancellation));
        Assert.Equal(["海阔天空_ live_.mp3"], Files);
        Assert.Equal(_song.Length, file.Length);
        Assert.Equal(_song.Length, told[^1]);
        Assert.Equal(told.Order(), told);
    }

    [Fact]
    public async Task Download_takes_the_id_for_a_name() =>
        Assert.Equal("7.mp3", (await Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation)).Name);

    // Wherever and however often the connection breaks, with or without tag, length, size and MD5: the result is identical to the
    // original, and no byte of a known version is requested twice.
    [Fact]
    public void Download_broken_anywhere_goes_on_where_it_stopped() =>
        Gen.Select(Gen.Int[0, 400_000].Array[0, 6], Gen.Bool, Gen.Bool, Gen.Bool)
            .Sample(
                (breaks, tagged, quietly, hashed) =>
                {
                    var folder = _folder.CreateSubdirectory(Guid.NewGuid().ToString("N"));
                    var host = new FileHost(_song) { Tag = tagged ? "\"v1\"" : null, EndsQuietly = quietly };
                    foreach (var at in breaks)
                        host.Breaks.Enqueue(at);
                    var client = TestClient.Over(
                        new ScriptedCaller(_ => Row(_song, md5: hashed)),
                        host,
                        new NeteaseOptions { MaxRetries = 0 }
                    );
                    FileInfo? file = null;
                    for (var attempt = 0; file is null && attempt <= breaks.Length; attempt++)
                    {
                        try
                        {
                            file = client.DownloadSongAsync(7, folder, cancellationToken: Cancellation).GetAwaiter().GetResult();
                        }
                        catch (NeteaseApiException e) when (e.Kind == NeteaseErrorKind.Unavailable)
                        {
                            Assert.False(File.Exists(Path.Combine(folder.FullName, "7.mp3")));
                        }
                    }

                    var known = 0L;
                    for (var request = 0; request < host.Requests.Count; request++)
                    {
                        Assert.Equal(known == 0 || !(tagged || hashed) ? null : known, host.Requests[request].From);
                        Assert.Equal(known > 0 && tagged ? "\"v1\"" : null, host.Requests[request].IfRange);
                        known =
                            tagged || hashed ? known + (request < breaks.Length ? Math.Min(breaks[request], _song.Length - known) : 0) : 0;
                    }

                    return File.ReadAllBytes(file!.FullName).AsSpan().SequenceEqual(_song) && folder.GetFiles().Length == 1;
                },
                iter: 150,
                threads: 1
            );

    [Fact]
    public async Task Download_goes_on_by_itself_as_long_as_each_attempt_brings_something()
    {
        foreach (var at in (int[])[1000, 2000, 3000])
            _host.Breaks.Enqueue(at);
        var file = await Client(options: new NeteaseOptions { MaxRetries = 3 })
            .DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        Assert.Equal(_song, await File.ReadAllBytesAsync(file.FullName, Cancellation));
        Assert.Equal([null, 1000L, 3000L, 6000L], _host.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Download_gives_up_when_attempts_bring_nothing()
    {
        foreach (var at in (int[])[1000, 0, 0, 0, 0])
            _host.Breaks.Enqueue(at);
        Assert.Equal(
            NeteaseErrorKind.Unavailable,
            await KindOf(() =>
                Client(options: new NeteaseOptions { MaxRetries = 10 }).DownloadSongAsync(7, _folder, cancellationToken: Cancellation)
            )
        );
        Assert.Equal(2, _host.Requests.Count);
        Assert.Equal(["7.mp3.part", "7.mp3.part.tag"], Files);
    }

    [Fact]
    public async Task Download_starts_over_when_the_host_ignores_ranges()
    {
        _host.IgnoresRange = true;
        _host.Breaks.Enqueue(123_456);
        await KindOf(() => Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        var file = await Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        Assert.Equal(_song, await File.ReadAllBytesAsync(file.FullName, Cancellation));
    }

    [Fact]
    public async Task Download_starts_over_when_the_host_has_another_version()
    {
        _host.Breaks.Enqueue(1000);
        await KindOf(() => Client(_ => Row(_song, md5: false)).DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        (_host.Content, _host.Tag) = (Bytes(400_000, 2), "\"v2\"");
        var file = await Client(_ => Row(_song, md5: false)).DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        Assert.Equal(_host.Content, await File.ReadAllBytesAsync(file.FullName, Cancellation));
        Assert.Equal("\"v1\"", _host.Requests[1].IfRange);
    }

    [Fact]
    public async Task Download_drops_a_part_of_another_version_by_the_word_of_the_service()
    {
        _host.Breaks.Enqueue(1000);
        await KindOf(() => Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        var better = _host.Content = Bytes(500_000, 3);
        var file = await Client(_ => Row(better))
            .DownloadSongAsync(7, _folder, quality: NeteaseQuality.ExtraHigh, cancellationToken: Cancellation);
        Assert.Equal(better, await File.ReadAllBytesAsync(file.FullName, Cancellation));
        Assert.Null(_host.Requests[1].From);
    }

    [Fact]
    public async Task Download_starts_over_when_the_part_is_as_long_as_the_file_or_longer()
    {
        _host.Breaks.Enqueue(300_000);
        await KindOf(() => Client(_ => Row(_song, size: false)).DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "7.mp3.part"), Bytes(450_000, 4), Cancellation);
        var file = await Client(_ => Row(_song, size: false)).DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        Assert.Equal(_song, await File.ReadAllBytesAsync(file.FullName, Cancellation));
        Assert.Equal([null, 450_000L, null], _host.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Download_checks_the_md5_and_removes_what_is_wrong()
    {
        var e = await Assert.ThrowsAsync<NeteaseApiException>(() =>
            Client(_ => Row(Bytes(400_000, 9))).DownloadSongAsync(7, _folder, cancellationToken: Cancellation)
        );
        Assert.Equal(NeteaseErrorKind.Malformed, e.Kind);
        Assert.Equal(
            $"song file: its MD5 is {Md5(_song)}, but the service states {Md5(Bytes(400_000, 9))}. The part was removed.",
            e.Message
        );
        Assert.Empty(Files);
    }

    [Theory, InlineData(399_999), InlineData(400_001)]
    public async Task Download_checks_the_size_and_removes_what_is_wrong(int size)
    {
        _host.TellsLength = false;
        Assert.Equal(
            NeteaseErrorKind.Malformed,
            await KindOf(() => Client(_ => Row(new byte[size], md5: false)).DownloadSongAsync(7, _folder, cancellationToken: Cancellation))
        );
        Assert.Empty(Files);
    }

    [Fact]
    public async Task Download_asks_for_the_address_again_when_it_has_expired()
    {
        var asked = 0;
        _host.Breaks.Enqueue(1000);
        _host.Instead.Enqueue(_ => new(HttpStatusCode.Forbidden));
        var client = Client(_ => Row(_song, $"http://m{++asked}.music.126.net/x.mp3"), new NeteaseOptions { MaxRetries = 1 });
        var file = await client.DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        Assert.Equal(_song, await File.ReadAllBytesAsync(file.FullName, Cancellation));
        Assert.Equal(["m1.music.126.net", "m2.music.126.net", "m2.music.126.net"], _host.Requests.Select(request => request.Address.Host));
        Assert.Equal([null, null, 1000L], _host.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Download_gives_up_when_a_fresh_address_is_refused_too()
    {
        _host.Instead.Enqueue(_ => new(HttpStatusCode.Forbidden));
        _host.Instead.Enqueue(_ => new(HttpStatusCode.Forbidden));
        Assert.Equal(NeteaseErrorKind.Hidden, await KindOf(() => Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation)));
        Assert.Equal(2, _host.Requests.Count);
    }

    [Theory]
    [InlineData("\"code\":200,\"freeTrialInfo\":{\"start\":0,\"end\":30}", Address, NeteaseErrorKind.Hidden)]
    [InlineData("\"code\":-110", null, NeteaseErrorKind.Hidden)]
    [InlineData("\"code\":404", null, NeteaseErrorKind.Hidden)]
    [InlineData("\"code\":404", Address, NeteaseErrorKind.Hidden)]
    public async Task Download_never_takes_a_trial_nor_what_is_refused(string rest, string? url, NeteaseErrorKind kind)
    {
        Assert.Equal(
            kind,
            await KindOf(() => Client(_ => Row(_song, url, rest)).DownloadSongAsync(7, _folder, cancellationToken: Cancellation))
        );
        Assert.Empty(_host.Requests);
        Assert.Empty(Files);
    }

    [Fact]
    public async Task Download_of_an_unknown_song_says_that_it_is_gone() =>
        Assert.Equal(
            NeteaseErrorKind.Gone,
            await KindOf(() => Client(_ => """{"code":200,"data":[]}""").DownloadSongAsync(7, _folder, cancellationToken: Cancellation))
        );

    [Theory]
    [InlineData("https://er.sycdn.kuwo.cn/x.mp3?sign=secret")]
    [InlineData("http://126.net.evil.example/x.mp3?sign=secret")]
    [InlineData("http://127.0.0.1:8080/x.mp3?sign=secret")]
    [InlineData("http://evil126.net/x.mp3?sign=secret")]
    [InlineData("http://127.0.0.1:6379/x.mp3?sign=secret", "http://127.0.0.1:3000")]
    [InlineData("https://127.0.0.1:3000/x.mp3?sign=secret", "http://127.0.0.1:3000")]
    [InlineData("http://nas.local:22/x.mp3?sign=secret", "http://nas.local:3000")]
    public async Task Download_fetches_from_hosts_of_the_service_only(string url, string? server = null)
    {
        var options = new NeteaseOptions { Server = server is null ? null : new Uri(server) };
        var e = await Assert.ThrowsAsync<NeteaseApiException>(() =>
            Client(_ => Row(_song, url), options).DownloadSongAsync(7, _folder, cancellationToken: Cancellation)
        );
        Assert.Equal(NeteaseErrorKind.Malformed, e.Kind);
        Assert.Contains(
            $"files are fetched from *.126.net, *.music.163.com{(options.Server is { } named ? $", {named.Authority}" : "")} only",
            e.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
        Assert.Empty(_host.Requests);
    }

    [Theory, InlineData("http://127.0.0.1:5000/a.mp3"), InlineData("http://localhost:5001/a.mp3")]
    public async Task Download_fetches_from_the_stand_in_of_the_options(string url)
    {
        var options = new NeteaseOptions { Upstream = new Uri("http://127.0.0.1:5000"), IsStandIn = true };
        Assert.Equal(
            _song.Length,
            (await Client(_ => Row(_song, url), options).DownloadSongAsync(7, _folder, cancellationToken: Cancellation)).Length
        );
    }

    [Fact]
    public async Task Download_fetches_from_the_server_of_the_options()
    {
        var options = new NeteaseOptions { Server = new Uri("http://127.0.0.1:3000") };
        Assert.Equal(
            _song.Length,
            (
                await Client(_ => Row(_song, "http://localhost:3000/a.mp3"), options)
                    .DownloadSongAsync(7, _folder, cancellationToken: Cancellation)
            ).Length
        );
    }

    // At the rate of a stand-in the hosts of the service must not be called.
    [Theory, InlineData(Address), InlineData("https://music.163.com/a.mp3")]
    public async Task Download_with_a_stand_in_fetches_nothing_from_the_service(string url)
    {
        var options = new NeteaseOptions { Upstream = new Uri("http://127.0.0.1:5000"), IsStandIn = true };
        var e = await Assert.ThrowsAsync<NeteaseApiException>(() =>
            Client(_ => Row(_song, url), options).DownloadSongAsync(7, _folder, cancellationToken: Cancellation)
        );
        Assert.Contains("files are fetched from this machine (IsStandIn is set) only", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Client(options: options).GetCoverAsync(new Uri("https://p1.music.126.net/x.jpg"), cancellationToken: Cancellation)
        );
        Assert.Empty(_host.Requests);
    }

    [Fact]
    public async Task Download_follows_redirects_within_the_service_only()
    {
        _host.Instead.Enqueue(_ => new(HttpStatusCode.Found) { Headers = { Location = new Uri("http://m8.music.126.net/other.mp3") } });
        await Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        _host.Instead.Enqueue(_ => new(HttpStatusCode.Found) { Headers = { Location = new Uri("http://169.254.169.254/latest") } });
        Assert.Equal(
            NeteaseErrorKind.Malformed,
            await KindOf(() => Client().DownloadSongAsync(7, _folder, "another", cancellationToken: Cancellation))
        );
        Assert.Equal(["m7.music.126.net", "m8.music.126.net", "m7.music.126.net"], _host.Requests.Select(request => request.Address.Host));
    }

    [Fact]
    public async Task Download_that_is_there_is_not_fetched_again()
    {
        await Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        await Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        Assert.Single(_host.Requests);
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "7.mp3"), Bytes(400_000, 5), Cancellation);
        var file = await Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        Assert.Equal(_song, await File.ReadAllBytesAsync(file.FullName, Cancellation));
    }

    [Fact]
    public async Task Download_leaves_the_file_of_another_song_of_the_same_name()
    {
        var first = await Client().DownloadSongAsync(7, _folder, "live", cancellationToken: Cancellation);
        var another = Bytes(300_000, 6);
        _host.Content = another;
        var client = Client(_ => Row(another).Replace("\"id\":7", "\"id\":8", StringComparison.Ordinal));
        for (var i = 0; i < 2; i++) // the second time it is there
            Assert.Equal("live (8).mp3", (await client.DownloadSongAsync(8, _folder, "live", cancellationToken: Cancellation)).Name);
        Assert.Equal(2, _host.Requests.Count);
        Assert.Equal(["live (8).mp3", "live.mp3"], Files);
        Assert.Equal(_song, await File.ReadAllBytesAsync(first.FullName, Cancellation));
        Assert.Equal(another, await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "live (8).mp3"), Cancellation));
    }

    [Theory, InlineData("exe", "7.mp3"), InlineData("bat", "7.mp3"), InlineData("FLAC", "7.flac"), InlineData("m4a", "7.m4a")]
    public async Task Download_takes_no_other_ending_than_that_of_a_sound(string type, string name) =>
        Assert.Equal(
            name,
            (
                await Client(_ => Row(_song).Replace("\"mp3\"", $"\"{type}\"", StringComparison.Ordinal))
                    .DownloadSongAsync(7, _folder, cancellationToken: Cancellation)
            ).Name
        );

    [Fact]
    public async Task Download_asks_for_the_address_again_as_often_as_it_expires_on_the_way()
    {
        foreach (var at in (int[])[1000, 1000, 1000])
            _host.Breaks.Enqueue(at);
        var requests = 0;
        var host = new Expiring(_host, () => ++requests % 2 == 0);
        var client = TestClient.Over(new ScriptedCaller(_ => Row(_song)), host, new NeteaseOptions { MaxRetries = 5 });
        var file = await client.DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        Assert.Equal(_song, await File.ReadAllBytesAsync(file.FullName, Cancellation));
        Assert.Equal(7, requests);
    }

    [Fact]
    public async Task Download_cancelled_leaves_the_part_and_goes_on()
    {
        using var cancelled = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Client().DownloadSongAsync(7, _folder, progress: new Cancels(cancelled), cancellationToken: cancelled.Token)
        );
        Assert.Equal(["7.mp3.part", "7.mp3.part.tag"], Files);
        var there = new FileInfo(Path.Combine(_folder.FullName, "7.mp3.part")).Length;
        var file = await Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        Assert.Equal(_song, await File.ReadAllBytesAsync(file.FullName, Cancellation));
        Assert.Equal(there, _host.Requests[1].From);
    }

    [Fact]
    public async Task Download_waits_no_longer_than_the_time_out_for_bytes()
    {
        var time = new FakeTimeProvider();
        var silent = new SilentStream();
        _host.Body = () => silent;
        var download = Client(time: time).DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        await silent.Asked.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(31));
        var e = await Assert.ThrowsAsync<NeteaseApiException>(() => download);
        Assert.Equal((NeteaseErrorKind.Unavailable, "song file: no data came for 30 s."), (e.Kind, e.Message));
    }

    [Fact]
    public async Task Download_refuses_a_part_that_another_download_writes()
    {
        await using var other = new FileStream(
            Path.Combine(_folder.FullName, "7.mp3.part"),
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.None
        );
        var e = await Assert.ThrowsAsync<IOException>(() => Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        Assert.Contains("another download may be writing it", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_says_what_to_do_when_a_file_cannot_be_written()
    {
        _folder.CreateSubdirectory("7.mp3.part.tag");
        var e = await Assert.ThrowsAsync<IOException>(() => Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        Assert.Contains("cannot be written", e.Message, StringComparison.Ordinal);
        Assert.Contains("Free space on that disk", e.Message, StringComparison.Ordinal);
    }

    public static MatrixTheoryData<string, string> Links => new(
        ["live.mp3", "live (7).mp3", "7.mp3", "live.mp3.part", "7.mp3.part", "live.mp3.part.tag", "7.mp3.part.tag"],
        ["mine", "nothing", "folder", "itself"]);

    // A link leads to another file of the user, to nothing, to a folder or to itself.
    [Theory, MemberData(nameof(Links))]
    public async Task Download_writes_through_no_link(string name, string target)
    {
        var mine = Path.Combine(_folder.FullName, "mine");
        await File.WriteAllTextAsync(mine, "something of the user", Cancellation);
        _folder.CreateSubdirectory("folder");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, name), Path.Combine(_folder.FullName, target == "itself" ? name : target));
        foreach (var title in (string?[])[null, "live"])
        {
            try
            {
                var file = await Client().DownloadSongAsync(7, _folder, title, cancellationToken: Cancellation);
                Assert.Equal(_song, await File.ReadAllBytesAsync(file.FullName, Cancellation));
                Assert.Null(file.LinkTarget);
            }
            catch (IOException e)
            {
                Assert.Contains(
                    name.EndsWith(".part", StringComparison.Ordinal) ? "is a link, a pipe or a device" : "is a folder", e.Message,
                    StringComparison.Ordinal);
            }
        }

        Assert.Equal("something of the user", await File.ReadAllTextAsync(mine, Cancellation));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "nothing")));
        Assert.Empty(_folder.GetDirectories("folder").Single().GetFileSystemInfos());
    }

    [Theory]
    [InlineData("live.mp3", "live (7).mp3")]
    [InlineData("live (7).mp3", "live.mp3")]
    [InlineData("live.mp3.part.tag", "live.mp3")]
    [InlineData("live.mp3.part", null)]
    [InlineData("7.mp3", "7.mp3")]
    public async Task Download_waits_for_no_pipe(string name, string? expected)
    {
        NamedPipe.Create(Path.Combine(_folder.FullName, name));
        var title = name.StartsWith('7') ? null : "live";
        FileInfo? file = null;
        var download = NamedPipe.NotWaiting(
            async () => file = await Client().DownloadSongAsync(7, _folder, title, cancellationToken: Cancellation));
        if (expected is null)
        {
            var e = await Assert.ThrowsAsync<IOException>(() => download);
            Assert.Equal($"{Path.Combine(_folder.FullName, name)} is a link, a pipe or a device, and a download writes through none of them. Remove it, or choose a folder that only you can write to.", e.Message);
            return;
        }

        await download;
        Assert.Equal(expected, file!.Name);
        Assert.Equal(_song, await File.ReadAllBytesAsync(file.FullName, Cancellation));
    }

    // A part is there, and beside it, in place of its version, a pipe.
    [Fact]
    public async Task Download_waits_for_no_pipe_beside_a_part()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "7.mp3.part"), new byte[100], Cancellation);
        NamedPipe.Create(Path.Combine(_folder.FullName, "7.mp3.part.tag"));
        await NamedPipe.NotWaiting(() => Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        Assert.Equal(["7.mp3"], Files);
        Assert.Null(Assert.Single(_host.Requests).From);
    }

    // Without a size that the service states, the length of the pipe or of the link cannot tell it from the song.
    [Fact]
    public async Task Download_takes_no_link_for_the_song_that_is_there()
    {
        NamedPipe.Create(Path.Combine(_folder.FullName, "pipe"));
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "7.mp3"), "pipe");
        FileInfo? file = null;
        await NamedPipe.NotWaiting(
            async () => file = await Client(_ => Row(_song, size: false)).DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        Assert.Equal((null, _song.Length), (file!.LinkTarget, file.Length));
    }

    [Fact]
    public async Task Download_leaves_a_folder_of_the_songs_name()
    {
        _folder.CreateSubdirectory("live.mp3");
        Assert.Equal("live (7).mp3", (await Client().DownloadSongAsync(7, _folder, "live", cancellationToken: Cancellation)).Name);
        _folder.CreateSubdirectory("7.mp3");
        var e = await Assert.ThrowsAsync<IOException>(() => Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        Assert.Equal($"{Path.Combine(_folder.FullName, "7.mp3")} is a folder, but the song's file gets this name. Rename or remove it.", e.Message);
        Assert.Single(_host.Requests);
    }

    [Fact]
    public async Task Download_replaces_a_hard_link_and_not_the_file_behind_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test makes a hard link with ln.");
        var mine = Path.Combine(_folder.FullName, "mine");
        await File.WriteAllTextAsync(mine, "something of the user", Cancellation);
        using (var process = System.Diagnostics.Process.Start("ln", [mine, Path.Combine(_folder.FullName, "7.mp3")]))
            await process.WaitForExitAsync(Cancellation);
        await Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation);
        Assert.Equal("something of the user", await File.ReadAllTextAsync(mine, Cancellation));
    }

    [Fact]
    public async Task Download_of_a_title_of_300_letters_fits_every_file_system()
    {
        var file = await Client().DownloadSongAsync(7, _folder, new string('长', 300), cancellationToken: Cancellation);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(file.Name), 100, 255 - ".part.tag".Length);
    }

    // The size is only what the service says, and the length of an answer only what its host says.
    [Theory, InlineData("9223372036854775807"), InlineData("2147483649")]
    public async Task Download_of_more_than_2_GiB_is_refused_before_it_begins(string size)
    {
        var client = Client(_ => Row(_song).Replace("400000", size, StringComparison.Ordinal));
        var e = await Assert.ThrowsAsync<NeteaseApiException>(
            () => client.DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        Assert.Equal(
            (NeteaseErrorKind.Malformed, $"song file: the service states a size of {size} bytes, but at most 2147483648 are downloaded."),
            (e.Kind, e.Message));
        Assert.Empty(_host.Requests);
        Assert.Empty(Files);
    }

    [Fact]
    public async Task Download_that_continues_is_incomplete_when_the_host_promises_the_maximum_length()
    {
        _host.Breaks.Enqueue(1000);
        await KindOf(() => Client(_ => Row(_song, size: false, md5: false)).DownloadSongAsync(7, _folder, cancellationToken: Cancellation));
        _host.Instead.Enqueue(_ => new(HttpStatusCode.PartialContent)
        {
            Content = new StreamContent(new MemoryStream(_song, 1000, 500))
            {
                Headers = { ContentLength = long.MaxValue, ContentRange = new(1000, 399_999, 400_000) },
            },
        });
        Assert.Equal(NeteaseErrorKind.Unavailable, await KindOf(
            () => Client(_ => Row(_song, size: false, md5: false)).DownloadSongAsync(7, _folder, cancellationToken: Cancellation)));
    }

    [Fact]
    public async Task Download_refuses_a_folder_that_is_absent() =>
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() =>
            Client().DownloadSongAsync(7, new DirectoryInfo(Path.Combine(_folder.FullName, "none")), cancellationToken: Cancellation)
        );

    [Theory]
    [InlineData(HttpStatusCode.NotFound, NeteaseErrorKind.Gone)]
    [InlineData(HttpStatusCode.BadGateway, NeteaseErrorKind.Unavailable)]
    [InlineData(HttpStatusCode.TooManyRequests, NeteaseErrorKind.Throttled)]
    [InlineData(HttpStatusCode.Unauthorized, NeteaseErrorKind.Malformed)]
    public async Task Download_names_the_kind_of_a_refusal(HttpStatusCode status, NeteaseErrorKind kind)
    {
        _host.Instead.Enqueue(_ => new(status));
        Assert.Equal(kind, await KindOf(() => Client().DownloadSongAsync(7, _folder, cancellationToken: Cancellation)));
        Assert.Empty(Files);
    }

    [Fact]
    public async Task Download_of_nothing_is_no_file()
    {
        _host.Content = [];
        Assert.Equal(
            NeteaseErrorKind.Malformed,
            await KindOf(() => Client(_ => Row([], size: false, md5: false)).DownloadSongAsync(7, _folder, cancellationToken: Cancellation))
        );
        Assert.Empty(Files);
    }

    private sealed class Expiring(FileHost host, Func<bool> isExpired) : DelegatingHandler(host)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            isExpired() ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.Forbidden)) : base.SendAsync(request, cancellationToken);
    }

    private sealed class Told(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }

    private sealed class Cancels(CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value) => source.Cancel();
    }

    private sealed class SilentStream : MemoryStream
    {
        private readonly TaskCompletionSource _asked = new();

        public Task Asked => _asked.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
