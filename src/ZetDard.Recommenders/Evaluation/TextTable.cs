using System.Globalization;
using System.Text;

namespace ZetDard.Recommenders;

/// <summary>Tables of plain text: names to the left, numbers to the right.</summary>
internal static class TextTable
{
    // Blocks whose characters take two columns on a terminal: East Asian wide and full-width ones (Unicode Standard Annex 11),
    // and pictographs.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>
    /// Writes lines of cells, the first line being the header. The first column is repeated where the others do not fit side by side.
    /// </summary>
    /// <param name="output">Where to.</param>
    /// <param name="lines">The lines, each with as many cells as the first.</param>
    /// <param name="beside">How many columns stand beside the first: a wide table is hard to read and to paste.</param>
    public static void Write(TextWriter output, IReadOnlyList<string[]> lines, int beside = 5)
    {
        for (var first = 1; first < lines[0].Length; first += beside)
        {
            if (first > 1)
            {
                output.WriteLine();
            }

            int[] shown = [0, .. Enumerable.Range(first, Math.Min(beside, lines[0].Length - first))];
            var widths = Array.ConvertAll(shown, column => lines.Max(line => WidthOf(line[column])));
            foreach (var line in lines)
            {
                output.WriteLine(string.Join("  ", shown.Select((column, i) => Padded(line[column], widths[i], isName: i == 0))).TrimEnd());
            }
        }
    }

    /// <summary>The columns that a text takes on a terminal: 2 for a wide character, 0 for a combining or invisible one.</summary>
    public static int WidthOf(string text) => text.EnumerateRunes().Sum(rune => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control => 0,
        _ => Wide.Any(block => rune.Value >= block.First && rune.Value <= block.Last) ? 2 : 1,
    });

    private static string Padded(string text, int width, bool isName)
    {
        var padding = new string(' ', width - WidthOf(text));
        return isName ? text + padding : padding + text;
    }
}
