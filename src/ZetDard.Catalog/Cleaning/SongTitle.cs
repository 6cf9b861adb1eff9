using System.Text;
using System.Text.RegularExpressions;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// A title split into the name of the song, its version marks, and the artists that it names. All parts are folded, for
/// comparison and not for display.
/// </summary>
/// <param name="Name">The title without brackets and version marks.</param>
/// <param name="VersionMarks">
/// The contents of brackets and of a suffix such as <c>- Live</c>, in ordinal order. Usual synonyms are replaced by one word (现场版,
/// Live Ver. and Live by <c>live</c>).
/// </param>
/// <param name="FeaturedArtists">The featured artists, one text for each mention, such as <c>latto</c>.</param>
/// <param name="OriginalArtist">
/// The artist that the title names as the original artist of a cover (Cover 周杰伦, 原唱: 周杰伦); <see langword="null"/> if it names none.
/// </param>
public sealed partial record SongTitle(
    string Name, IReadOnlyList<string> VersionMarks, IReadOnlyList<string> FeaturedArtists, string? OriginalArtist)
{
    private const int MaxLength = 1000;       // a longer text is not a title, and searching it for marks would take too long

    /// <summary>Splits a title.</summary>
    /// <remarks>
    /// Every bracket is a version mark, whatever it contains: two titles are the same only if all their marks are. A title that
    /// consists only of brackets, or is longer than 1,000 characters, is its own name. A suffix after a dash is a mark only if it
    /// contains a word for versions, so <c>Symphony No. 94 - Trio</c> is not split.
    /// </remarks>
    public static SongTitle Parse(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        var folded = TextFolding.Fold(title);
        if (folded.Length > MaxLength)
        {
            return new(folded, [], [], null);
        }

        var marks = new SortedSet<string>(StringComparer.Ordinal);
        var featured = new List<string>();
        string? original = null;
        var outside = WithoutBrackets(folded, content => original = Read(content, marks, featured) ?? original);
        if (outside.Length == 0)
        {
            return new(folded, [], [], null);
        }

        if (FeaturedSuffix().Match(outside) is { Success: true } suffix)
        {
            featured.Add(suffix.Groups[1].Value.Trim());
            outside = outside[..suffix.Index].Trim();
        }

        while (VersionSuffix().Match(outside) is { Success: true } version)
        {
            marks.Add(Usual((version.Groups[1].Success ? version.Groups[1] : version.Groups[2]).Value));
            outside = outside[..version.Index].Trim();
        }

        return new(outside, [.. marks], featured, original);
    }

    /// <summary>Returns name and marks as one text, such as <c>hello (live)</c>.</summary>
    public override string ToString() => VersionMarks.Count == 0 ? Name : $"{Name} ({string.Join(") (", VersionMarks)})";

    private static string? Read(string content, SortedSet<string> marks, List<string> featured)
    {
        if (FeaturedBracket().Match(content) is { Success: true } feat)
        {
            featured.Add(feat.Groups[1].Value.Trim());
            return null;
        }

        marks.Add(Usual(content));
        var cover = CoverBracket().Match(content);
        return cover.Success ? (cover.Groups[1].Success ? cover.Groups[1] : cover.Groups[2]).Value.Trim() : null;
    }

    private static string Usual(string mark)
    {
        mark = mark.Trim();
        return mark switch
        {
            "live版" or "live 版" or "live version" or "live ver." or "live ver" or "现场" or "现场版" or "live现场" or "live现场版" or "现场live" =>
                "live",
            "伴奏" or "伴奏版" or "inst." or "inst" or "instrumental version" or "instrumental ver." or "纯伴奏" => "instrumental",
            "demo版" or "demo version" or "demo ver." => "demo",
            "remix版" or "remix version" or "remix ver." or "混音" or "混音版" => "remix",
            "acoustic version" or "acoustic ver." or "acoustic版" or "不插电" or "不插电版" => "acoustic",
            "piano version" or "piano ver." or "piano ver" or "钢琴" or "钢琴版" => "piano",
            "翻唱" or "翻唱版" or "cover version" or "カバー" => "cover",
            "sped up version" or "speed up" or "speed up version" or "sped up ver." or "加速" or "加速版" => "sped up",
            "slowed reverb" or "slowed & reverb" or "slowed+reverb" => "slowed + reverb",
            "remastered version" or "remaster" => "remastered",
            "粤" or "粤语" or "cantonese" => "粤语版",
            "国" or "国语" => "国语版",
            _ => mark,
        };
    }

    // Passes the content of each outermost bracket to a function and returns the text outside of brackets. Unclosed brackets count as text.
    private static string WithoutBrackets(string text, Action<string> inside)
    {
        if (text.AsSpan().IndexOfAny('(', '[') < 0)
        {
            return text;
        }

        var closing = new int[text.Length];
        var open = new Stack<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '[')
            {
                open.Push(i);
            }
            else if (text[i] is ')' or ']' && open.TryPop(out var start))
            {
                closing[start] = i;
            }
        }

        var outside = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (closing[i] == 0)
            {
                outside.Append(text[i]);
                continue;
            }

            if (closing[i] > i + 1)
            {
                inside(text[(i + 1)..closing[i]].Trim());
            }

            outside.Append(' ');
            i = closing[i];
        }

        return TextFolding.Fold(outside.ToString(), TextFoldings.WhiteSpace);
    }

    [GeneratedRegex(@"^(?:feat|ft|featuring|with)[.\s:]+(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex FeaturedBracket();

    [GeneratedRegex(@"\s(?:-\s+)?(?:feat\.|ft\.|featuring\s)(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex FeaturedSuffix();

    [GeneratedRegex(@"^(?:cover|原唱|翻自|原曲)[:\s]+(.+)$|^(.+?)\s+cover$", RegexOptions.CultureInvariant)]
    private static partial Regex CoverBracket();

    [GeneratedRegex(@"\s-\s*([^-]*(?:\b(?:live|remix|mix|version|ver|edit|acoustic|instrumental|inst|demo|remaster|remastered|slowed|reverb|sped up|cover|karaoke|unplugged|bootleg|mashup)\b|版|伴奏|现场)[^-]*|(?:bonus track|mono|stereo))$|\s([^\s-]*版)$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionSuffix();
}
