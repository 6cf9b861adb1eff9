using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace ZetDard.Lyrics;

/// <summary>Removes marks of singers from lines: 男：, (合), 【女】, A:, v1:, bg:, or a name that precedes several lines.</summary>
internal static partial class SingerMarks
{
    private const int MaxNameLength = 12;
    private const int MinNameCount = 3;            // a name before a colon is that of a singer if it occurs so often

    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "男", "女", "合", "童", "独", "齐", "领", "众", "白", "旁白", "对白", "对唱", "男女", "合唱", "齐唱", "独唱", "男声", "女声", "童声", "和声", "群", "全", "全员", "所有人", "男合", "女合", "念白", "rap", "all", "both", "male", "female", "boy", "girl", "男1", "男2", "女1", "女2", "甲", "乙", "丙");

    // These need no colon on a line of their own.
    private static readonly FrozenSet<string> Bare = FrozenSet.Create(StringComparer.Ordinal, "男", "女", "合", "男女", "合唱", "男声", "女声", "男聲", "女聲", "齐", "齊", "众", "眾");

    /// <summary>Determines the singer and the text of each line.</summary>
    /// <param name="lines">The sung lines; other lines are <see langword="null"/>.</param>
    /// <param name="isSection">
    /// Receives <see langword="true"/> for lines that hold only a mark, which applies to the lines that follow.
    /// </param>
    public static (string? Singer, string Text)[] Read(IReadOnlyList<string?> lines, bool[] isSection)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line is not null && TryDivide(line, out var name, out _, out var isBracketed) && !isBracketed)
            {
                counts[name] = counts.GetValueOrDefault(name) + 1;
            }
        }

        var result = new (string? Singer, string Text)[lines.Count];
        string? current = null;
        for (var i = 0; i < result.Length; i++)
        {
            var line = lines[i];
            if (line is null)
            {
                continue;
            }

            result[i] = (current, line);
            if (!TryDivide(line, out var name, out var rest, out var isBracketed))
            {
                continue;
            }

            var isFrequent = !isBracketed && counts[name] >= MinNameCount;
            var isLetter = !isBracketed && name is [var letter] && char.IsAsciiLetterUpper(Half(letter));
            if (!IsKnown(name) && !isFrequent && !isLetter)
            {
                continue;
            }

            if (rest.Length > 0)
            {
                result[i] = (name, rest);
                current = null;
            }
            else if (isBracketed || IsKnown(name))
            {
                // A mark on a line of its own applies to the lines that follow.
                isSection[i] = true;
                current = name;
            }
        }

        return result;
    }

    /// <summary>Whether a mark says that the line is sung in the background.</summary>
    public static bool IsBackground(string? singer) => "bg".Equals(singer, StringComparison.OrdinalIgnoreCase);

    private static bool IsKnown(string name) =>
        Voice().IsMatch(name) || Known.Contains(name.ToLowerInvariant()) || Known.Contains(SimplifiedCharacters.Fold(name));

    private static char Half(char character) => character is >= '\uFF21' and <= '\uFF3A' ? (char)(character - 0xFEE0) : character;

    private static bool TryDivide(string line, out string name, out string rest, out bool isBracketed)
    {
        if (Bare.Contains(line))
        {
            (name, rest, isBracketed) = (line, "", true);
            return true;
        }

        isBracketed = line.Length > 0 && line[0] is '(' or '（' or '【' or '[' or '［';
        var window = line.AsSpan(0, Math.Min(line.Length, MaxNameLength + 3));
        var end = isBracketed ? window.IndexOfAny(")）】]］") : window.IndexOfAny(":：");
        if (end < 1)
        {
            (name, rest) = ("", "");
            return false;
        }

        name = line[(isBracketed ? 1 : 0)..end].Trim();
        rest = line[(end + 1)..].TrimStart(':', '：', ' ', '\u3000').TrimEnd();
        return name.Length is > 0 and <= MaxNameLength && name.AsSpan().ContainsAnyExceptInRange('0', '9');      // 4:44 in the morning
    }

    // Voices of the A2 extension of LRC and of Apple's lyrics.
    [GeneratedRegex(@"^(?:v\d{1,4}|bg)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Voice();
}
