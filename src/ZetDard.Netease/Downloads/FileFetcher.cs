using System.Net;
using System.Net.Http.Headers;

namespace ZetDard.Netease.Downloads;

/// <summary>Sends GET requests for files: no cookies, hosts of the service only, a limit on silence instead of on the whole.</summary>
internal sealed class FileFetcher(HttpClient http, INeteaseCaller caller, NeteaseOptions options, TimeProvider time)
{
    private const int MostRedirects = 5;

    // Bytes as they are: ranges and sizes are of these. The handler offers the packed forms where they are not named.
    private static readonly StringWithQualityHeaderValue[] Encodings = [new("identity"), new("gzip", 0), new("deflate", 0), new("br", 0)];

    /// <summary>Asks for a file, and returns once its headers are there, whatever the status.</summary>
    /// <param name="address">Where.</param>
    /// <param name="from">The first byte wanted; 0: the whole.</param>
    /// <param name="ifSame">The tag under which the bytes before are known; the whole comes where it is another.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<HttpResponseMessage> GetAsync(Uri address, long from, EntityTagHeaderValue? ifSame, string what, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (!ServiceHosts.Allows(address, options))
            {
                throw new NeteaseApiException(
                    NeteaseErrorKind.Malformed, $"{what}: the address is of the host '{address.Host}', and files are fetched from {ServiceHosts.Describe(options)} only. A server in between may have put another service's file in place.")
                {
                    Endpoint = what,
                };
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            foreach (var encoding in Encodings)
            {
                request.Headers.AcceptEncoding.Add(encoding);
            }

            if (from > 0)
            {
                request.Headers.Range = new(from, null);
                if (ifSame is not null)
                {
                    request.Headers.IfRange = new(ifSame);
                }
            }

            var response = await SendAsync(request, what, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return response;
            }

            using (response)
            {
                if (redirects == MostRedirects || response.Headers.Location is not { } location || !Uri.TryCreate(address, location, out var next))
                {
                    throw new NeteaseApiException(NeteaseErrorKind.Malformed, $"{what}: the file's host redirects without an end or without an address.") { Endpoint = what, Status = response.StatusCode };
                }

                address = next;
            }
        }
    }

    /// <summary>Reads the next bytes of an answer; waits no longer than <see cref="NeteaseOptions.RequestTimeout"/> for them.</summary>
    public async Task<int> ReadAsync(Stream body, Memory<byte> buffer, string what, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            return await body.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsBroken(e))
        {
            cancellationToken.ThrowIfCancellationRequested();       // a line that breaks meanwhile does not count
            throw Broken(what, silence.IsCancellationRequested, e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string what, CancellationToken cancellationToken)
    {
        using var turn = await caller.TakeTurnAsync(what, cancellationToken).ConfigureAwait(false);
        using var silence = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        var sent = time.GetUtcNow();
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            await caller.AnsweredAsync(what, sent, response).ConfigureAwait(false);
            return response;
        }
        catch (Exception e) when (IsBroken(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await caller.AnsweredAsync(what, sent, null).ConfigureAwait(false);
            throw Broken(what, silence.IsCancellationRequested, e);
        }
    }

    /// <summary>What the status of a file's host means where it is no file.</summary>
    public static NeteaseErrorKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => NeteaseErrorKind.Hidden,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => NeteaseErrorKind.Gone,
        HttpStatusCode.TooManyRequests => NeteaseErrorKind.Throttled,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => NeteaseErrorKind.Unavailable,
        _ => NeteaseErrorKind.Malformed,
    };

    /// <summary>Whether an exception says that what came is packed, and damaged. Who unpacks br says of it that the operation is invalid.</summary>
    public static bool IsDamaged(Exception e) => e is InvalidDataException or (InvalidOperationException and not ObjectDisposedException);

    private static bool IsBroken(Exception e) => e is HttpRequestException or IOException or OperationCanceledException || IsDamaged(e);

    // The inner exception of a failed connection names host and port, never the address with its signature.
    private NeteaseApiException Broken(string what, bool silent, Exception inner) =>
        IsDamaged(inner)
            ? new(NeteaseErrorKind.Malformed, $"{what}: what came is packed, and damaged.", inner) { Endpoint = what }
            : new(NeteaseErrorKind.Unavailable, silent ? $"{what}: nothing came for {options.RequestTimeout.TotalSeconds:0.#} s." : $"{what}: the connection broke.", inner) { Endpoint = what };
}
