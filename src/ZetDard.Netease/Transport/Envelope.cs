using System.Net;
using System.Text.Json;
using ZetDard.Netease.Downloads;

namespace ZetDard.Netease;

/// <summary>
/// The members around the content of an answer: its code, and the marks of answers that are errors. They are read without
/// building a JSON document.
/// </summary>
/// <param name="IsObject">Whether the body is one complete JSON object, with at most <see cref="MaxObjects"/> others in it.</param>
/// <param name="Code">The service's code; <see langword="null"/> if there is none.</param>
/// <param name="IsEmpty">Whether the object has no members.</param>
/// <param name="IsAbroad">Whether it is the encrypted answer for addresses outside of China.</param>
/// <param name="VerifyUrl">The page on which a person can verify themselves; only a page of the service's own site counts.</param>
internal readonly record struct Envelope(
    bool IsObject, int? Code = null, bool IsEmpty = false, bool IsAbroad = false, Uri? VerifyUrl = null)
{
    /// <summary>
    /// The maximum number of JSON objects in an answer; the largest known answer, a playlist of 100,000 songs, has an eighth of it. Each
    /// becomes an object in memory: 64 MiB of <c>{}</c>, a few kilobytes on the way when compressed, would need 5 GB.
    /// </summary>
    internal const int MaxObjects = 1_000_000;

    private const int OkCode = 200;

    /// <summary>
    /// Reads the envelope. The whole body is scanned, so that one that is cut short is detected here and requested again.
    /// </summary>
    /// <param name="body">The body, UTF-8.</param>
    public static Envelope Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        int? code = null;
        var members = 0;
        var objects = 0;
        var isAbroad = false;
        var isTooOften = false;
        Uri? verifyUrl = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    if (reader.TokenType == JsonTokenType.StartObject && ++objects > MaxObjects)
                    {
                        return default;
                    }

                    continue;
                }

                if (reader.CurrentDepth == 1)
                {
                    members++;
                    if (code is null && reader.ValueTextEquals("code"u8) && reader.Read())
                    {
                        code = ReadCode(ref reader);
                    }
                    else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("abroad"u8) && reader.Read())
                    {
                        isAbroad |= reader.TokenType == JsonTokenType.True;
                    }
                    else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("msg"u8) && reader.Read())
                    {
                        // A server in between turns the status 429 into 502, and only this text is left of it.
                        isTooOften |= reader.TokenType == JsonTokenType.String
                            && reader.ValueTextEquals("Request failed with status code 429"u8);
                    }
                }
                else if (reader.CurrentDepth == 2 && verifyUrl is null && reader.ValueTextEquals("verifyUrl"u8) && reader.Read())
                {
                    verifyUrl = ReadUrl(ref reader);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;       // not JSON, or a string in it that is not UTF-8
        }

        return new(true, isTooOften ? (int)HttpStatusCode.TooManyRequests : code, members == 0, isAbroad, verifyUrl);
    }

    /// <summary>
    /// Decides whether an answer is an error: by the service's own code first, then by the HTTP status, because a server in
    /// between maps codes to other statuses.
    /// </summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="location">The target of a redirect.</param>
    /// <returns>The kind of error; <see langword="null"/> if the answer is what was requested.</returns>
    public NeteaseErrorKind? Classify(HttpStatusCode status, Uri? location = null)
    {
        var isSuccess = (int)status is >= 200 and < 300;
        return this switch
        {
            { IsObject: true, IsAbroad: true, Code: null or OkCode } => NeteaseErrorKind.Abroad,
            { IsObject: true, Code: OkCode } => null,
            { IsObject: true, Code: { } code } => Classify(code),
            { IsObject: true, IsEmpty: false } when isSuccess => null,       // a few answers have no code
            _ => (int)status switch
            {
                429 => NeteaseErrorKind.Throttled,
                408 or >= 500 => NeteaseErrorKind.Unavailable,
                301 or 302 or 401 when IsObject => NeteaseErrorKind.LoginRequired,
                // A redirect to the service's own log-in page. A redirect to another site may come from a hotel's network.
                >= 300 and < 400 when location is not null
                    && ServiceHosts.IsSite(location)
                    && location.AbsolutePath.StartsWith("/login", StringComparison.Ordinal) => NeteaseErrorKind.LoginRequired,
                // A page of a proxy in between, or an empty answer, says nothing about the requested resource, and above all not
                // that it is gone.
                _ => NeteaseErrorKind.Malformed,
            },
        };
    }

    private static NeteaseErrorKind Classify(int code) => code switch
    {
        301 or 302 => NeteaseErrorKind.LoginRequired,
        401 or 403 or -2 => NeteaseErrorKind.Hidden,
        404 => NeteaseErrorKind.Gone,
        400 => NeteaseErrorKind.BadRequest,
        405 or 406 or 429 or -447 => NeteaseErrorKind.Throttled,
        -460 => NeteaseErrorKind.Blocked,
        -462 or 250 or 8810 or 8821 or 10003 or 10004 => NeteaseErrorKind.VerificationDemanded,
        >= 500 and < 600 or -1 or 408 => NeteaseErrorKind.Unavailable,
        _ => NeteaseErrorKind.Unknown,
    };

    // Reads 200, 200.0 or "200".
    private static int? ReadCode(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt32(out var code) => code,
        JsonTokenType.Number when reader.TryGetDouble(out var code) && code == Math.Truncate(code) && Math.Abs(code) < int.MaxValue =>
            (int)code,
        JsonTokenType.String when int.TryParse(reader.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var code) => code,
        _ => null,
    };

    private static Uri? ReadUrl(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String
            && Uri.TryCreate(reader.GetString(), UriKind.Absolute, out var url)
            && ServiceHosts.IsSafePage(url)
            ? url
            : null;
}
