using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace ZetDard.Netease;

/// <summary>Validates the ranges of <see cref="NeteaseOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class NeteaseOptionsValidator : IValidateOptions<NeteaseOptions>;

/// <summary>Validates combinations of values of <see cref="NeteaseOptions"/>.</summary>
internal sealed class NeteaseOptionsRules : IValidateOptions<NeteaseOptions>
{
    /// <summary>The maximum rate at which the service may be called.</summary>
    internal const double MaxRequestsPerSecond = 5;

    public ValidateOptionsResult Validate(string? name, NeteaseOptions options)
    {
        var failures = new List<string>();
        foreach (var (what, address) in new[] { (nameof(options.Server), options.Server), (nameof(options.Upstream), options.Upstream) })
        {
            if (address is null)
            {
                continue;
            }

            if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            {
                failures.Add($"{what}: '{address}' is not an http or https address. Use one such as http://127.0.0.1:3000.");
            }
            else if (address.UserInfo.Length + address.Query.Length + address.Fragment.Length > 0)
            {
                failures.Add(
                    $"{what}: the address must not have a user, a query or a fragment. Give only scheme, host and port, such as http://127.0.0.1:3000.");
            }
            else if (options.IsStandIn && !address.IsLoopback)
            {
                failures.Add(
                    $"{what}: {address} is not on this machine, and {nameof(options.IsStandIn)} is set. A stand-in listens on 127.0.0.1; for anything else leave {nameof(options.IsStandIn)} false.");
            }
        }

        if (options is { Server: not null, Upstream: not null })
        {
            failures.Add(
                $"{nameof(options.Server)} and {nameof(options.Upstream)} are both set. Set {nameof(options.Server)} to go through a server, {nameof(options.Upstream)} to send direct calls to a stand-in.");
        }

        if (options is { IsStandIn: true, Server: null, Upstream: null })
        {
            failures.Add(
                $"{nameof(options.IsStandIn)} is set, but calls would go to the service itself. Set {nameof(options.Upstream)} or {nameof(options.Server)} to the stand-in's address.");
        }

        if (options is { PublicKeyPem: { } pem })
        {
            if (options.Upstream is null)
            {
                failures.Add(
                    $"{nameof(options.PublicKeyPem)} is set, but not {nameof(options.Upstream)}: the service can read only what is encrypted with its own key. Remove it, or set {nameof(options.Upstream)} to the stand-in's address.");
            }

            if (!IsRsaKey(pem))
            {
                failures.Add($"{nameof(options.PublicKeyPem)} is not an RSA key in PEM form. It begins with -----BEGIN PUBLIC KEY-----.");
            }
        }

        if (!options.IsStandIn && options.RequestsPerSecond > MaxRequestsPerSecond)
        {
            failures.Add(
                FormattableString.Invariant(
                    $"{nameof(options.RequestsPerSecond)}: {options.RequestsPerSecond} is more than {MaxRequestsPerSecond}, the maximum for the service. Lower it; only a stand-in ({nameof(options.IsStandIn)}) may be called faster."));
        }

        Between(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Between(nameof(options.RetryDelay), options.RetryDelay, Floor(TimeSpan.FromSeconds(1)), Retries.MaxDelay);
        Between(nameof(options.ThrottledPause), options.ThrottledPause, Floor(TimeSpan.FromSeconds(10)), TimeSpan.FromDays(1));
        Between(nameof(options.BlockedPause), options.BlockedPause, Floor(TimeSpan.FromMinutes(1)), TimeSpan.FromDays(31));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        TimeSpan Floor(TimeSpan floor) => options.IsStandIn ? TimeSpan.Zero : floor;

        void Between(string what, TimeSpan value, TimeSpan min, TimeSpan max)
        {
            if (value < min || value > max)
            {
                failures.Add($"{what}: {value} is not between {min} and {max}.");
            }
        }
    }

    private static bool IsRsaKey(string pem)
    {
        try
        {
            WeapiCipher.ReadKey(pem);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
