using System.Net;

namespace ZetDard.Netease;

/// <summary>Thrown when the service answers, but not with what was asked for, or cannot be asked. Never holds a cookie or a token.</summary>
public sealed class NeteaseApiException(NeteaseErrorKind kind, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What to act on.</summary>
    public NeteaseErrorKind Kind { get; } = kind;

    /// <summary>What was asked, such as <c>playlist detail</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The service's own code in the answer's body; <see langword="null"/> where it gave none.</summary>
    public int? ServiceCode { get; init; }

    /// <summary>The HTTP status; <see langword="null"/> where nothing came back.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>When it may be tried again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where a person verifies himself, for <see cref="NeteaseErrorKind.VerificationDemanded"/>.</summary>
    public Uri? VerifyUrl { get; init; }
}
