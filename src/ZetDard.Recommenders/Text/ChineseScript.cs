using System.Text;

namespace ZetDard.Recommenders;

/// <summary>
/// The usual simplified form of a traditional character: the first one of OpenCC's tables of characters (Apache-2.0), which are
/// embedded.
/// </summary>
internal static class ChineseScript
{
    private const int First = 0x3400;           // CJK extension A … the end of the unified ideographs
    private const int Last = 0x9FFF;

    private static readonly (char[] Basic, Dictionary<int, int> Others) Table = Load();

    public static Rune Simplify(Rune rune)
    {
        if (rune.Value is >= First and <= Last && Table.Basic[rune.Value - First] is not '\0' and var simple)
        {
            return new Rune(simple);
        }

        return rune.Value >= First && Table.Others.TryGetValue(rune.Value, out var other) ? new Rune(other) : rune;
    }

    private static (char[] Basic, Dictionary<int, int> Others) Load()
    {
        var forms = new Dictionary<int, int>();
        foreach (var (traditional, simplified) in ReadPairs("TSCharacters.txt"))
        {
            forms.Add(traditional, simplified);
        }

        // Some simplified forms are rarer than the character that they stand for (㑮 usually stays 㑮, not 𫝈): those follow it.
        foreach (var (simplified, traditional) in ReadPairs("STCharacters.txt"))
        {
            if (Resolve(forms, traditional) is var usual && usual != Resolve(forms, simplified))
            {
                forms[simplified] = usual;
            }
        }

        var basic = new char[Last - First + 1];
        var others = new Dictionary<int, int>();
        foreach (var character in forms.Keys)
        {
            var simple = Resolve(forms, character);
            if (simple == character)
            {
                continue;
            }

            if (character is >= First and <= Last && simple <= char.MaxValue)
            {
                basic[character - First] = (char)simple;
            }
            else
            {
                others.Add(character, simple);
            }
        }

        return (basic, others);
    }

    // A form may have a form of its own; where two name each other, the one that leads back ends the walk.
    private static int Resolve(Dictionary<int, int> forms, int character)
    {
        var simple = character;
        while (forms.TryGetValue(simple, out var next) && next != simple && next != character)
        {
            simple = next;
        }

        return simple;
    }

    private static IEnumerable<(int From, int To)> ReadPairs(string name)
    {
        using var stream = typeof(ChineseScript).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0 && line[0] != '#')
            {
                yield return (Rune.GetRuneAt(line, 0).Value, Rune.GetRuneAt(line, tab + 1).Value);
            }
        }
    }
}
