using System.Text;
using System.Text.Json;

namespace ZetDard.Lyrics;

/// <summary>Reads lyric files in time linear in the length of the text. It never throws.</summary>
internal static class LrcReader
{
    private const int MaxKeyLength = 16;
    private const int MaxWordTimeLength = 40;
    private const int MaxCopyRatio = 10;            // how many times as long as the file the copies of lines with several stamps may be
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(36_500);            // for the time of a word, which is a sum
    private static readonly TimeSpan SameTime = TimeSpan.FromMilliseconds(10);      // some files have only two digits after the second
    private static readonly string[] Sections =
        ["verse", "chorus", "bridge", "intro", "outro", "hook", "refrain", "interlude", "prechorus", "solo", "break", "drop"];

    public static ParsedLyric Read(string text, string? translation)
    {
        var file = ReadFile(text);
        var lines = file.Lines;
        var kinds = CreditRule.Classify([.. lines.Select(line => line.Text)], file.Metadata);
        if (!string.IsNullOrWhiteSpace(translation))
        {
            // Credits often have the time of the first sung line. They have no translation.
            Join([.. lines.Where((_, i) => kinds[i] == LyricLineKind.Sung)], ReadSungLines(translation));
        }

        var isSection = new bool[lines.Count];
        var sung = SingerMarks.Read([.. lines.Select((line, i) => kinds[i] == LyricLineKind.Sung ? line.Text : null)], isSection);
        var result = new List<LyricLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var kind = isSection[i] ? LyricLineKind.Section : kinds[i];
            var (singer, rest) = kind == LyricLineKind.Sung ? sung[i] : (null, line.Text);
            result.Add(new(line.Time is { } time && time < TimeSpan.Zero ? TimeSpan.Zero : line.Time, rest)
            {
                Kind = kind,
                Singer = singer,
                Duration = line.Duration,
                Translation = line.Translation,
                Words = line.Words,
            });
        }

        return new(file.Metadata, file.Offset, string.IsNullOrWhiteSpace(translation) ? WithoutTranslationLines(result) : result);
    }

    private static List<Draft> ReadSungLines(string text)
    {
        var (metadata, _, lines) = ReadFile(text);
        var kinds = CreditRule.Classify([.. lines.Select(line => line.Text)], metadata);
        return [.. lines.Where((_, i) => kinds[i] is LyricLineKind.Sung)];
    }

    private static (Dictionary<string, string> Metadata, TimeSpan Offset, List<Draft> Lines) ReadFile(string text)
    {
        text = WithLines(text);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var drafts = new List<Draft>();
        var copies = (long)MaxCopyRatio * text.Length;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            ReadLine(line, metadata, drafts, ref copies);
        }

        var hasOffset = metadata.TryGetValue("offset", out var value);
        var offset = hasOffset && LrcStamp.TryMilliseconds(value, out var shift) ? shift : TimeSpan.Zero;
        return (metadata, offset, Finish(drafts, offset));
    }

    // Some files have lost their line ends. If the text between two stamps is long enough on average, each stamp begins a line; if not, the
    // stamps stand between the words of one line.
    private static string WithLines(string text)
    {
        const int MinLineLength = 4;
        if (text.AsSpan().ContainsAny('\n', '\r'))
        {
            return text;
        }

        var starts = new List<int>();
        var stamps = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '['
                && text.AsSpan(i, Math.Min(text.Length - i, LrcStamp.MaxLength + 2)).IndexOf(']') is > 1 and var end
                && LrcStamp.TryRead(text.AsSpan(i + 1, end - 1), out _))
            {
                stamps += end + 1;
                if (i == 0 || text[i - 1] != ']')
                {
                    starts.Add(i);
                }

                i += end;
            }
        }

        if (starts.Count < 3 || text.Length - stamps < MinLineLength * starts.Count)
        {
            return text;
        }

        var lines = new StringBuilder(text.Length + starts.Count);
        var from = 0;
        foreach (var start in starts)
        {
            lines.Append(text, from, start - from).Append('\n');
            from = start;
        }

        return lines.Append(text, from, text.Length - from).ToString();
    }

    private static void ReadLine(ReadOnlySpan<char> line, Dictionary<string, string> metadata, List<Draft> drafts, ref long copies)
    {
        line = line.Trim("\uFEFF\u200B\0 \t\u3000");
        if (line is ['{', .., '}'] && TryReadJson(line, drafts))
        {
            return;
        }

        var stamps = new List<TimeSpan>(1);
        var hasTag = false;
        while (true)
        {
            line = line.TrimStart();
            if (line.IsEmpty || line[0] != '[' || line.IndexOf(']') is not (> 1 and var end))
            {
                break;
            }

            var content = line[1..end];
            if (LrcStamp.TryRead(content, out var time))
            {
                stamps.Add(time);
            }
            else if (stamps.Count == 0 && TryReadSpan(content, out var start, out var duration))
            {
                ReadWordTimed(line[(end + 1)..], start, duration, drafts);
                return;
            }
            else if (stamps.Count == 0 && TryReadTag(content, out var key, out var value))
            {
                metadata.TryAdd(key, value);
                hasTag = true;
            }
            else
            {
                break;
            }

            line = line[(end + 1)..];
        }

        if (hasTag && line.IsWhiteSpace())
        {
            return;
        }

        var words = ReadInnerStamps(line, stamps.Count > 0 ? stamps[0] : null, out var text);
        if (stamps.Count == 0)
        {
            drafts.Add(new(words.Count > 0 ? words[0].Time : null, text) { Words = words });
            return;
        }

        for (var i = 0; i < stamps.Count; i++)
        {
            if (i > 0 && (copies -= text.Length) < 0)
            {
                return;
            }

            var shift = stamps[i] - stamps[0];
            var shifted = shift == TimeSpan.Zero ? words : [.. words.Select(word => word with { Time = word.Time + shift })];
            drafts.Add(new(stamps[i], text) { Words = shifted });
        }
    }

    // A line such as {"t":0,"c":[{"tx":"作词: "},{"tx":"…","li":"…"}]}.
    private static bool TryReadJson(ReadOnlySpan<char> line, List<Draft> drafts)
    {
        if (!line.Contains("\"c\"", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            var utf8 = new byte[Encoding.UTF8.GetMaxByteCount(line.Length)];
            using var json = JsonDocument.Parse(utf8.AsMemory(0, Encoding.UTF8.GetBytes(line, utf8)));
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("c", out var parts)
                || parts.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            var text = new StringBuilder();
            foreach (var part in parts.EnumerateArray())
            {
                if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("tx", out var tx) && tx.ValueKind == JsonValueKind.String)
                {
                    text.Append(tx.GetString());
                }
            }

            var milliseconds = double.NaN;
            var hasTime = json.RootElement.TryGetProperty("t", out var t)
                && t.ValueKind == JsonValueKind.Number
                && t.TryGetDouble(out milliseconds);
            TimeSpan? time = hasTime && Math.Abs(milliseconds) < 1e9 ? TimeSpan.FromMilliseconds(milliseconds) : null;
            drafts.Add(new(time, LyricText.Clean(text.ToString()).Trim()));
            return true;
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            return false;           // the line is then text; InvalidOperationException: it has an escaped lone surrogate
        }
    }

    private static bool TryReadTag(ReadOnlySpan<char> content, out string key, out string value)
    {
        (key, value) = ("", "");
        var colon = content[..Math.Min(content.Length, MaxKeyLength + 1)].IndexOf(':');
        if (colon < 1)
        {
            return false;
        }

        var name = content[..colon].Trim();
        foreach (var character in name)
        {
            if (!char.IsAsciiLetter(character) && character is not ('#' or '_'))
            {
                return false;
            }
        }

        key = name.ToString().ToLowerInvariant();
        value = LyricText.Clean(content[(colon + 1)..]).Trim();
        return key.Length > 0 && !Sections.Contains(key);
    }

    private static bool TryReadSpan(ReadOnlySpan<char> content, out TimeSpan start, out TimeSpan duration)
    {
        (start, duration) = (default, default);
        var comma = content.IndexOf(',');
        return comma > 0
            && LrcStamp.TryMilliseconds(content[..comma], out start)
            && LrcStamp.TryMilliseconds(content[(comma + 1)..], out duration);
    }

    // Reads what follows [start,duration]: (start,duration,0)word, (0,duration)word, or word(start,duration).
    private static void ReadWordTimed(ReadOnlySpan<char> rest, TimeSpan start, TimeSpan duration, List<Draft> drafts)
    {
        var words = new List<LyricWord>();
        var text = new StringBuilder();
        var cursor = start;
        var from = 0;
        (TimeSpan Time, TimeSpan Duration)? open = null;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] != '(' || !TryReadWordTime(rest[i..], out var first, out var second, out var parts, out var length))
            {
                continue;
            }

            var isAfter = parts == 2 && open is null && (words.Count > 0 || !rest[..i].IsWhiteSpace());
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

                open = parts == 3 ? (first, second) : (Sum(cursor, first), second);
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

        drafts.Add(new(start, text.ToString().Trim()) { Duration = duration >= TimeSpan.Zero ? duration : null, Words = words });

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

    private static TimeSpan Sum(TimeSpan left, TimeSpan right) =>
        TimeSpan.FromTicks(Math.Clamp(left.Ticks + right.Ticks, -MaxTime.Ticks, MaxTime.Ticks));

    private static bool TryReadWordTime(ReadOnlySpan<char> text, out TimeSpan first, out TimeSpan second, out int parts, out int length)
    {
        (first, second, parts, length) = (default, default, 0, 0);
        var end = text[..Math.Min(text.Length, MaxWordTimeLength)].IndexOf(')');
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

    // Reads <mm:ss.xx>word or [mm:ss.xx]word inside a line.
    private static List<LyricWord> ReadInnerStamps(ReadOnlySpan<char> line, TimeSpan? start, out string text)
    {
        var words = new List<LyricWord>();
        var whole = new StringBuilder();
        var open = start;
        var from = 0;
        var hasStamps = false;
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
                words.Add(new(time, next >= time ? next - time : null, cleaned));
            }
        }
    }

    // Applies the offset and orders the lines. An empty line ends the line before it.
    private static List<Draft> Finish(List<Draft> drafts, TimeSpan offset)
    {
        var key = TimeSpan.MinValue;
        var keys = new TimeSpan[drafts.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var draft = drafts[i];
            if (draft.Time is not null)
            {
                draft.Time -= offset;
                key = draft.Time.Value;
                draft.Words = [.. draft.Words.Select(word => word with { Time = word.Time > offset ? word.Time - offset : TimeSpan.Zero })];
            }

            keys[i] = key;
        }

        var sorted = Enumerable.Range(0, keys.Length).OrderBy(i => keys[i]).Select(i => drafts[i]).ToList();     // a stable sort
        for (var i = 1; i < sorted.Count; i++)
        {
            if (sorted[i].Text.Length == 0 && sorted[i].Time > sorted[i - 1].Time && sorted[i - 1].Text.Length > 0)
            {
                sorted[i - 1].Duration ??= sorted[i].Time - sorted[i - 1].Time;
            }
        }

        sorted.RemoveAll(draft => draft.Text.Length == 0);
        return sorted;
    }

    private static void Join(List<Draft> lines, List<Draft> translations)
    {
        if (lines.TrueForAll(line => line.Time is null) && translations.TrueForAll(line => line.Time is null))
        {
            for (var i = 0; lines.Count == translations.Count && i < lines.Count; i++)
            {
                lines[i].Translation = translations[i].Text;
            }

            return;
        }

        var byTime = new Dictionary<long, string>();
        foreach (var translation in translations)
        {
            if (translation.Time is { } time && translation.Text != "//")        // some files write an empty translation in this way
            {
                byTime.TryAdd(time.Ticks / SameTime.Ticks, translation.Text);
            }
        }

        foreach (var line in lines)
        {
            if (line.Time is { } time)
            {
                var place = time.Ticks / SameTime.Ticks;
                line.Translation =
                    byTime.GetValueOrDefault(place) ?? byTime.GetValueOrDefault(place - 1) ?? byTime.GetValueOrDefault(place + 1);
            }
        }
    }

    private static List<LyricLine> WithoutTranslationLines(List<LyricLine> lines)
    {
        var isPair = new bool[lines.Count];
        var pairs = 0;
        var sung = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            sung += lines[i].Kind == LyricLineKind.Sung ? 1 : 0;
            var isInPair = i > 0 && isPair[i - 1];
            var isTriple = i + 2 < lines.Count && lines[i + 2].Time == lines[i].Time;
            if (i + 1 < lines.Count && IsPair(i) && !isInPair && !isTriple)
            {
                isPair[i] = true;
                pairs++;
            }
        }

        if (pairs == 0 || 4 * pairs < sung)
        {
            return lines;
        }

        var result = new List<LyricLine>(lines.Count - pairs);
        for (var i = 0; i < lines.Count; i++)
        {
            result.Add(isPair[i] ? lines[i] with { Translation = lines[i + 1].Text } : lines[i]);
            i += isPair[i] ? 1 : 0;
        }

        return result;

        bool IsPair(int i) =>
            lines[i].Time is not null
            && lines[i].Time == lines[i + 1].Time
            && lines[i].Kind == LyricLineKind.Sung
            && lines[i + 1].Kind == LyricLineKind.Sung &&
            ScriptShares.LanguageOf(lines[i].Text) != ScriptShares.LanguageOf(lines[i + 1].Text);
    }

    private sealed class Draft(TimeSpan? time, string text)
    {
        public TimeSpan? Time { get; set; } = time;

        public string Text { get; } = text;

        public TimeSpan? Duration { get; set; }

        public string? Translation { get; set; }

        public IReadOnlyList<LyricWord> Words { get; set; } = [];
    }
}
