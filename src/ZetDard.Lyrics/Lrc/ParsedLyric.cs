namespace ZetDard.Lyrics;

/// <summary>A lyric file, read: lines with their times, what is sung apart from credits and notices. Immutable.</summary>
/// <remarks>
/// <para>
/// Reads LRC and its relatives: several stamps a line, stamps with one to three (or more) digits of the second or a colon before them, hours, negative ones, offsets;
/// words timed as <c>&lt;mm:ss.xx&gt;</c> (enhanced LRC), as stamps inside the line, or as <c>[start,duration](start,duration,0)word</c> (NetEase's yrc) and
/// <c>[start,duration](0,duration)word</c> (its klyric); NetEase's credits as JSON lines; plain text without stamps.
/// </para>
/// <para>
/// Any string is read, in time and memory linear in its length; nothing throws. Lines with several stamps are repeated until the repetitions are ten times as long as the file:
/// further ones, which no song needs, are left out. What is not understood stays as text. A positive offset makes lines come sooner, as players do it.
/// </para>
/// </remarks>
public sealed class ParsedLyric
{
    internal ParsedLyric(IReadOnlyDictionary<string, string> metadata, TimeSpan offset, IReadOnlyList<LyricLine> allLines)
    {
        (Metadata, Offset, AllLines) = (metadata, offset, allLines);
        Lines = [.. allLines.Where(line => line.Kind == LyricLineKind.Sung)];
        Credits = [.. allLines.Where(line => line.Kind == LyricLineKind.Credit)];
        IsTimed = Lines.Count > 0 && Lines.Any(line => line.Time is not null);
        IsInstrumental = allLines.Any(line => line.Kind == LyricLineKind.Notice && CreditRule.SaysInstrumental(line.Text)) && Lines.Count <= 1;
        Text = string.Join('\n', Lines.Select(line => line.Text));
        Language = ScriptShares.LanguageOf(Text);
        DistinctLines = Count(Lines);
    }

    /// <summary>Tags by name in lower case (ti, ar, al, by, offset, …); of a name that occurs twice, the first.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The file's offset, which the times have taken in already: positive ones make lines come sooner.</summary>
    public TimeSpan Offset { get; }

    /// <summary>All lines with text, whatever their kind, by time; lines without one follow the line before them in the file.</summary>
    public IReadOnlyList<LyricLine> AllLines { get; }

    /// <summary>The sung lines, by time.</summary>
    public IReadOnlyList<LyricLine> Lines { get; }

    /// <summary>The lines that name who made the song.</summary>
    public IReadOnlyList<LyricLine> Credits { get; }

    /// <summary>The sung lines without repetitions, in the order of their first occurrence, and how often each occurs: a chorus once, with its count.</summary>
    public IReadOnlyList<CountedLine> DistinctLines { get; }

    /// <summary>The sung lines' text, a line each.</summary>
    public string Text { get; }

    /// <summary>The language of the sung lines by their script.</summary>
    public LyricLanguage Language { get; }

    /// <summary>Whether some sung line has a time.</summary>
    public bool IsTimed { get; }

    /// <summary>Whether the file says that the song has no words (纯音乐, 请欣赏), and has none.</summary>
    public bool IsInstrumental { get; }

    /// <summary>Reads a lyric.</summary>
    /// <param name="text">The file's text; any string.</param>
    /// <param name="translation">
    /// The translation as a lyric file of its own, joined to the lines by time, or by order where neither has times; any string.
    /// Without it, a second line in another language at the time of a first is taken for its translation, where most lines of the file come in such pairs.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public static ParsedLyric Parse(string text, string? translation = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LrcReader.Read(text, translation);
    }

    /// <summary>What makes two lines the same: letters and digits in lower case; of a line without any, the line.</summary>
    internal static string KeyOf(string text)
    {
        var key = string.Create(text.Count(char.IsLetterOrDigit), text, (span, source) =>
        {
            var at = 0;
            foreach (var character in source)
            {
                if (char.IsLetterOrDigit(character))
                {
                    span[at++] = char.ToLowerInvariant(character);
                }
            }
        });
        return key.Length > 0 ? key : text;
    }

    private static CountedLine[] Count(IReadOnlyList<LyricLine> lines)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var texts = new List<string>();
        var counts = new List<int>();
        foreach (var line in lines)
        {
            var key = KeyOf(line.Text);
            if (places.TryGetValue(key, out var place))
            {
                counts[place]++;
            }
            else
            {
                places.Add(key, texts.Count);
                texts.Add(line.Text);
                counts.Add(1);
            }
        }

        return [.. texts.Zip(counts, (text, count) => new CountedLine(text, count))];
    }
}
