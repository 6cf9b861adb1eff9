using System.Buffers;
using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>The first block of a table, from which is found what separates the fields.</summary>
internal sealed class TableStart
{
    private const int BlockLength = 1 << 16;
    private const int MaxBlockLength = 1 << 20;
    private const int SampleRowCount = 100;
    private const int SampleFieldCount = 8;
    private const double MinShare = .8;
    private static readonly string[] Separators = ["\t", "::", ";", "|", ","];      // the ones first that are rarer in names
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");
    private static readonly SearchValues<char> RestsOfStatement = SearchValues.Create("\",;\t| ");

    private TableStart(string path, char[] buffer)
    {
        Path = path;
        Buffer = buffer;
    }

    public string Path { get; }

    /// <summary>The characters; a reader goes on with this array.</summary>
    public char[] Buffer { get; private set; }

    /// <summary>Where the first row begins.</summary>
    public int Start { get; private set; }

    /// <summary>The end of the characters.</summary>
    public int End { get; private set; }

    /// <summary>The end of the last whole row; of the characters, if no row is whole.</summary>
    public int SampleEnd { get; private set; }

    /// <summary>The line of the first row.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Whether the block is the whole text.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>What a first line such as <c>sep=;</c>, which spreadsheets write, states.</summary>
    public string? StatedSeparator { get; private set; }

    /// <summary>Reads the first block.</summary>
    /// <exception cref="InvalidDataException">The text is not a table.</exception>
    public static TableStart Read(string path, TextReader text)
    {
        var start = new TableStart(path, new char[BlockLength]);
        start.Fill(text);
        while (!start.IsWhole && start.Rows.IsWhiteSpace())
        {
            start.Line += CountLines(start.Rows);
            start.End = 0;
            start.Fill(text);
        }

        start.SkipBlankLines();
        start.RefuseOthers();
        start.ReadStatedSeparator();
        while (!start.IsWhole && start.Buffer.Length < MaxBlockLength && start.HasOnlyComments())
        {
            var larger = new char[2 * start.Buffer.Length];
            start.Buffer.AsSpan(0, start.End).CopyTo(larger);
            start.Buffer = larger;
            start.Fill(text);
        }

        var lastLineEnd = start.IsWhole ? -1 : start.Rows.LastIndexOfAny(LineEnds);
        start.SampleEnd = lastLineEnd < 0 ? start.End : start.Start + lastLineEnd + 1;
        return start;
    }

    /// <summary>Refuses what can separate no fields.</summary>
    public static void RequireSeparator(string? separator)
    {
        var isKnown = separator is null or "::" || (separator.Length == 1 && separator[0] is not ('"' or '\r' or '\n') && !char.IsSurrogate(separator[0]));
        if (!isKnown)
        {
            throw new ArgumentException(
                $"'{separator}' cannot separate fields. Give one character (for a tab \"\\t\"; a blank stands for any number of blanks) or \"::\".",
                nameof(separator));
        }
    }

    /// <summary>The first rows, split by a separator.</summary>
    public List<SampleRow> Sample(string separator, Func<RowReader, int> countNames) => Sample(separator, countNames, out _);

    /// <summary>How many fields most of the rows behind the first one have; of a single row, how many that one has.</summary>
    public static int UsualFieldCount(IReadOnlyList<SampleRow> sample) => Usual(sample).FieldCount;

    /// <summary>Finds what separates the fields.</summary>
    /// <exception cref="InvalidDataException">Nothing does.</exception>
    public string FindSeparator(TableForm form, Func<RowReader, int> countNames)
    {
        var samples = new List<(string Separator, List<SampleRow> Rows, int Names)>();
        foreach (var separator in Separators.Append(" "))
        {
            var rows = Sample(separator, countNames, out var names);
            samples.Add((separator, rows, names));
        }

        // A header that names known columns is the surest sign.
        if (form != TableForm.Lists && samples.MaxBy(sample => sample.Names) is { Names: >= 2 } named)
        {
            // Names may be of several words: 'Track Name,Last Played Date'.
            var others = samples.Where(sample => sample.Separator != " " && Usual(sample.Rows) is { FieldCount: > 1, Share: 1 });
            return named.Separator == " " ? others.Select(sample => sample.Separator).FirstOrDefault(" ") : named.Separator;
        }

        var blanks = samples[^1];
        samples.RemoveAt(samples.Count - 1);
        var found = form == TableForm.Lists
            ? samples.Where(sample => ShareOfSplit(sample.Rows) >= MinShare).OrderByDescending(sample => sample.Rows.Sum(row => row.FieldCount))
            : samples.Where(sample => Usual(sample.Rows) is { FieldCount: > 1, Share: >= MinShare })
                .OrderBy(sample => sample.Rows.Count(row => row.HasStrayQuotes))
                .ThenByDescending(sample => sample.Separator == "\t")
                .ThenByDescending(sample => Usual(sample.Rows).Share == 1)
                .ThenByDescending(sample => Usual(sample.Rows).FieldCount);
        if (found.Select(sample => sample.Separator).FirstOrDefault() is { } separatorOfMost)
        {
            return separatorOfMost;
        }

        // Blanks stand in names too: they separate only where the rows then look alike.
        var haveBlanks = form switch
        {
            TableForm.Lists => ShareOfSplit(blanks.Rows) > 0,
            TableForm.Features => Usual(blanks.Rows) is { FieldCount: > 1, Share: >= MinShare },
            _ => ShareOf(blanks.Rows, IsInteraction) >= MinShare,
        };
        if (haveBlanks)
        {
            return " ";
        }

        if (samples.MaxBy(sample => ShareOfSplit(sample.Rows)) is var best && ShareOfSplit(best.Rows) > 0)
        {
            return best.Separator;
        }

        return form == TableForm.Features
            ? ","           // a single column
            : throw new InvalidDataException(
                $"{Path} cannot be split into columns: neither tabs, commas, semicolons, bars, '::' nor blanks "
                + "give its rows the same two or more fields. "
                + $"The first row is '{Excerpt.Of(blanks.Rows.Count > 0 ? Rows[..RowEnd(Rows)] : "")}'. "
                + "Give the separator; where each line has a user and then their items, give the format Lists.");
    }

    private ReadOnlySpan<char> Rows => Buffer.AsSpan(Start, End - Start);

    private List<SampleRow> Sample(string separator, Func<RowReader, int> countNames, out int names)
    {
        using var rows = new RowReader(this, TextReader.Null, separator, countNames, usualFieldCount: 0, TableForm.Features);
        var sample = new List<SampleRow>();
        names = 0;
        while (sample.Count < SampleRowCount && rows.Read())
        {
            if (sample.Count == 0)
            {
                names = countNames(rows);
            }

            var first = new string[Math.Min(rows.FieldCount, SampleFieldCount)];
            for (var i = 0; i < first.Length; i++)
            {
                first[i] = rows.Field(i).ToString();
            }

            sample.Add(new(rows.FieldCount, first, rows.Malformed is not null, rows.HasStrayQuotes));
        }

        return sample;
    }

    // The first row is left out: R writes a header without a name for the numbers of the rows.
    private static (int FieldCount, double Share) Usual(IReadOnlyList<SampleRow> sample)
    {
        List<SampleRow> rows = [.. sample.Skip(sample.Count > 1 ? 1 : 0)];
        var most = rows.Where(row => !row.IsMalformed).GroupBy(row => row.FieldCount).MaxBy(group => (group.Count(), group.Key));
        return most is null ? (0, 0) : (most.Key, (double)most.Count() / rows.Count);
    }

    private static double ShareOfSplit(List<SampleRow> rows) => ShareOf(rows, row => row.FieldCount > 1);

    private static double ShareOf(List<SampleRow> rows, Func<SampleRow, bool> isGood) =>
        rows.Count == 0 ? 0 : (double)rows.Count(isGood) / rows.Count;

    private static bool IsInteraction(SampleRow row) =>
        row.FieldCount is >= 2 and <= 4
        && row.First.Skip(2).All(field => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    private void Fill(TextReader text)
    {
        End += text.ReadBlock(Buffer, End, Buffer.Length - End);
        IsWhole = End < Buffer.Length;
    }

    private void SkipBlankLines()
    {
        var content = Rows.Length - Rows.TrimStart().Length;
        var lineStart = Rows[..content].LastIndexOfAny(LineEnds) + 1;
        Line += CountLines(Rows[..lineStart]);
        Start += lineStart;
    }

    private void ReadStatedSeparator()
    {
        var line = Rows[..RowEnd(Rows)];
        var statement = line.TrimStart('"');
        if (!statement.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || statement.Length == 4)
        {
            return;
        }

        var isTab = statement[4..].StartsWith("\\t", StringComparison.Ordinal);
        var stated = isTab ? "\t" : statement[4..].StartsWith("::", StringComparison.Ordinal) ? "::" : statement[4].ToString();
        if (statement[(4 + (isTab ? 2 : stated.Length))..].ContainsAnyExcept(RestsOfStatement))
        {
            return;     // a row that begins like that
        }

        RequireSeparator(stated);
        StatedSeparator = stated;
        Start += line.Length;
        SkipBlankLines();
    }

    private void RefuseOthers()
    {
        var text = Rows.TrimStart();
        var next = text.IsEmpty ? text : text[1..].TrimStart();
        var isJson = !next.IsEmpty && text[0] switch
        {
            '{' => next[0] is '"' or '}',
            '[' => next[0] is '"' or '{' or '[' or ']',
            _ => false,
        };
        var what = isJson
            ? "JSON, but not an export of plays that is known (those of Spotify and ListenBrainz are)"
            : text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) ? "XML"
            : text.StartsWith("%%MatrixMarket", StringComparison.OrdinalIgnoreCase) ? "a matrix in the MatrixMarket format"
            : null;
        if (what is not null)
        {
            throw new InvalidDataException($"{Path} is {what}, not a table of rows. Convert it to CSV with a header.");
        }
    }

    private bool HasOnlyComments()
    {
        foreach (var range in Rows.SplitAny(LineEnds))
        {
            var line = Rows[range];
            if (!line.IsWhiteSpace() && !(line[0] is '#' or '%') && !line.StartsWith("//", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static int RowEnd(ReadOnlySpan<char> text) => text.IndexOfAny(LineEnds) is >= 0 and var end ? end : text.Length;

    private static int CountLines(ReadOnlySpan<char> text) => text.Count('\n') + text.Count('\r') - text.Count("\r\n");
}
