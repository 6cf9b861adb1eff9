namespace ZetDard.Lyrics;

/// <summary>
/// A lyric file that has been read: lines with their times, in which sung lines are separated from credits and notices. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// Reads LRC and related formats: several stamps per line; stamps with any number of digits after the second, or a colon before them;
/// hours; negative times; offsets; words timed as <c>&lt;mm:ss.xx&gt;</c> (enhanced LRC), as stamps inside the line, or as
/// <c>[start,duration](start,duration,0)word</c> (NetEase's yrc) and <c>[start,duration](0,duration)word</c> (NetEase's klyric); NetEase's
/// credits as JSON lines; and plain text without stamps.
/// </para>
/// <para>
/// Any string can be read, in time and memory linear in its length, without an exception. Text that is not understood stays as text. Lines
/// with several stamps are repeated up to ten times the length of the file; further repetitions, which no real song needs, are left out. As
/// in players, a positive offset makes lines appear earlier.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var lyric = ParsedLyric.Parse(File.ReadAllText("song.lrc"));
/// foreach (var line in lyric.Lines) Console.WriteLine($"{line.Time} {line.Text} {line.Translation}");
/// Console.WriteLine($"{lyric.Language}, {LyricSentiment.Default.Score(lyric.Text):F2}");
/// </code>
/// </example>
public sealed class ParsedLyric
{
    internal ParsedLyric(IReadOnlyDictionary<string, string> metadata, TimeSpan offset, IReadOnlyList<LyricLine> allLines)
    {
        (Metadata, Offset, AllLines) = (metadata, offset, allLines);
        Lines = [.. allLines.Where(line => line.Kind == LyricLineKind.Sung)];
        Credits = [.. allLines.Where(line => line.Kind == LyricLineKind.Credit)];
        IsTimed = Lines.Count > 0 && Lines.Any(line => line.Time is not null);
        IsInstrumental = Lines.Count <= 1
            && allLines.Any(line => line.Kind == LyricLineKind.Notice && CreditRule.SaysInstrumental(line.Text));
        Text = string.Join('\n', Lines.Select(line => line.Text));
        Language = ScriptShares.LanguageOf(Text);
        DistinctLines = Count(Lines);
    }

    /// <summary>The tags by their names in lower case (ti, ar, al, by, offset, …). If a name occurs twice, the first tag counts.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The offset of the file, which the times already include. A positive offset makes lines appear earlier.</summary>
    public TimeSpan Offset { get; }

    /// <summary>All lines with text, of any kind, ordered by time. A line without a time follows the line before it in the file.</summary>
    public IReadOnlyList<LyricLine> AllLines { get; }

    /// <summary>The sung lines, ordered by time.</summary>
    public IReadOnlyList<LyricLine> Lines { get; }

    /// <summary>The lines that name who made the song.</summary>
    public IReadOnlyList<LyricLine> Credits { get; }

    /// <summary>
    /// The sung lines without repetitions, in the order of their first occurrence, with the number of their occurrences. So a chorus
    /// appears once, with its count.
    /// </summary>
    public IReadOnlyList<CountedLine> DistinctLines { get; }

    /// <summary>The text of the sung lines, separated by line breaks.</summary>
    public string Text { get; }

    /// <summary>The language of the sung lines, determined by their script.</summary>
    public LyricLanguage Language { get; }

    /// <summary>Whether at least one sung line has a time.</summary>
    public bool IsTimed { get; }

    /// <summary>Whether the file says that the song has no words (纯音乐, 请欣赏) and has no more than one sung line.</summary>
    public bool IsInstrumental { get; }

    /// <summary>Reads a lyric.</summary>
    /// <param name="text">The text of the file; any string.</param>
    /// <param name="translation">
    /// The translation as a lyric file of its own; any string. It is joined to the lines by time, or by order if neither has times. Without
    /// it, if at least half of the sung lines come in pairs with the same time in two languages, the second line of a pair is taken as the
    /// translation of the first.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public static ParsedLyric Parse(string text, string? translation = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LrcReader.Read(text, translation);
    }

    /// <summary>
    /// A text that is equal for lines that count as the same: the letters and digits in lower case, or the line itself if it has none.
    /// </summary>
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
