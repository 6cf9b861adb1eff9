using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ZetDard.Visualization;

/// <summary>Adds to the SVG of the drawing library what it lacks: a title, a view box, and a general font family.</summary>
internal static partial class SvgText
{
    public static string Finished(string svg, string title, int width, int height)
    {
        var document = XDocument.Parse(svg);
        var root = document.Root!;
        root.SetAttributeValue("viewBox", FormattableString.Invariant($"0 0 {width} {height}"));
        root.SetAttributeValue("role", "img");
        if (title.Length > 0)
        {
            root.AddFirst(new XElement(root.Name.Namespace + "title", title));
        }

        // A viewer without the font of the labels uses another one without serifs.
        foreach (var text in root.Descendants().Attributes("font-family"))
        {
            text.Value = $"{FamilyMarks().Replace(text.Value, "")}, sans-serif";
        }

        // The ids of the drawing library count on through the life of the process. They are numbered anew, so that the same picture gives
        // the same text.
        var ids = new Dictionary<string, string>();
        foreach (var id in root.Descendants().Attributes("id"))
        {
            id.Value = ids[id.Value] = FormattableString.Invariant($"i{ids.Count + 1}");
        }

        var referring = root.Descendants().Attributes().Where(static attribute => attribute.Value.Contains('#', StringComparison.Ordinal));
        foreach (var attribute in referring)
        {
            attribute.Value = References().Replace(
                attribute.Value, reference => ids.TryGetValue(reference.Value[1..], out var id) ? $"#{id}" : reference.Value);
        }

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root}\n";
    }

    [GeneratedRegex("#[A-Za-z0-9_]+")]
    private static partial Regex References();

    [GeneratedRegex("[,\"'<>&;]")]
    private static partial Regex FamilyMarks();
}
