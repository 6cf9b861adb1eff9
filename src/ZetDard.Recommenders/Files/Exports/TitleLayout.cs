using System.Globalization;
using System.Text.RegularExpressions;
using static System.FormattableString;

namespace ZetDard.Recommenders;

/// <summary>How the lines of a text name songs: <c>title - artist</c> or <c>artist - title</c>, numbered or not.</summary>
internal sealed partial class TitleLayout
{
    private const double Most = .9;         // of the lines

    private static readonly HashSet<string> TitleWords = ["title", "song", "songs", "track", "name", "歌名", "歌曲", "歌曲名", "曲名", "标题", "歌單", "標題"];
    private static readonly HashSet<string> ArtistWords = ["artist", "artists", "singer", "singers", "歌手", "艺术家", "艺人", "演唱者", "作者", "藝人"];

    private readonly Regex _separator;
    private readonly bool _isNumbered;
    private bool _isArtistFirst;

    private TitleLayout(Regex separator, bool isNumbered)
    {
        _separator = separator;
        _isNumbered = isNumbered;
    }

    /// <summary>Whether the first line with text only says which side is the title and which the artist.</summary>
    public bool HasHeader { get; private set; }

    /// <summary>Which side was taken for the artist, and why, in a sentence or two.</summary>
    public string Note { get; private set; } = "";

    /// <summary>Finds the layout of a list of songs.</summary>
    /// <param name="sample">The beginning of the text.</param>
    /// <param name="isWhole">Whether that is the whole text; otherwise its last line is cut off.</param>
    /// <param name="options">Says which side is the artist, or who is an artist.</param>
    /// <returns>
    /// <see langword="null"/> if the text is no list of songs: fewer than half of its lines name a title and an artist, or it looks like a
    /// table. If the options say that it is a list, <see langword="null"/> only if no line names a title and an artist.
    /// </returns>
    public static TitleLayout? Find(string sample, bool isWhole, InteractionFileOptions options)
    {
        var all = new List<string>();
        var text = new TextLines(new StringReader(sample));
        while (text.Read())
        {
            all.Add(text.Text);
        }

        if (!isWhole)
        {
            all.RemoveAt(all.Count - 1);
        }

        all.RemoveAll(string.IsNullOrEmpty);
        if (2 * all.Count(line => Foreign().IsMatch(line)) > all.Count)
        {
            return null;        // lines of HTML, of a playlist for players, of lyrics
        }

        var isNumbered = IsNumbered(all);
        List<string> lines = [.. all.Select(line => Bare(line, isNumbered))];
        var heading = lines.Count > 1 && !AnySeparator().IsMatch(lines[0]) ? lines[0] : "";
        if (heading.Length > 0)
        {
            lines.RemoveAt(0);
        }

        var isGiven = options.Format == InteractionFileFormat.Titles;
        var spaced = lines.Where(line => isGiven ? AnySeparator().IsMatch(line) : IsSong(line, AnySeparator())).ToList();
        var isSpaced = spaced.Count > 0 && (isGiven || 2 * spaced.Count >= lines.Count);
        var tightCount = isSpaced ? 0 : lines.Count(line => TightSeparator().IsMatch(line));
        var isTight = tightCount > 0 && (isGiven || tightCount >= Most * lines.Count);
        if (!(isSpaced || isTight) || (!isGiven && HasColumns(heading, spaced)))
        {
            return null;
        }

        var separator = isSpaced ? SeparatorOf(spaced) : TightSeparator();
        var layout = new TitleLayout(separator, isNumbered);
        layout.ChooseSides([.. lines.Where(line => separator.IsMatch(line))], options);
        return layout;
    }

    /// <summary>Divides a line.</summary>
    /// <returns>What is wrong with the line; <see langword="null"/> if it names a song.</returns>
    public string? Divide(string line, out string title, out string artist)
    {
        (title, artist) = ("", "");
        if (line.Length == TextLines.MaxLength)
        {
            return $"the line is longer than {TextLines.MaxLength} characters";
        }

        if (line.AsSpan().ContainsAny('\0', '\uFFFD'))
        {
            return $"the line '{Excerpt.Of(line)}' is not valid text in UTF-8";
        }

        if (Split(Bare(line, _isNumbered)) is not var (left, right))
        {
            return $"the line '{Excerpt.Of(line)}' has no dash between a title and an artist";
        }

        (title, artist) = _isArtistFirst ? (right, left) : (left, right);
        return null;
    }

    // A title may hold a separator itself, an artist hardly ever: the last one divides where the title is first.
    private (string Left, string Right)? Split(string line) =>
        Split(line, _separator) ?? (_separator == TightSeparator() ? null : Split(line, AnySeparator()));

    private (string Left, string Right)? Split(string line, Regex separator)
    {
        var matches = separator.Matches(line);
        return matches.Count == 0 ? null : Sides(line, matches[_isArtistFirst ? 0 : ^1]);
    }

    private static (string Left, string Right)? Sides(string line, Match separator) =>
        (line[..separator.Index].Trim(), line[(separator.Index + separator.Length)..].Trim()) is ({ Length: > 0 }, { Length: > 0 }) sides
            ? sides : null;

    private void ChooseSides(List<string> lines, InteractionFileOptions options)
    {
        var first = Sides(lines[0], _separator.Match(lines[0]));
        var (isTitleHeader, isArtistHeader) = first is var (left, right) ? (IsHeader(left, right), IsHeader(right, left)) : (false, false);
        HasHeader = isTitleHeader || isArtistHeader;
        if (options.ArtistFirst is { } isArtistFirst)
        {
            (_isArtistFirst, Note) = (isArtistFirst, $"as {nameof(options.ArtistFirst)} says");
        }
        else if (HasHeader)
        {
            (_isArtistFirst, Note) = (isArtistHeader, $"as its first line says");
        }
        else
        {
            string[] front = [.. lines.Select(line => line[.._separator.Match(line).Index].Trim())];
            string[] behind = [.. lines.Select(line => _separator.Split(line)[^1].Trim())];
            var (knownInFront, knownBehind) = options.IsArtist is { } isArtist ? (front.Count(isArtist), behind.Count(isArtist)) : (0, 0);
            _isArtistFirst = knownInFront > knownBehind;
            var (differentInFront, differentBehind) = (front.Distinct().Count(), behind.Distinct().Count());
            Note = knownInFront != knownBehind
                ? Invariant($"because of the first {lines.Count} lines {knownInFront} have a known artist in front and {knownBehind} behind")
                : (options.IsArtist is null ? "the usual order" : "the usual order, because no side has more known artists than the other")
                    + $"; {nameof(options.ArtistFirst)} says otherwise"
                    + (differentInFront < differentBehind
                        ? Invariant($", as may be right here: in the first {lines.Count} lines {differentInFront} different names stand in front ")
                            + Invariant($"and {differentBehind} behind, and artists are repeated more often than titles")
                        : "");
        }

        Note = $"Each line was read as '{(_isArtistFirst ? "artist - title" : "title - artist")}', {Note}.";
    }

    private static bool IsHeader(string title, string artist) =>
        TitleWords.Contains(title.ToLowerInvariant()) && ArtistWords.Contains(artist.ToLowerInvariant());

    // The one separator that nearly all lines have: in a file of 'title -- artist', a single dash is part of a name.
    private static Regex SeparatorOf(List<string> lines) =>
        new[] { DoubleSeparator(), LongSeparator(), ShortSeparator() }
            .FirstOrDefault(separator => lines.Count(separator.IsMatch) >= Most * lines.Count) ?? AnySeparator();

    // A line of a table may hold a dash too; then there is a field, or an open quote, in front of it.
    private static bool IsSong(string line, Regex separator)
    {
        var match = separator.Match(line);
        return match.Success && line.Any(char.IsLetter) && Sides(line, match) is not null && !FieldEnd().IsMatch(line[..match.Index])
            && line.AsSpan(0, match.Index).Count('"') % 2 == 0;
    }

    // Whether every line ends with a number in a field of its own, 'Adele - Hello,12', or has as many fields as the others:
    // 'alice, Coldplay - Yellow'. A few lines may be alike by chance, so then a
    // heading is to have as many, too. What stands behind the dash may be the artists of a song.
    private static bool HasColumns(string heading, List<string> lines) => (lines.Count > 0 && lines.TrueForAll(NumberAtEnd().IsMatch)) || ",;|".Any(mark =>
        lines.Select(line => line.AsSpan(0, AnySeparator().Match(line).Index).Count(mark)).Distinct().ToList() is [>= 1 and var count]
            && (lines.Count >= 3 || heading.AsSpan().Count(mark) >= count));

    private static string Bare(string line, bool isNumbered) => Bullet().Replace(isNumbered ? Number().Replace(line, "") : line, "");

    // '99 Luftballons' is a title. Numbers of lines count up.
    private static bool IsNumbered(List<string> lines)
    {
        var numbers = new List<int>();
        foreach (var line in lines)
        {
            if (Number().Match(line) is { Success: true } match)
            {
                numbers.Add(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            }
        }

        var following = numbers.Zip(numbers.Skip(1)).Count(pair => pair.Second == pair.First + 1);
        return 2 * numbers.Count > lines.Count
            && (numbers.Count > 1 ? following >= Most * (numbers.Count - 1) : lines[0].StartsWith("1. ", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^(<|#EXT|File[0-9]+=|\[[0-9]+:[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"[,;|\t] *""?[0-9][0-9:/. TZ+-]*""?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberAtEnd();

    [GeneratedRegex(@"[^\S\t](?:-{1,3}|[–—―]{1,2}|[‐‑−－﹣])[^\S\t]", RegexOptions.CultureInvariant)]
    private static partial Regex AnySeparator();

    [GeneratedRegex(@"[^\S\t]-{2,3}[^\S\t]", RegexOptions.CultureInvariant)]
    private static partial Regex DoubleSeparator();

    [GeneratedRegex(@"[^\S\t][–—―]{1,2}[^\S\t]", RegexOptions.CultureInvariant)]
    private static partial Regex LongSeparator();

    [GeneratedRegex(@"[^\S\t][-‐‑−－﹣][^\S\t]", RegexOptions.CultureInvariant)]
    private static partial Regex ShortSeparator();

    // Without blanks around, only what is no hyphen: a word may have one.
    [GeneratedRegex(@"[—―]{1,2}|－", RegexOptions.CultureInvariant)]
    private static partial Regex TightSeparator();

    [GeneratedRegex(@"\t|::|\S[,;|]\S", RegexOptions.CultureInvariant)]
    private static partial Regex FieldEnd();

    [GeneratedRegex(@"^[#(\[]?([0-9]{1,6})(?:[.)\]、．:]\s*|\s+)(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:[-*•·●○▪►▶♪♫–—]|🎵)\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();
}
