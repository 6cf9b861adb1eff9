using System.Net;
using System.Net.Http.Headers;

namespace ZetDard.Netease.Downloads;

/// <summary>
/// Sends GET requests for files, without cookies and only to hosts of the service. The time limit is on each wait for bytes, not
/// on the whole file.
/// </summary>
internal sealed class FileFetcher(HttpClient http, INeteaseCaller caller, NeteaseOptions options, TimeProvider time)
{
    private const int MaxRedirects = 5;

    // Ask for the bytes without compression, because ranges and sizes count them. Without this header the handler would offer compression.
    private static readonly StringWithQualityHeaderValue[] Encodings = [new("identity"), new("gzip", 0), new("deflate", 0), new("br", 0)];

    /// <summary>Requests a file, and returns as soon as the headers of the answer are there, whatever its status.</summary>
    /// <param name="address">The address of the file.</param>
    /// <param name="from">The first byte wanted; 0 for the whole file.</param>
    /// <param name="ifSame">The entity tag of the bytes that are there already. A host with another version sends the whole file.</param>
    /// <param name="what">What the file is, for messages.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<HttpResponseMessage> GetAsync(
        Uri address, long from, EntityTagHeaderValue? ifSame, string what, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (!ServiceHosts.Allows(address, options))
            {
                throw new NeteaseApiException(
                    NeteaseErrorKind.Malformed,
                    $"{what}: the address is on the host '{address.Host}', but files are fetched from {ServiceHosts.Describe(options)} only. A server in between may have replaced it with a file of another service.")
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
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return response;
            }

            using (response)
            {
                if (redirects == MaxRedirects
                    || response.Headers.Location is not { } location
                    || !Uri.TryCreate(address, location, out var next))
                {
                    throw new NeteaseApiException(
                        NeteaseErrorKind.Malformed, $"{what}: the host of the file redirects too often or to no address.")
                    {
                        Endpoint = what,
                        Status = response.StatusCode,
                    };
                }

                address = next;
            }
        }
    }

    /// <summary>Reads the next bytes of an answer, and waits for them no longer than <see cref="NeteaseOptions.RequestTimeout"/>.</summary>
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
            // Cancellation takes precedence over a connection that breaks at the same time.
            cancellationToken.ThrowIfCancellationRequested();
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

    /// <summary>The kind of error that a status means when the host does not send the file.</summary>
    public static NeteaseErrorKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => NeteaseErrorKind.Hidden,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => NeteaseErrorKind.Gone,
        HttpStatusCode.TooManyRequests => NeteaseErrorKind.Throttled,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => NeteaseErrorKind.Unavailable,
        _ => NeteaseErrorKind.Malformed,
    };

    /// <summary>
    /// Whether an exception says that the compressed bytes are damaged. The Brotli decoder throws an
    /// <see cref="InvalidOperationException"/> then.
    /// </summary>
    public static bool IsDamaged(Exception e) => e is InvalidDataException or (InvalidOperationException and not ObjectDisposedException);

    private static bool IsBroken(Exception e) => e is HttpRequestException or IOException or OperationCanceledException || IsDamaged(e);

    // The inner exception of a failed connection contains host and port, but not the address with its signature.
    private NeteaseApiException Broken(string what, bool silent, Exception inner) =>
        IsDamaged(inner)
            ? new(NeteaseErrorKind.Malformed, $"{what}: the compressed bytes are damaged.", inner) { Endpoint = what }
            : new(
                NeteaseErrorKind.Unavailable,
                silent ? $"{what}: no data came for {options.RequestTimeout.TotalSeconds:0.#} s." : $"{what}: the connection broke.", inner)
            {
                Endpoint = what,
            };
}
