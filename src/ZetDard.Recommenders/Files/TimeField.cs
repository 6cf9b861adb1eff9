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

    /// <summary>
    /// Reads Unix seconds, Unix milliseconds or an ISO 8601 date; nothing before 1970. Eight digits that are a day of the years
    /// 1900 to 2100 are a date (<c>20240101</c>): as Unix seconds they would be a day of August 1970 or thereabouts, when
    /// nobody counted plays.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long unixSeconds)
    {
        if (text.Length == 8 && DateTimeOffset.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) && day.Year is >= 1900 and <= 2100)
        {
            unixSeconds = day.ToUnixTimeSeconds();
            return unixSeconds >= 0;
        }

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
