using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZetDard.Netease.Tests.Wire;

/// <summary>Ten thousand damaged bodies for each parser: only the documented exception may be thrown.</summary>
public sealed class FuzzTests
{
    private const int Mutants = 10_000;

    public static TheoryData<int, string> Samples => [.. Bodies.All.Select((sample, index) => (index, sample.Parser))];

    [Theory, MemberData(nameof(Samples))]
    public void Damaged_bodies_give_a_result_or_Malformed(int index, string parser)
    {
        var sample = Bodies.All[index];
        Assert.Equal(parser, sample.Parser);
        var template = Encoding.UTF8.GetBytes(Shortened(sample.Body));
        Assert.NotNull(sample.Read(template));
        var read = 0;
        var refused = 0;
        for (var seed = 0; seed < Mutants; seed++)
        {
            var mutant = Mutate(template, new Random(seed));
            try
            {
                ModelChecks.Check(sample.Read(mutant));
                read++;
            }
            catch (NeteaseApiException e) when (e.Kind == NeteaseErrorKind.Malformed)
            {
                refused++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The mutant of seed {seed}: {Encoding.UTF8.GetString(mutant)}", e);
            }
        }

        // Both outcomes must occur, or the mutations show nothing.
        Assert.True(read > Mutants / 20 && refused > Mutants / 20, $"{read} were read and {refused} refused.");
    }

    // Each number of an answer, one member after another, becomes each number at an edge of what long, int, double and the calendar hold.
    [Theory, MemberData(nameof(Samples))]
    public void Numbers_at_the_edges_are_taken_exactly_or_not_at_all(int index, string parser)
    {
        var sample = Bodies.All[index];
        Assert.Equal(parser, sample.Parser);
        var root = JsonNode.Parse(Shortened(sample.Body))!;
        var all = new List<JsonNode>();
        Collect(root, all);
        var numbers = all.OfType<JsonObject>()
            .SelectMany(members => members.Where(member => member.Value?.GetValueKind() == JsonValueKind.Number)
                .Select(member => (Members: members, member.Key))).ToLookup(number => number.Key, number => number.Members);
        foreach (var name in numbers)
        {
            var originals = name.Select(members => (Members: members, Value: members[name.Key]!.DeepClone())).ToList();
            foreach (var edge in ModelChecks.EdgeNumbers)
            {
                foreach (var (members, _) in originals)
                    members[name.Key] = JsonNode.Parse(edge);
                try
                {
                    ModelChecks.Check(sample.Read(Encoding.UTF8.GetBytes(root.ToJsonString())));
                }
                catch (NeteaseApiException e) when (e.Kind == NeteaseErrorKind.Malformed)
                {
                    // Without its id a single resource is not usable.
                }
            }

            foreach (var (members, value) in originals)
                members[name.Key] = value;
        }
    }

    private static byte[] Mutate(byte[] template, Random random) =>
        random.Next(2) == 0 ? MutateBytes(template, random) : MutateStructure(template, random);

    private static byte[] MutateBytes(byte[] template, Random random)
    {
        var bytes = template.ToList();
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, "{}[]\",:0e-\\"u8[random.Next(11)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                default:
                    bytes.RemoveRange(random.Next(4) == 0 ? at : bytes.Count - 1, random.Next(4) == 0 ? 0 : 1);
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] MutateStructure(byte[] template, Random random)
    {
        var root = JsonNode.Parse(template)!;
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var all = new List<JsonNode>();
            Collect(root, all);
            var target = all[random.Next(all.Count)];
            switch (target)
            {
                case JsonObject { Count: > 0 } members:
                    var key = members.ElementAt(random.Next(members.Count)).Key;
                    if (random.Next(3) == 0)
                        members.Remove(key);
                    else
                        members[key] = Strange(members[key], random);
                    break;
                case JsonArray { Count: > 0 } rows:
                    var at = random.Next(rows.Count);
                    if (random.Next(3) == 0)
                        rows.RemoveAt(at);
                    else if (random.Next(2) == 0)
                        rows.Add(rows[at]?.DeepClone());
                    else
                        rows[at] = Strange(rows[at], random);
                    break;
            }
        }

        var text = root.ToJsonString();
        return Encoding.UTF8.GetBytes(random.Next(4) == 0 ? Repeated(text, random) : text);
    }

    private static JsonNode? Strange(JsonNode? original, Random random)
    {
        switch (random.Next(16))
        {
            case 0:
                return null;
            case 1:
                return true;
            case 2:
                return new JsonArray();
            case 3:
                return new JsonObject();
            case 4:
                return "文本";
            case 5:
            case 6:
            case 9:
            case 10:
                return JsonNode.Parse(ModelChecks.EdgeNumbers[random.Next(ModelChecks.EdgeNumbers.Length)]);
            case 7:
                return -1;
            case 8:
                return 0.5;
            case 11:
                return new JsonArray(original?.DeepClone(), null, original?.DeepClone());
            case 12:
                return new JsonObject { ["id"] = original?.DeepClone(), ["userId"] = original?.DeepClone() };
            case 13:
                var deep = original?.DeepClone();
                for (var depth = random.Next(1, 40); depth > 0; depth--)
                    deep = depth % 2 == 0 ? new JsonArray(deep) : new JsonObject { ["songs"] = deep };
                return deep;
            case 14:
                return new string('x', random.Next(1, 5000));
            default:
                return original?.ToJsonString();
        }
    }

    // A repeated member, which a JsonNode cannot represent.
    private static string Repeated(string text, Random random)
    {
        var colons = new List<int>();
        for (var i = text.IndexOf("\":", StringComparison.Ordinal); i >= 0; i = text.IndexOf("\":", i + 1, StringComparison.Ordinal))
            colons.Add(i);
        var open = text.IndexOf('{', random.Next(text.Length / 2));
        if (colons.Count == 0 || open < 0)
            return text;
        var end = colons[random.Next(colons.Count)];
        var start = text.LastIndexOf('"', end - 1);
        return start < 0
            ? text
            : text[..(open + 1)] + text[start..(end + 1)] + ":" + (random.Next(2) == 0 ? "null" : "[1]") + "," + text[(open + 1)..];
    }

    private static void Collect(JsonNode node, List<JsonNode> all)
    {
        all.Add(node);
        foreach (var child in node switch { JsonObject members => members.Select(member => member.Value), JsonArray rows => rows, _ => [] })
            if (child is JsonObject or JsonArray)
                Collect(child, all);
    }

    // Three rows of a list test as much as fifty, in a tenth of the time.
    private static string Shortened(string body)
    {
        var root = JsonNode.Parse(body)!;
        var all = new List<JsonNode>();
        Collect(root, all);
        foreach (var rows in all.OfType<JsonArray>())
            while (rows.Count > 3)
                rows.RemoveAt(rows.Count - 1);
        return root.ToJsonString(
            new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
