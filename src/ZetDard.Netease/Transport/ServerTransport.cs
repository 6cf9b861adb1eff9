using System.Globalization;
using System.Security.Cryptography;

namespace ZetDard.Netease;

/// <summary>Makes calls through a local NeteaseCloudMusicApi server, which does the encryption.</summary>
/// <remarks>
/// The server caches every answer with HTTP status 200 for two minutes, by address and without regard to the form. Each attempt
/// therefore has a timestamp of its own; otherwise it could get the answer to another form. The session is sent in the form,
/// because the server writes addresses to its log.
/// </remarks>
internal sealed class ServerTransport(Uri server, TimeProvider time) : INeteaseTransport
{
    private readonly string _address = server.GetLeftPart(UriPartial.Path).TrimEnd('/');
    private readonly string _run = RandomNumberGenerator.GetHexString(8, lowercase: true);
    private long _count;

    public HttpRequestMessage Request(NeteaseCall call, NeteaseSession? session)
    {
        var form = call.ServerForm;
        if (session is not null)
        {
            // The server decodes this field once more than the others.
            form = [.. form, new("cookie", session.Header.Replace("%", "%25", StringComparison.Ordinal))];
        }

        // Unique among all clients of the server: the time in milliseconds, the number of this transport, and its count of requests.
        var timestamp = string.Create(
            CultureInfo.InvariantCulture, $"{time.GetUtcNow().ToUnixTimeMilliseconds()}-{_run}-{Interlocked.Increment(ref _count)}");
        return new(HttpMethod.Post, $"{_address}{call.Endpoint.ServerPath}?timestamp={timestamp}")
        {
            Content = new FormUrlEncodedContent(form),
        };
    }

    public ReadOnlyMemory<byte> Open(NeteaseCall call, byte[] body) => body;
}
