using System.Runtime.CompilerServices;
using ZetDard.Netease.Wire;

namespace ZetDard.Netease;

/// <summary>Logs in by QR code: asks for a code, then for its state every two seconds. The <see cref="NeteaseCaller"/> keeps the session that the last answer brings.</summary>
internal sealed class QrLogIn(INeteaseCaller caller, TimeProvider time)
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
        var key = Answers.QrKey(NeteaseEndpoints.QrKey, await caller.CallAsync(NeteaseEndpoints.QrKey.With(), cancellationToken).ConfigureAwait(false));
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
            yield return new(state, address);
        }
    }

    private static QrLogInState ReadState(ReadOnlyMemory<byte> body) => Envelope.Read(body.Span).Code switch
    {
        ExpiredCode => QrLogInState.Expired,
        801 => QrLogInState.Waiting,
        802 => QrLogInState.Scanned,
        ConfirmedCode => QrLogInState.Confirmed,
        var code => throw new NeteaseApiException(NeteaseErrorKind.Malformed, $"{NeteaseEndpoints.QrCheck.Name}: the answer's code is none of the states 800 to 803.")
        {
            Endpoint = NeteaseEndpoints.QrCheck.Name,
            ServiceCode = code,
        },
    };
}
