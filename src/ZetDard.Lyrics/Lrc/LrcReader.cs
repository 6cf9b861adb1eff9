using System.Text;
using System.Text.Json;

namespace ZetDard.Lyrics;

/// <summary>Reads lyric files in time linear in the length of the text. It never throws.</summary>
internal static class LrcReader
{
    private const string BackgroundStart = "[bg:";
    private const int MaxKeyLength = 16;
    private const int MaxCopyRatio = 10;            // how many times as long as the file the copies of lines with several stamps may be
    private static readonly string[] EqualsTags = ["ti", "ar", "al", "by", "offset"];        // may be written with an equals sign
    private static readonly string[] Sections =
        ["verse", "chorus", "bridge", "intro", "outro", "hook", "refrain", "interlude", "prechorus", "solo", "break", "drop"];

    public static ParsedLyric Read(string text, string? translation)
    {
        var container = LyricContainer.Open(text);
        var file = ReadFile(container.Lyric);
        var lines = file.Lines;
        var kinds = CreditRule.Classify([.. lines.Select(line => line.Text)], file.Metadata);
        var main = lines.Where((line, i) => kinds[i] == LyricLineKind.Sung && !line.IsBackground).ToList();

        // Credits often have the time of the first sung line. They have no translation.
        var other = string.IsNullOrWhiteSpace(translation) ? container.Translation : translation;
        Join(main, other, file.Offset, static (line, text) => line.Translation = text);
        Join(main, container.Romanization, file.Offset, static (line, text) => line.Romanization = text);
        var isSection = new bool[lines.Count];
        var sung = SingerMarks.Read([.. lines.Select((line, i) => kinds[i] == LyricLineKind.Sung ? line.Text : null)], isSection);
        var result = new List<LyricLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var kind = isSection[i] ? LyricLineKind.Section : kinds[i];
            var (singer, rest) = kind == LyricLineKind.Sung ? sung[i] : (null, line.Text);
            var isBackground = SingerMarks.IsBackground(singer);
            result.Add(new(line.Time is { } time && time < TimeSpan.Zero ? TimeSpan.Zero : line.Time, rest)
            {
                Kind = kind,
                Singer = isBackground ? null : singer,
                IsBackground = line.IsBackground || isBackground,
                Duration = line.Duration,
                Translation = kind == LyricLineKind.Sung ? line.Translation : null,
                Romanization = kind == LyricLineKind.Sung ? line.Romanization : null,
                Words = rest.Length < line.Text.Length ? TimedWords.WithoutStart(line.Words, line.Text.Length - rest.Length) : line.Words,
            });
        }

        var hasRenderings = !string.IsNullOrWhiteSpace(translation)
            || lines.Exists(line => (line.Translation ?? line.Romanization) is not null);
        return new(file.Metadata, file.Offset, hasRenderings ? result : ParallelLines.Join(result));
    }

    private static (Dictionary<string, string> Metadata, TimeSpan Offset, List<LyricDraft> Lines) ReadFile(string text, TimeSpan usualOffset = default)
    {
        text = WithLines(text);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var drafts = new List<LyricDraft>();
        var copies = (long)MaxCopyRatio * text.Length;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            ReadLine(line, metadata, drafts, ref copies);
        }

        if (metadata.TryGetValue("language", out var language))
        {
            var (translation, romanization) = KugouRenderings.Read(language);
            JoinByOrder(drafts, translation, (line, other) => line.Translation = other);
            JoinByOrder(drafts, romanization, (line, other) => line.Romanization = other);
        }

        if (metadata.GetValueOrDefault("type") == "LyricifyLines")
        {
            // There, the second number of [start,end] is not a duration.
            drafts.ForEach(draft => draft.Duration = draft.Duration > draft.Time ? draft.Duration - draft.Time : null);
        }

        var hasOffset = metadata.TryGetValue("offset", out var value);
        var offset = hasOffset && LrcStamp.TryOffset(value, out var shift) ? shift : usualOffset;
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

    private static void ReadLine(ReadOnlySpan<char> line, Dictionary<string, string> metadata, List<LyricDraft> drafts, ref long copies)
    {
        line = line.Trim("\uFEFF\u200B\0 \t\u3000");
        if (line is ['{', .., '}'] && TryReadJson(line, drafts))
        {
            return;
        }

        line = WithHalfWidthBrackets(line);
        var stamps = new List<TimeSpan>(1);
        var hasTag = false;
        while (true)
        {
            line = line.TrimStart();
            if (line.IsEmpty || line[0] != '[' || line.StartsWith(BackgroundStart, StringComparison.OrdinalIgnoreCase)
                || line.IndexOf(']') is not (> 1 and var end))
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
                drafts.Add(TimedWords.ReadSpan(line[(end + 1)..], start, duration));
                return;
            }
            else if (stamps.Count == 0 && TimedWords.TryReadSyllables(content, line[(end + 1)..]) is { } syllables)
            {
                drafts.Add(syllables);
                return;
            }
            else if (stamps.Count == 0 && TryReadTag(content, out var key, out var value))
            {
                if (string.IsNullOrEmpty(metadata.GetValueOrDefault(key)))
                {
                    metadata[key] = value;
                }

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

        var backgrounds = new List<string>();
        var main = TakeBackgrounds(line, backgrounds);
        if (backgrounds.Count == 0 || !main.IsWhiteSpace())
        {
            AddLine(main, stamps, isBackground: false, drafts, ref copies);
        }

        foreach (var background in backgrounds)
        {
            AddLine(background, stamps, isBackground: true, drafts, ref copies);
        }
    }

    private static void AddLine(ReadOnlySpan<char> line, List<TimeSpan> stamps, bool isBackground, List<LyricDraft> drafts, ref long copies)
    {
        // Words in the background begin when their own first stamp says so.
        var words = TimedWords.ReadStamps(line, stamps.Count > 0 && !isBackground ? stamps[0] : null, out var text);
        var anchor = stamps.Count > 1 && words.Count > 0 ? stamps.MinBy(stamp => (words[0].Time - stamp).Duration()) : stamps.FirstOrDefault();
        TimeSpan? own = words.Count > 0 && (isBackground || stamps.Count == 0) ? words[0].Time : null;
        if (stamps.Count == 0)
        {
            drafts.Add(new(own, text) { Words = words, IsBackground = isBackground });
            return;
        }

        for (var i = 0; i < stamps.Count; i++)
        {
            if (i > 0 && (copies -= text.Length) < 0)
            {
                return;
            }

            var shift = stamps[i] - anchor;
            var shifted = shift == TimeSpan.Zero ? words : [.. words.Select(word => word with { Time = word.Time + shift })];
            drafts.Add(new((own + shift) ?? stamps[i], text) { Words = shifted, IsBackground = isBackground });
        }
    }

    // ［00:15.00］ is a stamp, but ［副歌］ stays as it is.
    private static ReadOnlySpan<char> WithHalfWidthBrackets(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line[0] != '［' || line.IndexOfAny('］', ']') is not (> 1 and var end))
        {
            return line;
        }

        var content = line[1..end];
        return LrcStamp.TryRead(content, out _) || TryReadSpan(content, out _, out _) || TryReadTag(content, out _, out _)
            ? line.ToString().Replace('［', '[').Replace('］', ']')
            : line;
    }

    // Removes [bg: …] from a line and returns what is left.
    private static ReadOnlySpan<char> TakeBackgrounds(ReadOnlySpan<char> line, List<string> backgrounds)
    {
        var start = line.IndexOf(BackgroundStart, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return line;
        }

        var main = new StringBuilder(line.Length);
        var from = 0;
        while (start >= 0)
        {
            main.Append(line[from..start]);
            var begin = start + BackgroundStart.Length;
            var end = begin;
            for (var depth = 1; end < line.Length && (depth -= line[end] == ']' ? 1 : 0) > 0; end++)
            {
                depth += line[end] == '[' ? 1 : 0;
            }

            backgrounds.Add(line[begin..end].Trim().ToString());
            from = Math.Min(end + 1, line.Length);
            start = line[from..].IndexOf(BackgroundStart, StringComparison.OrdinalIgnoreCase) is >= 0 and var next ? from + next : -1;
        }

        return main.Append(line[from..]).ToString();
    }

    // A line such as {"t":0,"c":[{"tx":"作词: "},{"tx":"…","li":"…"}]}.
    private static bool TryReadJson(ReadOnlySpan<char> line, List<LyricDraft> drafts)
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
        var colon = content[..Math.Min(content.Length, MaxKeyLength + 1)].IndexOfAny(":：=");
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
        return key.Length > 0 && (content[colon] == '=' ? EqualsTags.Contains(key) : !Sections.Contains(key));
    }

    private static bool TryReadSpan(ReadOnlySpan<char> content, out TimeSpan start, out TimeSpan duration)
    {
        (start, duration) = (default, default);
        var comma = content.IndexOf(',');
        return comma > 0
            && LrcStamp.TryMilliseconds(content[..comma], out start)
            && LrcStamp.TryMilliseconds(content[(comma + 1)..], out duration);
    }

    // Applies the offset and orders the lines. An empty line ends the line before it.
    private static List<LyricDraft> Finish(List<LyricDraft> drafts, TimeSpan offset)
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

    // Joins the sung lines of a text to those of the lyric by their times, or by their order if neither has times. A text without an offset
    // of its own has the times of the lyric before its offset.
    private static void Join(List<LyricDraft> lines, string text, TimeSpan offset, Action<LyricDraft, string> set)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        var (metadata, _, all) = ReadFile(text, offset);
        var kinds = CreditRule.Classify([.. all.Select(line => line.Text)], metadata);
        var others = all.Where((_, i) => kinds[i] is LyricLineKind.Sung).ToList();
        if (lines.TrueForAll(line => line.Time is null) && others.TrueForAll(line => line.Time is null))
        {
            for (var i = 0; lines.Count == others.Count && i < lines.Count; i++)
            {
                set(lines[i], others[i].Text);
            }

            return;
        }

        // Of several lines at one time, the first counts. Some files write an empty translation as "//".
        LyricDraft[] timed = [.. others.Where(line => line.Time is not null && line.Text != "//").DistinctBy(line => line.Time)];
        TimeSpan[] times = [.. timed.Select(line => line.Time!.Value)];
        foreach (var line in lines)
        {
            if (line.Time is { } time && NearestTo(time) is { } nearest)
            {
                set(line, nearest.Text);
            }
        }

        LyricDraft? NearestTo(TimeSpan time)
        {
            var at = Array.BinarySearch(times, time);
            if (at < 0)
            {
                at = ~at;
                at -= at == times.Length || (at > 0 && time - times[at - 1] < times[at] - time) ? 1 : 0;
            }

            return at >= 0 && (times[at] - time).Duration() <= ParallelLines.SameTime ? timed[at] : null;
        }
    }

    // Joins one text per line of the file to the lines, or to those with words. If the numbers differ, none can be trusted.
    private static void JoinByOrder(List<LyricDraft> drafts, IReadOnlyList<string>? texts, Action<LyricDraft, string> set)
    {
        if (texts is null)
        {
            return;
        }

        var lines = drafts.FindAll(draft => draft.IsSpan);
        if (lines.Count != texts.Count)
        {
            lines.RemoveAll(draft => draft.Text.Length == 0);
        }

        for (var i = 0; lines.Count == texts.Count && i < lines.Count; i++)
        {
            if (texts[i].Length > 0 && texts[i] != "//")
            {
                set(lines[i], texts[i]);
            }
        }
    }
}
