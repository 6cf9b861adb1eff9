using System.Net;

namespace ZetDard.Netease;

/// <summary>
/// Thrown if the service cannot be called, or does not answer with what was requested. It never contains a cookie or a token.
/// </summary>
public sealed class NeteaseApiException(NeteaseErrorKind kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The kind of error, for the caller to act on.</summary>
    public NeteaseErrorKind Kind { get; } = kind;

    /// <summary>What was requested, such as <c>playlist detail</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The service's own code in the body of the answer; <see langword="null"/> if there is none.</summary>
    public int? ServiceCode { get; init; }

    /// <summary>The HTTP status; <see langword="null"/> if no answer came.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How long to wait before the next attempt; <see langword="null"/> if that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The page on which a person can verify themselves, for <see cref="NeteaseErrorKind.VerificationDemanded"/>: an https address of
    /// music.163.com or a host below it. <see langword="null"/> if the answer has no such address.
    /// </summary>
    public Uri? VerifyUrl { get; init; }
}
