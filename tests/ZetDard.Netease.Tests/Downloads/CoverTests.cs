using System.Net;
using ZetDard.Netease.Tests.Wire;

namespace ZetDard.Netease.Tests.Downloads;

public sealed class CoverTests
{
    private static readonly Uri Cover = new("https://p1.music.126.net/HUTmHMvRWcw7L9R4VrEBdA==/109951168110580659.jpg");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static INeteaseClient Client(FileHost host) =>
        TestClient.Over(new ScriptedCaller(_ => throw new InvalidOperationException("Covers ask nothing of the service.")), host);

    [Fact]
    public async Task GetCoverAsync_gives_the_bytes_in_the_size_asked_for()
    {
        var host = new FileHost([1, 2, 3]);
        Assert.Equal([1, 2, 3], await Client(host).GetCoverAsync(Cover, 300, Cancellation));
        Assert.Equal([1, 2, 3], await Client(host).GetCoverAsync(Cover, cancellationToken: Cancellation));
        Assert.Equal([$"{Cover}?param=300y300", $"{Cover}"], host.Requests.Select(request => request.Address.AbsoluteUri));
    }

    [Theory]
    [InlineData("http://example.org/x.jpg")]
    [InlineData("https://p1.music.126.net.example.org/x.jpg")]
    [InlineData("http://user@169.254.169.254/x.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/relative.jpg")]
    public async Task GetCoverAsync_refuses_other_hosts(string address)
    {
        var host = new FileHost([1]);
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Client(host).GetCoverAsync(new Uri(address, UriKind.RelativeOrAbsolute), cancellationToken: Cancellation)
        );
        Assert.Empty(host.Requests);
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(4001)]
    public async Task GetCoverAsync_refuses_sizes_out_of_range(int pixels) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client(new FileHost([1])).GetCoverAsync(Cover, pixels, Cancellation));

    [Theory]
    [InlineData(HttpStatusCode.NotFound, NeteaseErrorKind.Gone)]
    [InlineData(HttpStatusCode.Forbidden, NeteaseErrorKind.Hidden)]
    [InlineData(HttpStatusCode.ServiceUnavailable, NeteaseErrorKind.Unavailable)]
    [InlineData(HttpStatusCode.NoContent, NeteaseErrorKind.Malformed)]
    public async Task GetCoverAsync_names_the_kind_of_a_refusal(HttpStatusCode status, NeteaseErrorKind kind)
    {
        var host = new FileHost([1]);
        host.Instead.Enqueue(_ => new(status));
        Assert.Equal(
            kind,
            (await Assert.ThrowsAsync<NeteaseApiException>(() => Client(host).GetCoverAsync(Cover, cancellationToken: Cancellation))).Kind
        );
    }

    [Fact]
    public async Task GetCoverAsync_refuses_what_is_too_large_or_cut_short()
    {
        var large = new FileHost(new byte[(32 << 20) + 1]) { TellsLength = false };
        Assert.Equal(
            NeteaseErrorKind.Malformed,
            (await Assert.ThrowsAsync<NeteaseApiException>(() => Client(large).GetCoverAsync(Cover, cancellationToken: Cancellation))).Kind
        );
        var cut = new FileHost(new byte[1000]) { EndsQuietly = true };
        cut.Breaks.Enqueue(10);
        Assert.Equal(
            NeteaseErrorKind.Unavailable,
            (await Assert.ThrowsAsync<NeteaseApiException>(() => Client(cut).GetCoverAsync(Cover, cancellationToken: Cancellation))).Kind
        );
    }
}
