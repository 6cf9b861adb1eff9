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

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root}\n";
    }

    [GeneratedRegex("[,\"'<>&;]")]
    private static partial Regex FamilyMarks();
}
