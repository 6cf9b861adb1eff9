using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Times as interaction files write them.</summary>
internal static class TimeField
{
    private const long FirstMilliseconds = 100_000_000_000;         // as seconds, the year 5138
    private const long LastSeconds = 253_402_300_799;               // the end of the year 9999
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads Unix seconds, Unix milliseconds or an ISO 8601 date; nothing before 1970.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long unixSeconds)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out unixSeconds))
        {
            unixSeconds = unixSeconds < FirstMilliseconds ? unixSeconds : unixSeconds / 1000;
            return unixSeconds <= LastSeconds;
        }

        var isDate = DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        unixSeconds = isDate ? date.ToUnixTimeSeconds() : 0;
        return isDate && unixSeconds >= 0;
    }
}
