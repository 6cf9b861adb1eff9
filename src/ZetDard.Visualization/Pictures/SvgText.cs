using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ZetDard.Visualization;

/// <summary>What the drawing library's SVG lacks: a title, a view box, and a font that is there.</summary>
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

        // A reader without the font of the labels takes any other without serifs.
        foreach (var text in root.Descendants().Attributes("font-family"))
        {
            text.Value = $"{FamilyMarks().Replace(text.Value, "")}, sans-serif";
        }

        // The drawing library counts its ids through the life of the process: counted anew, the same picture is the same text.
        var ids = new Dictionary<string, string>();
        foreach (var id in root.Descendants().Attributes("id"))
        {
            id.Value = ids[id.Value] = FormattableString.Invariant($"i{ids.Count + 1}");
        }

        foreach (var attribute in root.Descendants().Attributes().Where(static attribute => attribute.Value.Contains('#', StringComparison.Ordinal)))
        {
            attribute.Value = References().Replace(attribute.Value, reference => ids.TryGetValue(reference.Value[1..], out var id) ? $"#{id}" : reference.Value);
        }

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root}\n";
    }

    [GeneratedRegex("#[A-Za-z0-9_]+")]
    private static partial Regex References();

    [GeneratedRegex("[,\"'<>&;]")]
    private static partial Regex FamilyMarks();
}
