namespace ZetDard.Lyrics;

/// <summary>Reads the time stamps of lyric files.</summary>
internal static class LrcStamp
{
    /// <summary>The maximum length of the text between brackets that can be a time stamp.</summary>
    public const int MaxLength = 32;

    /// <summary>
    /// Reads mm:ss, mm:ss.f…, mm:ss:ff and hh:mm:ss.f…, with an optional sign before any part. A comma counts as a full stop, and a
    /// full-width colon as a colon.
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
            if (!TrySkip(ref text, ".,:：") || !TryNumber(ref text, ref isNegative, 9, out fraction, out digits))
            {
                return false;
            }

            if (isColon && !text.IsEmpty)
            {
                if (digits > 3 || !TrySkip(ref text, ".,"))
                {
                    return false;
                }

                (minutes, seconds) = ((first * 60) + second, fraction);
                if (!TryNumber(ref text, ref isNegative, 9, out fraction, out digits))
                {
                    return false;
                }
            }
        }

        if (!text.IsEmpty)
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

    private static bool TrySkip(ref ReadOnlySpan<char> text, ReadOnlySpan<char> any)
    {
        if (text.IsEmpty || !any.Contains(text[0]))
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<char> text, ref bool isNegative, int most, out long number, out int digits)
    {
        (number, digits) = (0, 0);
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

        return digits > 0;
    }
}
