using System.Net;
using System.Text;

namespace ZetDard.Lyrics;

/// <summary>Takes the texts out of files that wrap them: QQ Music's XML and Lyricify's quick export.</summary>
internal static class LyricContainer
{
    private const string Content = "LyricContent=\"";
    private const string ExportStart = "[Lyricify Quick Export]";
    private static readonly string[] SectionStarts = ["[lyrics:", "[translation:", "[pronunciation:"];

    /// <summary>Divides a file into its lyric, its translation and its romanization; the last two may be empty.</summary>
    public static (string Lyric, string Translation, string Romanization) Open(string text)
    {
        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        if (start.StartsWith("<?xml") || start.StartsWith("<Qrc") || start.StartsWith("<Lyric"))
        {
            return (OpenXml(text) ?? text, "", "");
        }

        return start.StartsWith(ExportStart, StringComparison.OrdinalIgnoreCase)
            ? OpenSections(start[ExportStart.Length..])
            : (text, "", "");
    }

    /// <summary>Whether a file of XML is one of QQ Music.</summary>
    public static bool HasLyric(string text) => text.Contains(Content, StringComparison.Ordinal);

    // The lyric is the value of an attribute. It may hold quotation marks and line breaks as they are, which XML does not allow.
    private static string? OpenXml(string text)
    {
        var start = text.IndexOf(Content, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        start += Content.Length;
        var end = text.IndexOf("\"/>", start, StringComparison.Ordinal);
        if (end < 0)
        {
            end = text.IndexOf("\" />", start, StringComparison.Ordinal);
        }

        return WebUtility.HtmlDecode(end < 0 ? text[start..] : text[start..end]);
    }

    // Each section begins with a line such as [translation: format@LRC, language@zh-CN].
    private static (string Lyric, string Translation, string Romanization) OpenSections(ReadOnlySpan<char> text)
    {
        StringBuilder[] sections = [new(), new(), new()];
        var current = 0;
        foreach (var line in text.EnumerateLines())
        {
            if (SectionOf(line) is { } next)
            {
                current = next;
            }
            else
            {
                sections[current].Append(line).Append('\n');
            }
        }

        return (sections[0].ToString(), sections[1].ToString(), sections[2].ToString());

        static int? SectionOf(ReadOnlySpan<char> line)
        {
            for (var i = 0; i < SectionStarts.Length; i++)
            {
                if (line.StartsWith(SectionStarts[i], StringComparison.OrdinalIgnoreCase)
                    && line.Contains("format@", StringComparison.Ordinal))
                {
                    return i;
                }
            }

            return null;
        }
    }
}
