using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ZetDard.Lyrics;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Data;

/// <summary>Lyrics of a folder (.lrc and .txt files), or of a file with one JSON object a line.</summary>
internal static class LyricFiles
{
    private static readonly string[] IdNames = ["id", "song_id", "ncm_id"];
    private static readonly string[] TextNames = ["lrc", "lyric", "text"];

    /// <summary>Reads them; the keys are paths within the folder, or the ids of the file.</summary>
    /// <exception cref="FileNotFoundException">There is neither a folder nor a file of that name.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or a line is no JSON object with an id and a text.</exception>
    public static IItemSource<string, ParsedLyric> Read(string path, Action<string> note) =>
        Directory.Exists(path) ? new Folder(path) : new Lines(ReadLines(path, note));

    private static List<(string Id, string Text)> ReadLines(string path, Action<string> note)
    {
        var lyrics = new List<(string Id, string Text)>();
        var seen = new HashSet<string>();
        var (number, repeated) = (0, 0);
        using var reader = new StreamReader(DataFile.OpenRead(path), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var (id, text) = Parse(path, number, line);
            if (seen.Add(id))
            {
                lyrics.Add((id, text));
            }
            else
            {
                repeated++;
            }
        }

        if (repeated > 0)
        {
            note($"{path}: {repeated} lines have an id that was there already; the first of each is used.");
        }

        return lyrics;
    }

    private static (string Id, string Text) Parse(string path, int number, string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var id = Find(json.RootElement, IdNames);
            var text = Find(json.RootElement, TextNames);
            if (id is { ValueKind: JsonValueKind.Number or JsonValueKind.String } && text is { ValueKind: JsonValueKind.String })
            {
                return (id.Value.ToString(), text.Value.GetString()!);
            }
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path}, line {number} is no JSON: {damaged.Message}"), damaged);
        }

        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path}, line {number} is no JSON object with an id ({string.Join(", ", IdNames)}) and a text ({string.Join(", ", TextNames)})."));
    }

    private static JsonElement? Find(JsonElement element, string[] names)
    {
        foreach (var name in names)
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private sealed class Lines(List<(string Id, string Text)> lyrics) : IItemSource<string, ParsedLyric>
    {
        private readonly Dictionary<string, string> _texts = lyrics.ToDictionary(lyric => lyric.Id, lyric => lyric.Text);

        public IReadOnlyCollection<string> Items { get; } = [.. lyrics.Select(lyric => lyric.Id)];

        public ValueTask<ParsedLyric> ReadAsync(string item, CancellationToken cancellationToken = default) => new(ParsedLyric.Parse(_texts[item]));

        public ValueTask<string?> ContentKeyAsync(string item, CancellationToken cancellationToken = default) => new(HashOf(Encoding.UTF8.GetBytes(_texts[item])));
    }

    private sealed class Folder(string path) : IItemSource<string, ParsedLyric>
    {
        public IReadOnlyCollection<string> Items { get; } =
        [
            .. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".LRC" or ".TXT")
                .Select(file => Path.GetRelativePath(path, file)).Order(StringComparer.Ordinal),
        ];

        public async ValueTask<ParsedLyric> ReadAsync(string item, CancellationToken cancellationToken = default) =>
            ParsedLyric.Parse(await File.ReadAllTextAsync(Path.Combine(path, item), cancellationToken));

        public async ValueTask<string?> ContentKeyAsync(string item, CancellationToken cancellationToken = default) =>
            HashOf(await File.ReadAllBytesAsync(Path.Combine(path, item), cancellationToken));
    }
}
