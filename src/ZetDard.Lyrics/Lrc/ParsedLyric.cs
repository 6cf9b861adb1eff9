using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// A lyric file that has been read: lines with their times, in which sung lines are separated from credits and notices. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// Reads LRC and related formats: several stamps per line; stamps with any number of digits after the second, or a colon before them;
/// hours; negative times; offsets; words timed as <c>&lt;mm:ss.xx&gt;</c> (enhanced LRC), as stamps inside the line, or as
/// <c>[start,duration](start,duration,0)word</c> (NetEase's yrc), <c>[start,duration](0,duration)word</c> (NetEase's klyric),
/// <c>[start,duration]word(start,duration)</c> (QQ Music's QRC, with or without its XML) and
/// <c>[start,duration]&lt;offset,duration,0&gt;word</c> (Kugou's KRC); the forms of Lyricify; NetEase's credits as JSON lines; and plain
/// text without stamps.
/// </para>
/// <para>
/// Any string can be read, in time and memory linear in its length, without an exception. Text that is not understood stays as text. Lines
/// with several stamps are repeated up to ten times the length of the file; further repetitions, which no real song needs, are left out. As
/// in players, a positive offset makes lines appear earlier.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var lyric = ParsedLyric.Read("song.lrc");
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
        IsInstrumental = Lines.Count == 0
            ? CreditRule.IsInstrumentalMark(metadata.GetValueOrDefault("au", "")) || allLines.Any(line => SaysInstrumental(line))
            : Lines.Count == 1 && allLines.Any(line => line.Kind == LyricLineKind.Notice && SaysInstrumental(line));
        Text = string.Join('\n', Lines.Select(line => line.Text));
        Language = ScriptShares.LanguageOf(Text);
        DistinctLines = Count(Lines);

        static bool SaysInstrumental(LyricLine line) =>
            line.Kind is LyricLineKind.Notice or LyricLineKind.Section && CreditRule.SaysInstrumental(line.Text);
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

    /// <summary>
    /// Whether the file says that the song has no words and has no more than one sung line: 纯音乐，请欣赏; Instrumental, インスト or 연주곡 in a
    /// file without a sung line; or the tag [au: instrumental].
    /// </summary>
    public bool IsInstrumental { get; }

    /// <summary>Reads a lyric.</summary>
    /// <param name="text">The text of the file; any string.</param>
    /// <param name="translation">
    /// The translation as a lyric file of its own; any string. It is joined to the lines by time, or by order if neither has times. Without
    /// it, if at least half of the sung lines stand at the same time as a line in another script, one line of such a group is sung and the
    /// others are its translation and its romanization.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    public static ParsedLyric Parse(string text, string? translation = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LrcReader.Read(text, translation);
    }

    /// <summary>Reads a lyric file, plain or gzip-compressed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">
    /// The encoding of the file by its name, such as <c>GB18030</c> or <c>windows-1252</c>; a byte-order mark goes before it.
    /// <see langword="null"/> to tell the encoding from the bytes: UTF-8, UTF-16, UTF-32, GB18030, Big5 and Shift_JIS are told.
    /// </param>
    /// <exception cref="ArgumentException">There is no encoding of that name.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty, larger than 16 MB or not a regular file; its encoding cannot be told, or it has bytes that are not valid in the
    /// encoding; it is encrypted (KRC, QRC), is XML of another kind (TTML) or no lyric. The message says what to do.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read the file.</exception>
    /// <remarks>
    /// The encodings of East Asia are told by how common the characters are that the bytes mean there. A file for which two of them are
    /// likely, or which has too few such characters, is refused rather than read wrongly.
    /// </remarks>
    public static ParsedLyric Read(string path, string? encoding = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return LyricFile.Read(path, encoding is null ? null : TextEncoding.Named(encoding), fallback: null);
    }

    /// <summary>Reads the bytes of a lyric file.</summary>
    /// <param name="file">The bytes, without compression.</param>
    /// <param name="encoding">The encoding by its name, or <see langword="null"/> to tell it from the bytes.</param>
    /// <exception cref="ArgumentException">There is no encoding of that name.</exception>
    /// <exception cref="InvalidDataException">As for a file.</exception>
    /// <inheritdoc cref="Read(string, string?)" path="/remarks"/>
    public static ParsedLyric Read(ReadOnlySpan<byte> file, string? encoding = null) =>
        LyricFile.Read(file, "The lyric", encoding is null ? null : TextEncoding.Named(encoding), fallback: null);

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
