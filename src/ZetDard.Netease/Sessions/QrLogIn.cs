using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ZetDard.Netease;

/// <summary>Logs in by QR code: asks for a code, then for its state every two seconds. The <see cref="NeteaseCaller"/> keeps the session that the last answer brings.</summary>
internal sealed class QrLogIn(INeteaseCaller caller, ISessionStore sessions, TimeProvider time)
{
    /// <summary>The code was not scanned in time.</summary>
    internal const int ExpiredCode = 800;

    /// <summary>The person confirmed; the answer's cookies are the session.</summary>
    internal const int ConfirmedCode = 803;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    /// <summary>Yields the address to draw, then each change of state, until confirmed or expired.</summary>
    /// <exception cref="NeteaseApiException">The service refused, or what it answered makes no sense.</exception>
    public async IAsyncEnumerable<QrLogInStep> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var key = ReadKey(await caller.CallAsync(NeteaseEndpoints.QrKey.With(), cancellationToken).ConfigureAwait(false));
        var address = new Uri($"https://music.163.com/login?codekey={Uri.EscapeDataString(key)}");
        var state = QrLogInState.Waiting;
        yield return new(state, address);
        while (state is QrLogInState.Waiting or QrLogInState.Scanned)
        {
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
            var next = ReadState(await caller.CallAsync(NeteaseEndpoints.QrCheck.With(("key", key)), cancellationToken).ConfigureAwait(false));
            if (next == state)
            {
                continue;
            }

            state = next;
            if (state == QrLogInState.Confirmed && await sessions.LoadAsync(cancellationToken).ConfigureAwait(false) is null)
            {
                throw Malformed(NeteaseEndpoints.QrCheck, "The log-in was confirmed, but the answer brought no MUSIC_U cookie. Log in again, or paste a session's cookies.");
            }

            yield return new(state, address);
        }
    }

    // {"code":200,"unikey":…} of a direct call; a server wraps it in "data".
    private static string ReadKey(ReadOnlyMemory<byte> body)
    {
        using var answer = JsonDocument.Parse(body);
        var root = answer.RootElement;
        if (root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object)
        {
            root = data;
        }

        return root.TryGetProperty("unikey", out var key) && key.ValueKind == JsonValueKind.String && key.GetString() is { Length: > 0 } text
            ? text
            : throw Malformed(NeteaseEndpoints.QrKey, "The answer holds no unikey.");
    }

    private static QrLogInState ReadState(ReadOnlyMemory<byte> body) => Envelope.Read(body.Span).Code switch
    {
        ExpiredCode => QrLogInState.Expired,
        801 => QrLogInState.Waiting,
        802 => QrLogInState.Scanned,
        ConfirmedCode => QrLogInState.Confirmed,
        var code => throw new NeteaseApiException(NeteaseErrorKind.Malformed, $"A log-in's state is one of the codes 800 to 803; the answer has {code?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}.")
        {
            Endpoint = NeteaseEndpoints.QrCheck.Name,
            ServiceCode = code,
        },
    };

    private static NeteaseApiException Malformed(NeteaseEndpoint endpoint, string message) => new(NeteaseErrorKind.Malformed, message) { Endpoint = endpoint.Name };
}
