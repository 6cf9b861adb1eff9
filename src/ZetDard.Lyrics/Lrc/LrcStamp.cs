using System.Buffers;
using System.Globalization;

namespace ZetDard.Lyrics;

/// <summary>Reads the time stamps of lyric files.</summary>
internal static class LrcStamp
{
    /// <summary>The maximum length of the text between brackets that can be a time stamp.</summary>
    public const int MaxLength = 32;

    private const int MaxOffsetLength = 16;
    private const double MaxOffset = 1e9;       // in either unit; songs are shorter
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>
    /// Reads mm:ss, mm:ss.f…, mm:ss:ff, hh:mm:ss.f… and hh:mm:ss:ff, with an optional sign before any part and blanks around it. A
    /// comma counts as a full stop, and a full-width colon as a colon. A number of one or two digits behind a hyphen is left out.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        text = text.Trim();
        var isNegative = false;
        if (text.Length > MaxLength || !TryNumber(ref text, ref isNegative, 6, out var first, out _) || !TrySkip(ref text, ":：") ||
            !TryNumber(ref text, ref isNegative, 3, out var second, out _))
        {
            return false;
        }

        var (minutes, seconds, fraction, digits) = (first, second, 0L, 0);
        if (!text.IsEmpty)
        {
            var isColon = text[0] is ':' or '：';
            if (text[0] != '-' && (!TrySkip(ref text, ".,:：") || !TryFraction(ref text, ref isNegative, out fraction, out digits)))
            {
                return false;
            }

            if (isColon && !text.IsEmpty && text[0] != '-')
            {
                (minutes, seconds) = ((first * 60) + second, fraction);
                if (digits > 3 || !TrySkip(ref text, ".,:：") || !TryFraction(ref text, ref isNegative, out fraction, out digits))
                {
                    return false;
                }
            }
        }

        if (!text.IsEmpty && !IsSuffix(text))
        {
            return false;
        }

        var ticks = (((minutes * 60) + seconds) * TimeSpan.TicksPerSecond) + (long)(fraction * Math.Pow(10, 7 - digits));
        time = new(isNegative ? -ticks : ticks);
        return true;
    }

    /// <summary>Reads a whole number of milliseconds of at most nine digits, with an optional sign.</summary>
    public static bool TryMilliseconds(ReadOnlySpan<char> text, out TimeSpan time)
    {
        text = text.Trim();
        var isNegative = false;
        var isRead = TryNumber(ref text, ref isNegative, 9, out var milliseconds, out _) && text.IsEmpty;
        time = TimeSpan.FromMilliseconds(isNegative ? -milliseconds : milliseconds);
        return isRead;
    }

    /// <summary>
    /// Reads the value of an offset tag: milliseconds, or a number with a unit (ms, s, 毫秒, 秒), with an optional sign.
    /// </summary>
    public static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        text = text.Trim();
        var isNegative = text.StartsWith('-') || text.StartsWith('−') || text.StartsWith('－');
        if (isNegative || text.StartsWith('+') || text.StartsWith('＋'))
        {
            text = text[1..].TrimStart();
        }

        var end = text.IndexOfAnyExcept(NumberCharacters);
        var number = end < 0 ? text : text[..end];
        var unit = end < 0 ? "" : text[end..].Trim();
        double ticks = unit switch
        {
            "" or "毫秒" => TimeSpan.TicksPerMillisecond,
            "秒" => TimeSpan.TicksPerSecond,
            _ when unit.Equals("ms", StringComparison.OrdinalIgnoreCase) => TimeSpan.TicksPerMillisecond,
            _ when unit.Equals("s", StringComparison.OrdinalIgnoreCase) || unit.Equals("sec", StringComparison.OrdinalIgnoreCase) =>
                TimeSpan.TicksPerSecond,
            _ => 0,
        };
        if (ticks == 0 || number.Length > MaxOffsetLength
            || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value >= MaxOffset)
        {
            return false;
        }

        offset = new((long)((isNegative ? -value : value) * ticks));
        return true;
    }

    private static bool TrySkip(ref ReadOnlySpan<char> text, ReadOnlySpan<char> any)
    {
        text = text.TrimStart();
        if (text.IsEmpty || !any.Contains(text[0]))
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    // The digits may be missing, as in [00:15.].
    private static bool TryFraction(ref ReadOnlySpan<char> text, ref bool isNegative, out long fraction, out int digits)
    {
        (fraction, digits) = (0, 0);
        return text.IsWhiteSpace() || TryNumber(ref text, ref isNegative, 9, out fraction, out digits);
    }

    private static bool IsSuffix(ReadOnlySpan<char> text) =>
        text[0] == '-' && text.Length is 2 or 3 && !text[1..].ContainsAnyExceptInRange('0', '9');

    private static bool TryNumber(ref ReadOnlySpan<char> text, ref bool isNegative, int most, out long number, out int digits)
    {
        (number, digits) = (0, 0);
        text = text.TrimStart();
        if (!text.IsEmpty && text[0] is '-' or '+')
        {
            isNegative |= text[0] == '-';
            text = text[1..];
        }

        while (!text.IsEmpty && char.IsAsciiDigit(text[0]))
        {
            if (++digits > most)
            {
                return false;
            }

            number = (10 * number) + (text[0] - '0');
            text = text[1..];
        }

        text = text.TrimStart();
        return digits > 0;
    }
}
