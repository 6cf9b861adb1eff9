using System.Runtime.CompilerServices;
using ZetDard.Netease.Wire;

namespace ZetDard.Netease;

/// <summary>
/// Logs in by QR code: requests a code, then its state every two seconds. The <see cref="NeteaseCaller"/> stores the session that
/// the last answer brings.
/// </summary>
internal sealed class QrLogIn(INeteaseCaller caller, TimeProvider time)
{
    /// <summary>The code was not scanned in time.</summary>
    internal const int ExpiredCode = 800;

    /// <summary>The user confirmed; the cookies of the answer are the session.</summary>
    internal const int ConfirmedCode = 803;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Yields the address to draw as a QR code, then each change of state, until the log-in is confirmed or the code expires.
    /// </summary>
    /// <exception cref="NeteaseApiException">The service refused, or its answer has an unknown state.</exception>
    public async IAsyncEnumerable<QrLogInStep> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var key = Answers.QrKey(
            NeteaseEndpoints.QrKey, await caller.CallAsync(NeteaseEndpoints.QrKey.With(), cancellationToken).ConfigureAwait(false));
        var address = new Uri($"https://music.163.com/login?codekey={Uri.EscapeDataString(key)}");
        var state = QrLogInState.Waiting;
        yield return new(state, address);
        while (state is QrLogInState.Waiting or QrLogInState.Scanned)
        {
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
            var next = ReadState(
                await caller.CallAsync(NeteaseEndpoints.QrCheck.With(("key", key)), cancellationToken).ConfigureAwait(false));
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
        var code => throw new NeteaseApiException(
            NeteaseErrorKind.Malformed, $"{NeteaseEndpoints.QrCheck.Name}: the code of the answer is not one of the states 800 to 803.")
        {
            Endpoint = NeteaseEndpoints.QrCheck.Name,
            ServiceCode = code,
        },
    };
}
