using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace ZetDard.Netease.Testing.Tests;

/// <summary>Sound and covers.</summary>
public sealed class FileTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private NeteaseStandIn _service = null!;
    private Caller _caller = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = await NeteaseStandIn.StartAsync(new() { TimeProvider = _time }, Cancellation);
        _caller = new(_service);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Files_have_the_size_and_md5_that_the_service_says()
    {
        var rows = await RowsAsync(count: 60);
        Assert.Equal(60, rows.Count);
        Assert.Contains(rows, row => (int)row["code"]! == 404 && row["url"] is null);
        Assert.Contains(rows, row => (int)row["code"]! == -110 && row["url"] is null);
        Assert.Contains(rows, row => row["freeTrialInfo"] is not null);
        var sizes = new HashSet<long>();
        foreach (var row in rows.Where(row => (int)row["code"]! == 200))
        {
            var file = await _caller.Http.GetByteArrayAsync((string)row["url"]!, Cancellation);
            Assert.Equal((long)row["size"]!, file.Length);
#pragma warning disable CA5351 // what the service gives
            Assert.Equal((string)row["md5"]!, Convert.ToHexStringLower(MD5.HashData(file)));
#pragma warning restore CA5351
            sizes.Add(file.Length);
        }

        Assert.True(sizes.Count > 10);
    }

    // Frames of MPEG-1 layer II, 48 kHz, stereo, one after another to the end: ISO/IEC 11172-3, clause 2.4.1.
    [Theory]
    [InlineData("standard", 384, 0x84)]
    [InlineData("higher", 576, 0xA4)]
    [InlineData("exhigh", 960, 0xD4)]
    public async Task Files_are_frames_of_mpeg_audio_to_the_end(string level, int frame, byte rate)
    {
        _caller.Cookies = _service.SessionCookies;
        var row = (await RowsAsync(level)).First(row => (int)row["code"]! == 200 && (int)row["br"]! > 0 && row["freeTrialInfo"] is null);
        var file = await _caller.Http.GetByteArrayAsync((string)row["url"]!, Cancellation);
        Assert.Equal("ID3"u8, file.AsSpan(0, 3));
        var start = 10 + (file[8] << 7) + file[9];
        Assert.Equal(0, (file.Length - start) % frame);
        var duration = 1152 / 48.0 * ((file.Length - start) / frame);
        Assert.InRange(duration - (long)row["time"]!, 0, 24);

        // No two frames are equal, although the music repeats, so that a piece of another place or song would be detected.
        var seen = new HashSet<string>();
        for (; start < file.Length; start += frame)
        {
            Assert.Equal((0xFF, 0xFD, rate, 0), (file[start], file[start + 1], file[start + 2], file[start + 3]));
            Assert.True(seen.Add(Convert.ToHexString(file.AsSpan(start + frame - 8, 8))));
        }
    }

    [Fact]
    public async Task Qualities_of_a_song_say_the_size_that_its_file_has()
    {
        _caller.Cookies = _service.SessionCookies;
        foreach (var (level, name) in ((string, string)[])[("standard", "l"), ("higher", "m"), ("exhigh", "h")])
        {
            var row = (await RowsAsync(level)).First(row => (int)row["code"]! == 200 && row["freeTrialInfo"] is null);
            var song = (await _caller.ApiAsync("/api/v3/song/detail", ("c", $"[{row["id"]}]")))["songs"]![0]!;
            Assert.Equal((long)row["size"]!, (long)song[name]!["size"]!);
            Assert.Equal((long)row["br"]!, (long)song[name]!["br"]!);
        }
    }

    // A trial is 30 s from second 30 of the song, as freeTrialInfo says.
    [Fact]
    public async Task Trials_are_the_piece_of_the_song_that_the_service_says()
    {
        var row = (await RowsAsync()).First(row => row["freeTrialInfo"] is not null);
        var trial = await _caller.Http.GetByteArrayAsync((string)row["url"]!, Cancellation);
        var whole = await _caller.Http.GetByteArrayAsync(
            ((string)row["url"]!).Replace("/trial/", "/song/", StringComparison.Ordinal),
            Cancellation
        );
        var tag = 10 + (whole[8] << 7) + whole[9];
        Assert.Equal(whole[tag..][(1250 * 384)..(2500 * 384)], trial[tag..]);
        Assert.Equal(
            ((int)row["freeTrialInfo"]!["start"]!, (int)row["freeTrialInfo"]!["end"]!),
            (1250 * 1152 / 48_000, 2500 * 1152 / 48_000)
        );
    }

    [Fact]
    public async Task Trials_are_shorter_and_other_qualities_larger()
    {
        var rows = await RowsAsync();
        var whole = rows.First(row => (int)row["code"]! == 200 && row["freeTrialInfo"] is null);
        Assert.All(rows.Where(row => row["freeTrialInfo"] is not null), trial => Assert.True((long)trial["size"]! < (long)whole["size"]!));
        _caller.Cookies = _service.SessionCookies;
        var better = (await RowsAsync("exhigh")).First(row => (long)row["id"]! == (long)whole["id"]!);
        Assert.True((long)better["size"]! > 2 * (long)whole["size"]!);
        Assert.Equal(320_000, (int)better["br"]!);
    }

    [Fact]
    public async Task Ranges_give_parts_unless_the_file_is_another()
    {
        var address = await FirstAddressAsync();
        var whole = await _caller.Http.GetByteArrayAsync(address, Cancellation);
        var (status, bytes, answer) = await RangeAsync(new RangeHeaderValue(100, 199));
        Assert.Equal(HttpStatusCode.PartialContent, status);
        Assert.Equal(whole[100..200], bytes);
        Assert.Equal(new ContentRangeHeaderValue(100, 199, whole.Length), answer.Content.Headers.ContentRange);
        var tag = answer.Headers.ETag!;
        Assert.Equal(whole[100..], (await RangeAsync(new RangeHeaderValue(100, null), tag)).Bytes);
        Assert.Equal(whole[^50..], (await RangeAsync(new RangeHeaderValue(null, 50))).Bytes);
        Assert.Equal(whole, (await RangeAsync(new RangeHeaderValue(100, null), new EntityTagHeaderValue("\"other\""))).Bytes);
        var (beyond, _, refused) = await RangeAsync(new RangeHeaderValue(whole.Length, null));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond);
        Assert.Equal(whole.Length, refused.Content.Headers.ContentRange!.Length);

        async Task<(HttpStatusCode Status, byte[] Bytes, HttpResponseMessage Answer)> RangeAsync(
            RangeHeaderValue range,
            EntityTagHeaderValue? ifRange = null
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Range = range;
            request.Headers.IfRange = ifRange is null ? null : new(ifRange);
            var answer = await _caller.Http.SendAsync(request, Cancellation);
            return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(Cancellation), answer);
        }
    }

    [Fact]
    public async Task Addresses_expire_after_what_the_service_says()
    {
        var row = (await RowsAsync()).First(row => (int)row["code"]! == 200);
        _time.Advance(TimeSpan.FromSeconds((int)row["expi"]! - 1));
        using var well = await _caller.Http.GetAsync((string)row["url"]!, Cancellation);
        Assert.Equal(HttpStatusCode.OK, well.StatusCode);
        _time.Advance(TimeSpan.FromSeconds(2));
        using var expired = await _caller.Http.GetAsync((string)row["url"]!, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, expired.StatusCode);
    }

    [Fact]
    public async Task Faults_befall_files_too()
    {
        var address = await FirstAddressAsync();
        var whole = await _caller.Http.GetByteArrayAsync(address, Cancellation);
        _service.Inject(new() { Uri = "/audio/", SomeoneElses = true });
        Assert.NotEqual(whole, await _caller.Http.GetByteArrayAsync(address, Cancellation));
        _service.Inject(new() { Uri = "/audio/", HalfBody = true });
        await Assert.ThrowsAnyAsync<Exception>(() => _caller.Http.GetByteArrayAsync(address, Cancellation));
        _service.Inject(new() { Uri = "/audio/", Status = 503 });
        using var busy = await _caller.Http.GetAsync(address, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
        _service.Inject(new() { Uri = "/audio/", Html = true });
        Assert.StartsWith("<html>", await _caller.Http.GetStringAsync(address, Cancellation), StringComparison.Ordinal);
        Assert.Equal(whole, await _caller.Http.GetByteArrayAsync(address, Cancellation));
        Assert.Equal(NeteaseRequestForm.File, _service.Requests[^1].Form);
    }

    // PNG, ISO/IEC 15948: signature, and width and height in the first chunk.
    [Theory]
    [InlineData("", 64, 64)]
    [InlineData("?param=300y200", 300, 200)]
    [InlineData("?param=99999y1", 4_000, 1)]
    public async Task Covers_are_images_of_the_size_asked_for(string query, int width, int height)
    {
        var songs = await _caller.ApiAsync("/api/v3/song/detail", ("c", "[1]"));
        var file = await _caller.Http.GetByteArrayAsync((string)songs["songs"]![0]!["al"]!["picUrl"]! + query, Cancellation);
        Assert.Equal<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        Assert.Equal(
            (width, height),
            (
                (file[16] << 24) + (file[17] << 16) + (file[18] << 8) + file[19],
                (file[20] << 24) + (file[21] << 16) + (file[22] << 8) + file[23]
            )
        );
    }

    private async Task<IReadOnlyList<JsonNode>> RowsAsync(string level = "standard", int count = 15) =>
        [
            .. (
                await _caller.ApiAsync(
                    "/api/song/enhance/player/url/v1",
                    ("ids", $"[{string.Join(',', Enumerable.Range(1, count))}]"),
                    ("level", level)
                )
            )["data"]!
                .AsArray()
                .Select(row => row!),
        ];

    private async Task<string> FirstAddressAsync() => (string)(await RowsAsync()).First(row => (int)row["code"]! == 200)["url"]!;
}
