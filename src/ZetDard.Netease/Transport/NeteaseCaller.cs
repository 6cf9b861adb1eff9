using System.Net;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using ZetDard.Netease.Downloads;

namespace ZetDard.Netease;

/// <summary>
/// Sends calls. Each attempt waits for the rate limit, gets a new time stamp and encryption, and its answer is read as far as the
/// envelope, which decides whether there is another attempt.
/// </summary>
internal sealed class NeteaseCaller : INeteaseCaller, IDisposable
{
    /// <summary>The maximum size of an answer. The largest known answer, a playlist of 100,000 songs, has some 20 million bytes.</summary>
    internal const int MaxAnswerBytes = 64 * 1024 * 1024;

    private readonly IHttpClientFactory _clients;
    private readonly ISessionStore _sessions;
    private readonly RequestBudget _budget;
    private readonly NeteaseOptions _options;
    private readonly TimeProvider _time;
    private readonly NeteaseTelemetry _telemetry;
    private readonly ILogger _logger;
    private readonly INeteaseTransport _transport;
    private readonly ResiliencePipeline _retries;
    private readonly SemaphoreSlim _keeping = new(1);

    public NeteaseCaller(
        IHttpClientFactory clients, ISessionStore sessions, RequestBudget budget, IOptions<NeteaseOptions> options, TimeProvider time,
        NeteaseTelemetry telemetry, ILogger<NeteaseCaller> logger)
    {
        (_clients, _sessions, _budget, _options, _time, _telemetry, _logger) =
            (clients, sessions, budget, options.Value, time, telemetry, logger);
        _transport = _options.Server is { } server
            ? new ServerTransport(server, time)
            : new DirectTransport(_options.Upstream, _options.Cipher, new(_options.PublicKeyPem), time);
        _retries = Retries.Pipeline(_options, time, telemetry, logger);
    }

    public async Task<ReadOnlyMemory<byte>> CallAsync(NeteaseCall call, CancellationToken cancellationToken)
    {
        using var activity = NeteaseTelemetry.Start(call.Endpoint.Name);
        try
        {
            return await _retries.ExecuteAsync(
                static (state, token) => state.Caller.AttemptAsync(state.Call, token), (Caller: this, Call: call),
                cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            var failure = new NeteaseApiException(
                NeteaseErrorKind.Unavailable,
                $"{call.Endpoint.Name}: not sent, because nearly all recent requests failed on the way. Check whether {Where} can be reached; requests are sent again after a short time.",
                e)
            {
                Endpoint = call.Endpoint.Name,
                RetryAfter = Retries.BreakOf(_options),
            };
            NeteaseTelemetry.Failed(activity, failure);
            throw failure;
        }
        catch (Exception e)
        {
            NeteaseTelemetry.Failed(activity, e);
            throw;
        }
    }

    public async ValueTask<IDisposable> TakeTurnAsync(string what, CancellationToken cancellationToken)
    {
        RefuseUnnamed(what, await _sessions.LoadAsync(cancellationToken).ConfigureAwait(false));
        return await TakeTurnAsync(what, 1, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask AnsweredAsync(string what, DateTimeOffset sent, HttpResponseMessage? response)
    {
        NeteaseErrorKind? kind = response is null ? NeteaseErrorKind.Unavailable
            : (int)response.StatusCode is < 400 or 416 ? null
            : FileFetcher.KindOf(response.StatusCode);
        _telemetry.Answered(what, kind, 0);
        if (kind == NeteaseErrorKind.Throttled)
        {
            await _budget.SlowDownAsync(sent, RetryAfter(response!.Headers.RetryAfter), CancellationToken.None).ConfigureAwait(false);
        }
    }

    public void Dispose() => _keeping.Dispose();

    private string Where => (_options.Server ?? _options.Upstream)?.Authority ?? "the service";

    private async ValueTask<ReadOnlyMemory<byte>> AttemptAsync(NeteaseCall call, CancellationToken cancellationToken)
    {
        var endpoint = call.Endpoint.Name;
        var session = await _sessions.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (!IsLogIn(call.Endpoint))
        {
            RefuseUnnamed(endpoint, session);
        }

        using var turn = await TakeTurnAsync(endpoint, call.Endpoint.Cost, cancellationToken).ConfigureAwait(false);
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            Log.Asking(_logger, endpoint, call.Uri);
        }

        var sent = _time.GetUtcNow();
        var sentTimestamp = _time.GetTimestamp();
        ReadOnlyMemory<byte> body = default;
        Envelope envelope = default;
        string[] cookies = [];
        NeteaseApiException? failure;
        try
        {
            using var request = _transport.Request(call, session);
            using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            // Returns when the whole body has arrived; throws if it is too long or cut short.
            using var client = _clients.CreateClient(NeteaseTelemetry.Name);
            using var response = await client.SendAsync(request, stop.Token).ConfigureAwait(false);
            body = WithoutMark(_transport.Open(call, await response.Content.ReadAsByteArrayAsync(stop.Token).ConfigureAwait(false)));
            envelope = Envelope.Read(body.Span);
            var location = response.Headers.Location is { } to && Uri.TryCreate(request.RequestUri, to, out var whole) ? whole : null;
            var kind = IsState(call, envelope) ? null : envelope.Classify(response.StatusCode, location);
            _telemetry.Answered(endpoint, kind, body.Length);
            Log.Answered(
                _logger, endpoint, envelope.Code, (int)response.StatusCode, body.Length,
                _time.GetElapsedTime(sentTimestamp).TotalMilliseconds);
            cookies = response.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
            failure = kind is null ? null : Failure(kind.Value, endpoint, envelope, response, location);
        }
        catch (Exception e) when (FailureOnTheWay(e, endpoint) is { } onTheWay)
        {
            // Cancellation takes precedence over a connection that breaks at the same time.
            cancellationToken.ThrowIfCancellationRequested();
            failure = onTheWay;
            _telemetry.Answered(endpoint, failure.Kind, 0);
        }

        if (failure is null)
        {
            await KeepCookiesAsync(call, session, envelope, cookies, cancellationToken).ConfigureAwait(false);
            return body;
        }

        // A slow-down or block is stored before the lease ends and the next request is sent, even if this caller has cancelled.
        if (failure.Kind == NeteaseErrorKind.Throttled)
        {
            await _budget.SlowDownAsync(sent, failure.RetryAfter, CancellationToken.None).ConfigureAwait(false);
        }
        else if (failure is { Kind: NeteaseErrorKind.Blocked } or { Kind: NeteaseErrorKind.VerificationDemanded, ServiceCode: -462 })
        {
            var pause = await _budget.BlockAsync(failure.Kind, CancellationToken.None).ConfigureAwait(false);
            throw new NeteaseApiException(failure.Kind, failure.Message)
            {
                Endpoint = endpoint,
                ServiceCode = failure.ServiceCode,
                Status = failure.Status,
                VerifyUrl = failure.VerifyUrl,
                RetryAfter = pause,
            };
        }

        throw failure;
    }

    // The states of a QR log-in are codes of their own, and not errors.
    private static bool IsState(NeteaseCall call, Envelope envelope) =>
        ReferenceEquals(call.Endpoint, NeteaseEndpoints.QrCheck)
            && envelope is { IsObject: true, Code: >= QrLogIn.ExpiredCode and <= QrLogIn.ConfirmedCode };

    // A log-in has no session yet, but it shows that the user wants to call the service.
    private static bool IsLogIn(NeteaseEndpoint endpoint) =>
        ReferenceEquals(endpoint, NeteaseEndpoints.QrKey) || ReferenceEquals(endpoint, NeteaseEndpoints.QrCheck);

    private void RefuseUnnamed(string what, NeteaseSession? session)
    {
        if (session is null && _options is { Server: null, Upstream: null, AllowAnonymous: false })
        {
            throw new InvalidOperationException(
                $"{what}: nothing is sent, because there is neither a server nor a session. Set {nameof(NeteaseOptions)}.{nameof(NeteaseOptions.Server)} to the address of a local NeteaseCloudMusicApi server; "
                + $"or register an {nameof(ISessionStore)} that contains a session ({nameof(NeteaseSession)}.{nameof(NeteaseSession.FromCookies)}, or a log-in by QR code); or set {nameof(NeteaseOptions.AllowAnonymous)}.");
        }
    }

    private async ValueTask<RateLimitLease> TakeTurnAsync(string what, int cost, CancellationToken cancellationToken)
    {
        var since = _time.GetTimestamp();
        var turn = await _budget.AcquireAsync(cost, cancellationToken).ConfigureAwait(false);
        if (turn.IsAcquired)
        {
            _telemetry.Waited(_time.GetElapsedTime(since));
            return turn;
        }

        TimeSpan? retryAfter = turn.TryGetMetadata(MetadataName.RetryAfter, out var left) ? left : null;
        var kind = turn.TryGetMetadata(RequestBudget.Refusal, out var why) ? why : NeteaseErrorKind.Throttled;
        var message = kind switch
        {
            NeteaseErrorKind.BudgetSpent =>
                $"the budget of the day is spent. It is renewed at midnight UTC; {nameof(NeteaseOptions.RequestsPerDay)} sets its size.",
            NeteaseErrorKind.VerificationDemanded =>
                "the service recently demanded verification, and all requests are stopped. Verify yourself in a browser.",
            _ => "the service recently refused this address, and all requests are stopped. Do not try to get around it.",
        };
        throw new NeteaseApiException(kind, $"{what}: not sent, since {message}") { Endpoint = what, RetryAfter = retryAfter };
    }

    private NeteaseApiException Failure(
        NeteaseErrorKind kind, string endpoint, Envelope envelope, HttpResponseMessage response, Uri? location)
    {
        var message = kind switch
        {
            NeteaseErrorKind.LoginRequired =>
                "the service requires a session. Log in by QR code, or provide the cookies of a valid session.",
            NeteaseErrorKind.Hidden => "the owner does not show it to this account.",
            NeteaseErrorKind.Gone => "it does not exist, or no longer exists.",
            NeteaseErrorKind.BadRequest => "the service refused the parameters.",
            NeteaseErrorKind.Throttled => "the service answers 'too many requests'.",
            NeteaseErrorKind.Blocked => "the service refuses this address. All requests are stopped; do not try to get around it.",
            NeteaseErrorKind.VerificationDemanded => "the service demands verification. Verify yourself in a browser.",
            NeteaseErrorKind.Unavailable => "the service, or the server in between, failed.",
            NeteaseErrorKind.Malformed when location is not null =>
                $"this is not an answer of the service, but a redirect to the host '{location.Host}'. Check whether the log-in page of a network or a proxy is in between.",
            NeteaseErrorKind.Malformed =>
                $"this is not an answer of the service (it is not one complete JSON object, or has more than {Envelope.MaxObjects} in it).",
            NeteaseErrorKind.Abroad => "the service sent the encrypted answer for addresses outside of China, which cannot be read.",
            _ => "the service answered with an unknown code.",
        };
        var code = envelope.Code is { } known ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"code {known}, ") : "";
        return new(
            kind,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{endpoint}: {message} ({code}HTTP status {(int)response.StatusCode})"))
        {
            Endpoint = endpoint,
            ServiceCode = envelope.Code,
            Status = response.StatusCode,
            RetryAfter = RetryAfter(response.Headers.RetryAfter),
            VerifyUrl = kind == NeteaseErrorKind.VerificationDemanded ? envelope.VerifyUrl : null,
        };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        (header?.Delta ?? header?.Date - _time.GetUtcNow()) is { } delay && delay > TimeSpan.Zero
            ? TimeSpan.FromTicks(Math.Min(delay.Ticks, TimeSpan.TicksPerDay))
            : null;

    private NeteaseApiException? FailureOnTheWay(Exception exception, string endpoint) => exception switch
    {
        OperationCanceledException =>
            new(NeteaseErrorKind.Unavailable, $"{endpoint}: no complete answer from {Where} within {_options.RequestTimeout}.", exception)
        {
            Endpoint = endpoint,
        },
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            new(NeteaseErrorKind.Malformed, $"{endpoint}: the answer is longer than {MaxAnswerBytes} bytes, or its headers are too long.", exception)
        {
            Endpoint = endpoint,
        },
        // Without its exception, which quotes the line that is not HTTP: it may be a Set-Cookie header.
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            new(NeteaseErrorKind.Unavailable, $"{endpoint}: the answer from {Where} is not valid HTTP.")
        {
            Endpoint = endpoint,
        },
        _ when FileFetcher.IsDamaged(exception) =>
            new(NeteaseErrorKind.Malformed, $"{endpoint}: the compressed answer is damaged.", exception)
        {
            Endpoint = endpoint,
        },
        HttpRequestException { StatusCode: null } or IOException =>
            new(NeteaseErrorKind.Unavailable, $"{endpoint}: the connection to {Where} failed ({exception.Message})", exception)
        {
            Endpoint = endpoint,
        },
        _ => null,
    };

    // A byte order mark is not part of the text, and JSON readers refuse it.
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private static NeteaseApiException NoSession() =>
        new(NeteaseErrorKind.Malformed, $"{NeteaseEndpoints.QrCheck.Name}: the log-in is confirmed, but its answer brought no {NeteaseSession.AccountCookie} cookie. Log in again, or provide the cookies of a session.")
        {
            Endpoint = NeteaseEndpoints.QrCheck.Name,
        };

    // An answer refreshes the session that the call was sent with, but not another one that was stored meanwhile. The answer to a
    // log-in brings a new session.
    private async ValueTask KeepCookiesAsync(
        NeteaseCall call, NeteaseSession? session, Envelope envelope, string[] cookies, CancellationToken cancellationToken)
    {
        var isLogIn = ReferenceEquals(call.Endpoint, NeteaseEndpoints.QrCheck) && envelope.Code == QrLogIn.ConfirmedCode;
        if (!isLogIn && (session is null || session.With(cookies) == session))
        {
            return;
        }

        await _keeping.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (isLogIn)
            {
                await _sessions.SaveAsync(NeteaseSession.FromAnswer(cookies) ?? throw NoSession(), cancellationToken).ConfigureAwait(false);
            }
            else if (await _sessions.LoadAsync(cancellationToken).ConfigureAwait(false) is { } current
                && current.Cookies[NeteaseSession.AccountCookie] == session!.Cookies[NeteaseSession.AccountCookie]
                && current.With(cookies) is var refreshed && refreshed != current)
            {
                await _sessions.SaveAsync(refreshed, cancellationToken).ConfigureAwait(false);
                Log.SessionKept(_logger);
            }
        }
        catch (Exception e) when (!isLogIn && e is IOException or UnauthorizedAccessException)
        {
            Log.SessionNotKept(_logger, e);       // the old session is still valid, and the answer has arrived
        }
        finally
        {
            _keeping.Release();
        }
    }
}
