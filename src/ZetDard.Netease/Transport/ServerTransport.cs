using System.Globalization;
using System.Security.Cryptography;

namespace ZetDard.Netease;

/// <summary>The way through a local NeteaseCloudMusicApi server, which encrypts.</summary>
/// <remarks>
/// The server keeps every answer of HTTP status 200 for two minutes, by address and not by form: each attempt has a timestamp of its own, or it would get the answer to another form.
/// The session travels in the form: the server writes addresses to its log.
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
            // The server decodes the field once more than the form.
            form = [.. form, new("cookie", session.Header.Replace("%", "%25", StringComparison.Ordinal))];
        }

        // Unique among all clients of the server: its milliseconds, this transport, its count.
        var timestamp = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().ToUnixTimeMilliseconds()}-{_run}-{Interlocked.Increment(ref _count)}");
        return new(HttpMethod.Post, $"{_address}{call.Endpoint.ServerPath}?timestamp={timestamp}") { Content = new FormUrlEncodedContent(form) };
    }

    public ReadOnlyMemory<byte> Open(NeteaseCall call, byte[] body) => body;
}
