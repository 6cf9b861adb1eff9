using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>Times as interaction files write them.</summary>
/// <remarks>
/// Nobody counted plays before <see cref="MinYear"/>: an earlier time is a number of another kind, such as a year, a day of a spreadsheet
/// or ticks of .NET, and is refused. Numbers of seconds begin later, in 1995: the ones below are more likely seconds since 2001, as Apple's
/// programs count them. Nanoseconds begin in 2000, since ticks of .NET lie below.
/// </remarks>
internal static class TimeField
{
    private const int MinYear = 1990;
    private const int MaxYear = 2100;
    private const int MaxLength = 64;
    private const long MinUnixSeconds = 788_918_400;            // 1995
    private const long MaxUnixSeconds = 4_133_980_799;          // the end of 2100
    private const long MinUnixSecondsOfNanoseconds = 946_684_800;
    private const long MinDateWithHour = 1_990_000_000;
    private const long MaxDateWithHour = 2_101_000_000;
    private const string Remedy = "give Unix time, or a date such as 2024-05-31 or 2024-05-31T12:30:00Z";

    private static readonly string[] NamedMonthFormats =
    [
        .. from date in (string[])["d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy", "ddd d MMM yyyy", "ddd MMM d yyyy", "d-MMM-yyyy"]
           from clock in (string[])["", " H:mm", " H:mm:ss", " h:mm tt", " h:mm:ss tt", " H:mm:ss zzz"]
           select date + clock,
        "ddd MMM d H:mm:ss yyyy", "ddd MMM d H:mm:ss zzz yyyy",
    ];

    /// <summary>Reads a time.</summary>
    /// <param name="text">The field. One without a value, and 0, are an unknown time, 0.</param>
    /// <param name="unixSeconds">Receives the time.</param>
    /// <returns>What is wrong with the field; <see langword="null"/> if it was read.</returns>
    public static string? Parse(ReadOnlySpan<char> text, out long unixSeconds)
    {
        unixSeconds = 0;
        if (MissingMark.IsMissingNumber(text))
        {
            return null;
        }

        if (text.Length > MaxLength)
        {
            return $"is too long for a time; {Remedy}";
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return OfDigits(text, number, out unixSeconds);
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            var isWhole = value is >= 0 and <= long.MaxValue;
            return isWhole ? OfNumber((long)value, out unixSeconds) : OutOfRange(out unixSeconds);
        }

        return IsoDate(text, out var date) || NamedDate(text, out date) ? InRange(date, out unixSeconds)
            : IsDayOrMonthFirst(text) ? "does not say whether the day or the month comes first; write the year first: 2024-05-31"
            : $"is not a known form of time; {Remedy}";
    }

    private static string? OfDigits(ReadOnlySpan<char> text, long number, out long unixSeconds)
    {
        // No Unix time in range has 8, 14 or 17 digits; one of 12 digits, in milliseconds, is no date of these years.
        var format = text.Length switch
        {
            8 => "yyyyMMdd",
            12 => "yyyyMMddHHmm",
            14 => "yyyyMMddHHmmss",
            17 => "yyyyMMddHHmmssfff",
            _ => null,
        };
        if (format is not null && IsDate(text, format, out var date))
        {
            return InRange(date, out unixSeconds);
        }

        if (number is > MinDateWithHour and < MaxDateWithHour && IsDate(text, "yyyyMMddHH", out _))
        {
            unixSeconds = 0;
            return $"may be seconds, or a date with an hour; {Remedy}";
        }

        return OfNumber(number, out unixSeconds);
    }

    private static string? OfNumber(long number, out long unixSeconds)
    {
        for (var unit = 1L; unit <= 1_000_000_000; unit *= 1000)
        {
            unixSeconds = number / unit;
            var min = unit < 1_000_000_000 ? MinUnixSeconds : MinUnixSecondsOfNanoseconds;
            if (number == 0 || (unixSeconds <= MaxUnixSeconds && unixSeconds >= min))
            {
                return null;
            }
        }

        return OutOfRange(out unixSeconds);
    }

    private static string? InRange(DateTimeOffset date, out long unixSeconds)
    {
        unixSeconds = date.ToUnixTimeSeconds();
        return date.Year is >= MinYear and <= MaxYear ? null : OutOfRange(out unixSeconds);
    }

    private static string OutOfRange(out long unixSeconds)
    {
        unixSeconds = 0;
        return $"is neither Unix time from 1995 to {MaxYear} nor a date from {MinYear} to {MaxYear}; {Remedy}";
    }

    private static bool IsDate(ReadOnlySpan<char> digits, string format, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(digits, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date)
        && date.Year is >= MinYear and <= MaxYear;

    // Year, month and day with '-', '/' or '.' between them; then perhaps hours and minutes, seconds, a fraction of them, and a zone.
    private static bool IsoDate(ReadOnlySpan<char> text, out DateTimeOffset date)
    {
        date = default;
        var mark = text.Length >= 8 ? text[4] : default;
        if (mark is not ('-' or '/' or '.')
            || !Number(ref text, out var year) || !Take(ref text, mark)
            || !Number(ref text, out var month) || !Take(ref text, mark)
            || !Number(ref text, out var day)
            || year is < 2 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || !Clock(text, out var clock, out var offset))
        {
            return false;
        }

        date = new(new DateTime(year, month, day) + clock, offset);
        return true;
    }

    private static bool Clock(ReadOnlySpan<char> text, out TimeSpan clock, out TimeSpan offset)
    {
        (clock, offset) = (default, default);
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] is not ('T' or 't' or ' '))
        {
            return false;
        }

        text = text[1..].TrimStart(' ');
        var second = 0;
        if (!Number(ref text, out var hour) || !Take(ref text, ':') || !Number(ref text, out var minute)
            || (Take(ref text, ':') && !Number(ref text, out second)))
        {
            return false;
        }

        if (Take(ref text, '.') || Take(ref text, ','))
        {
            text = text.TrimStart("0123456789");
        }

        text = text.TrimStart(' ');
        if (text.StartsWith("AM", StringComparison.OrdinalIgnoreCase) || text.StartsWith("PM", StringComparison.OrdinalIgnoreCase))
        {
            if (hour is < 1 or > 12)
            {
                return false;
            }

            hour = (hour % 12) + (text[0] is 'P' or 'p' ? 12 : 0);
            text = text[2..].TrimStart(' ');
        }

        clock = new(hour, minute, Math.Min(second, 59));        // a leap second has the number 60
        return (hour <= 23 || clock == TimeSpan.FromDays(1)) && minute <= 59 && second <= 60 && Zone(text, out offset);
    }

    // Z, UTC or GMT; an offset such as +08:00, +0800 or +08; or an offset and a name of UTC.
    private static bool Zone(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        text = WithoutUtc(text);
        if (text.IsEmpty)
        {
            return true;
        }

        var sign = text[0] switch { '+' => 1, '-' or '\u2212' => -1, _ => 0 };
        var digits = text[1..];
        if (sign == 0 || !Number(ref digits, out var hours))
        {
            return false;
        }

        var minutes = 0;
        if (hours > 99)
        {
            (hours, minutes) = (hours / 100, hours % 100);
        }
        else if (Take(ref digits, ':') && !Number(ref digits, out minutes))
        {
            return false;
        }

        offset = sign * new TimeSpan(hours, minutes, 0);
        return hours <= 14 && minutes <= 59 && offset.Duration() <= TimeSpan.FromHours(14) && WithoutUtc(digits.TrimStart(' ')).IsEmpty;
    }

    private static ReadOnlySpan<char> WithoutUtc(ReadOnlySpan<char> text)
    {
        foreach (var name in (ReadOnlySpan<string>)["Z", "UTC", "GMT", "[UTC]"])
        {
            if (text.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return text[name.Length..].TrimStart(' ');
            }
        }

        return text;
    }

    // 05 Apr 2010, 11:59; Mon, 05 Apr 2010 11:59:00 GMT; Mon Apr 05 11:59:00 +0000 2010
    private static bool NamedDate(ReadOnlySpan<char> text, out DateTimeOffset date)
    {
        var words = text.ToString().Replace(',', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isUtc = words.Length > 1 && words[^1].ToUpperInvariant() is "UTC" or "GMT" or "Z";
        var normal = string.Join(' ', isUtc ? words[..^1] : words);
        return DateTimeOffset.TryParseExact(normal, NamedMonthFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);
    }

    private static bool IsDayOrMonthFirst(ReadOnlySpan<char> text) =>
        text.IndexOfAny('/', '.', '-') is 1 or 2
        && Number(ref text, out var first) && first <= 31 && !text.IsEmpty && text[0] is '/' or '.' or '-'
        && Take(ref text, text[0]) && Number(ref text, out var second) && second <= 31 && !text.IsEmpty && text[0] is '/' or '.' or '-';

    private static bool Number(ref ReadOnlySpan<char> text, out int number)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? text.Length : length;
        number = 0;
        if (length is 0 or > 4)
        {
            return false;
        }

        foreach (var digit in text[..length])
        {
            number = (10 * number) + digit - '0';
        }

        text = text[length..];
        return true;
    }

    private static bool Take(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }
}
