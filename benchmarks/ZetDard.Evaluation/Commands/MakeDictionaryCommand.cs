using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ZetDard.Evaluation.Reporting;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>
/// Makes the file of words that ZetDard.Lyrics embeds, from jieba's dict.txt and the probabilities of its hidden Markov model.
/// For maintenance.
/// </summary>
/// <remarks>
/// The file, which WordDictionary of ZetDard.Lyrics reads: the length of what follows as an int, then a Brotli stream of
/// little-endian numbers. The words are a trie whose nodes stand in breadth-first order, laid out as a double array (Aoe 1989):
/// child = base of the parent + code of the character.
/// Columns, not records, and the bytes of a number in planes of their own: both compress better.
/// </remarks>
internal static class MakeDictionaryCommand
{
    private const char FirstHan = '\u4E00';
    private const char LastHan = '\u9FD5';

    public static int Run(RunContext context, string dictFile, string hmmFile, string outFile)
    {
        var (words, total) = ReadWords(dictFile);
        var codes = Codes(words.Keys);
        var frequencies = words.Values.Append(0).Distinct().Order().ToArray();
        var nodes = Trie(words, codes);
        var length = Place(nodes, codes.Count);

        using var raw = new MemoryStream();
        using var writer = new BinaryWriter(raw, Encoding.UTF8, leaveOpen: true);
        foreach (
            var number in (int[])[1, codes.Count, frequencies.Length, nodes.Count, nodes.Count(node => node.Children.Count > 0), length]
        )
        {
            writer.Write(number);
        }

        writer.Write(total);
        foreach (var frequency in frequencies)
        {
            writer.Write((int)frequency);
        }

        WritePlanes(writer, [.. codes.OrderBy(pair => pair.Value).Select(pair => (int)pair.Key)], 2);
        WritePlanes(writer, [.. nodes.Select(node => node.Children.Count)], 2);
        WritePlanes(writer, [.. nodes.Skip(1).Select(node => node.Code)], 2);
        WritePlanes(writer, [.. nodes.Select(node => Array.BinarySearch(frequencies, node.Frequency))], 2);
        WritePlanes(writer, [.. nodes.Where(node => node.Children.Count > 0).Select(node => node.Base)], 3);
        WriteHiddenMarkovModel(writer, hmmFile);
        writer.Flush();

        using (var file = File.Create(outFile))
        {
            file.Write(BitConverter.GetBytes((int)raw.Length));
            using var brotli = new BrotliStream(file, CompressionLevel.SmallestSize);
            raw.Position = 0;
            raw.CopyTo(brotli);
        }

        var data = new Dictionary<string, object>
        {
            ["words"] = words.Count,
            ["characters"] = codes.Count,
            ["nodes"] = nodes.Count,
            ["cells"] = length,
            ["bytes"] = raw.Length,
            ["compressed"] = new FileInfo(outFile).Length,
        };
        return Report.Write(context, data, [new Row("dictionary", new Dictionary<string, object>())], [])
            ? ExitCode.Success
            : ExitCode.BadArguments;
    }

    private static (Dictionary<string, long> Words, long Total) ReadWords(string file)
    {
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        var total = 0L;
        foreach (var line in Lines(file))
        {
            var parts = line.Split(' ');
            if (
                parts.Length < 2
                || parts[0].Length == 0
                || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var frequency)
                || frequency > int.MaxValue
            )
            {
                throw new InvalidDataException($"{file}: '{line}' is not a word, its frequency and its part of speech.");
            }

            words[parts[0]] = frequency; // a word that stands there twice counts twice in the total, and has its last frequency
            total += frequency;
        }

        return (words, total);
    }

    // The characters that most nodes end in get the smallest codes: the double array stays dense.
    private static Dictionary<char, int> Codes(IEnumerable<string> words) =>
        words
            .SelectMany(word => Enumerable.Range(1, word.Length).Select(length => word[..length]))
            .Distinct(StringComparer.Ordinal)
            .GroupBy(prefix => prefix[^1])
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key)
            .Select((group, i) => (group.Key, Code: i + 1))
            .ToDictionary(pair => pair.Key, pair => pair.Code);

    private static List<Node> Trie(Dictionary<string, long> words, Dictionary<char, int> codes)
    {
        var root = new Node(0);
        foreach (var (word, frequency) in words)
        {
            var node = root;
            foreach (var character in word)
            {
                var code = codes[character];
                if (!node.Children.TryGetValue(code, out var child))
                {
                    node.Children.Add(code, child = new(code));
                }

                node = child;
            }

            node.Frequency = frequency;
        }

        var nodes = new List<Node> { root };
        for (var i = 0; i < nodes.Count; i++)
        {
            nodes.AddRange(nodes[i].Children.Values);
        }

        return nodes;
    }

    // First fit, the nodes with most children first. The cells up to the greatest code belong to the children of the root.
    private static int Place(List<Node> nodes, int codeCount)
    {
        var next = new List<int>(); // of a taken cell, one beyond it before which none is free; of a free one, itself
        Take(codeCount + 1, Enumerable.Range(0, codeCount + 1));
        var greatestBase = 0;
        foreach (var node in nodes.Skip(1).Where(node => node.Children.Count > 0).OrderByDescending(node => node.Children.Count))
        {
            var children = node.Children.Keys;
            var cell = FreeFrom(0);
            while (children.Any(code => FreeFrom(cell - children[0] + code) != cell - children[0] + code))
            {
                cell = FreeFrom(cell + 1);
            }

            node.Base = cell - children[0];
            greatestBase = Math.Max(greatestBase, node.Base);
            Take(node.Base + children[^1] + 1, children.Select(code => node.Base + code));
        }

        return greatestBase + codeCount + 1; // no look-up needs to test the end

        int FreeFrom(int cell)
        {
            var free = cell;
            while (free < next.Count && next[free] != free)
            {
                free = next[free];
            }

            while (cell < free && cell < next.Count) // the way is shorter next time
            {
                (cell, next[cell]) = (next[cell], free);
            }

            return free;
        }

        void Take(int end, IEnumerable<int> cells)
        {
            while (next.Count < end)
            {
                next.Add(next.Count);
            }

            foreach (var cell in cells)
            {
                next[cell] = cell + 1;
            }
        }
    }

    // States in the order B, M, E, S; the transitions that the model allows in the order EB, SB, BM, MM, BE, ME, ES, SS.
    private static void WriteHiddenMarkovModel(BinaryWriter writer, string file)
    {
        using var stream = DataFile.OpenRead(file);
        using var model = JsonDocument.Parse(stream);
        var root = model.RootElement;
        foreach (var state in "BMES")
        {
            writer.Write(root.GetProperty("start").GetProperty($"{state}").GetDouble());
        }

        foreach (var pair in (string[])["EB", "SB", "BM", "MM", "BE", "ME", "ES", "SS"])
        {
            writer.Write(root.GetProperty("transition").GetProperty(pair[..1]).GetProperty(pair[1..]).GetDouble());
        }

        foreach (var state in "BMES")
        {
            var emission = root.GetProperty("emission")
                .GetProperty($"{state}")
                .EnumerateObject()
                .Where(pair => pair.Name is [>= FirstHan and <= LastHan])
                .ToDictionary(pair => pair.Name[0], pair => pair.Value.GetDouble());
            double[] values = [.. emission.Values.Distinct().Order()];
            writer.Write(values.Length);
            foreach (var value in values)
            {
                writer.Write(value);
            }

            WritePlanes(
                writer,
                [
                    .. Enumerable
                        .Range(FirstHan, LastHan - FirstHan + 1)
                        .Select(c => emission.TryGetValue((char)c, out var value) ? 1 + Array.BinarySearch(values, value) : 0),
                ],
                2
            );
        }
    }

    private static void WritePlanes(BinaryWriter writer, int[] values, int planes)
    {
        for (var plane = 0; plane < planes; plane++)
        {
            foreach (var value in values)
            {
                writer.Write((byte)(value >> (8 * plane)));
            }
        }
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(DataFile.OpenRead(file), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private sealed class Node(int code)
    {
        public int Code { get; } = code;

        public long Frequency { get; set; }

        public int Base { get; set; }

        public SortedList<int, Node> Children { get; } = [];
    }
}
