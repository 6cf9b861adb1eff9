using System.Text;

namespace ZetDard.Lyrics;

/// <summary>Reads the words of a line and their times.</summary>
internal static class TimedWords
{
    private const int MaxWordTimeLength = 40;
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(36_500);            // for the time of a word, which is a sum

    /// <summary>
    /// Reads what follows [start,duration]: (start,duration,0)word, (0,duration)word, word(start,duration), or &lt;offset,duration,0>word,
    /// whose offset is that from the start of the line.
    /// </summary>
    public static LyricDraft ReadSpan(ReadOnlySpan<char> rest, TimeSpan start, TimeSpan? duration)
    {
        var words = new List<LyricWord>();
        var text = new StringBuilder();
        var cursor = start;
        var from = 0;
        (TimeSpan Time, TimeSpan Duration)? open = null;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] is not ('(' or '<')
                || !TryReadWordTime(rest[i..], out var first, out var second, out var parts, out var length))
            {
                continue;
            }

            var isAfter = parts == 2 && rest[i] == '(' && open is null && (words.Count > 0 || !rest[..i].IsWhiteSpace());
            if (isAfter)
            {
                Add(rest[from..i], (first, second));
            }
            else
            {
                if (open is { } before)
                {
                    Add(rest[from..i], before);
                }

                open = (rest[i] == '<' ? Sum(start, first) : parts == 3 ? first : Sum(cursor, first), second);
                cursor = Sum(cursor, second);
            }

            i += length - 1;
            from = i + 1;
        }

        if (open is { } last)
        {
            Add(rest[from..], last);
        }
        else
        {
            text.Append(LyricText.Clean(rest[from..]));
        }

        return new(start, text.ToString().Trim()) { Duration = duration >= TimeSpan.Zero ? duration : null, Words = words, IsSpan = true };

        void Add(ReadOnlySpan<char> word, (TimeSpan Time, TimeSpan Duration) time)
        {
            var cleaned = LyricText.Clean(word);
            if (cleaned.Length > 0)
            {
                text.Append(cleaned);
                words.Add(new(time.Time, time.Duration, cleaned));
            }
        }
    }

    /// <summary>Reads &lt;mm:ss.xx>word or [mm:ss.xx]word inside a line.</summary>
    /// <param name="line">The line without its own stamps.</param>
    /// <param name="start">The time of what stands before the first stamp, if it is known.</param>
    /// <param name="text">The line without stamps.</param>
    public static List<LyricWord> ReadStamps(ReadOnlySpan<char> line, TimeSpan? start, out string text)
    {
        var words = new List<LyricWord>();
        var whole = new StringBuilder();
        var open = start;
        var from = 0;
        var hasStamps = false;
        var prefix = "";
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] is not ('<' or '['))
            {
                continue;
            }

            var end = line.Slice(i, Math.Min(line.Length - i, LrcStamp.MaxLength + 2)).IndexOf(line[i] == '<' ? '>' : ']');
            if (end < 0 || !LrcStamp.TryRead(line.Slice(i + 1, end - 1), out var time))
            {
                continue;
            }

            Close(line[from..i], time);
            (open, hasStamps) = (time, true);
            i += end;
            from = i + 1;
        }

        if (!hasStamps)
        {
            text = LyricText.Clean(line).Trim();
            return words;
        }

        Close(line[from..], null);
        text = whole.ToString().Trim();
        return words;

        void Close(ReadOnlySpan<char> word, TimeSpan? next)
        {
            var cleaned = LyricText.Clean(word);
            whole.Append(cleaned);
            if (open is { } time && !string.IsNullOrWhiteSpace(cleaned))
            {
                words.Add(new(time, next >= time ? next - time : null, prefix + cleaned));
                prefix = "";
            }
            else if (open is null && !cleaned.Any(char.IsLetterOrDigit))
            {
                prefix = cleaned;       // an opening bracket belongs to the first word
            }
        }
    }

    /// <summary>Reads Lyricify's syllables, whose line has no time but a digit of properties: [4]Hello (1000,300)world(1300,400).</summary>
    /// <returns><see langword="null"/> if the line is something else.</returns>
    public static LyricDraft? TryReadSyllables(ReadOnlySpan<char> properties, ReadOnlySpan<char> rest)
    {
        const char FirstBackground = '6';
        if (properties is not [>= '0' and <= '8'])
        {
            return null;
        }

        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '(' && TryReadWordTime(rest[i..], out var first, out _, out var parts, out _) && parts == 2)
            {
                var line = ReadSpan(rest, first, duration: null);
                line.IsBackground = properties[0] >= FirstBackground;
                return line;
            }
        }

        return null;
    }

    /// <summary>Removes characters, such as the mark of a singer, from the beginning of the words of a line.</summary>
    public static List<LyricWord> WithoutStart(IReadOnlyList<LyricWord> words, int length)
    {
        var result = new List<LyricWord>(words.Count);
        var isStart = true;
        foreach (var word in words)
        {
            var text = isStart ? word.Text.TrimStart() : word.Text;     // the text of the line is trimmed too
            var removed = Math.Min(length, text.Length);
            isStart &= removed == text.Length;
            length -= removed;
            if (removed < text.Length)
            {
                result.Add(removed > 0 ? word with { Text = text[removed..] } : word);
            }
        }

        return result;
    }

    private static TimeSpan Sum(TimeSpan left, TimeSpan right) =>
        TimeSpan.FromTicks(Math.Clamp(left.Ticks + right.Ticks, -MaxTime.Ticks, MaxTime.Ticks));

    private static bool TryReadWordTime(ReadOnlySpan<char> text, out TimeSpan first, out TimeSpan second, out int parts, out int length)
    {
        (first, second, parts, length) = (default, default, 0, 0);
        var end = text[..Math.Min(text.Length, MaxWordTimeLength)].IndexOf(text[0] == '<' ? '>' : ')');
        if (end < 0)
        {
            return false;
        }

        length = end + 1;
        foreach (var range in text[1..end].Split(','))
        {
            if (!LrcStamp.TryMilliseconds(text[1..end][range], out var number))
            {
                return false;
            }

            (first, second) = parts switch { 0 => (number, second), 1 => (first, number), _ => (first, second) };
            parts++;
        }

        return parts is 2 or 3;
    }
}
