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
    private static readonly string Expected = $"an id ({string.Join(", ", IdNames)}) and a text ({string.Join(", ", TextNames)})";

    /// <summary>Reads them; the keys are paths within the folder, or the ids of the file.</summary>
    /// <exception cref="FileNotFoundException">There is neither a folder nor a file of that name.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or a line is no JSON object with an id and a text.</exception>
    public static IItemSource<string, ParsedLyric> Read(string path, Action<string> note) =>
        Directory.Exists(path) ? new Folder(path) : new Lines(ReadLines(path, note));

    private static List<(string Id, string Text)> ReadLines(string path, Action<string> note)
    {
        var all = JsonLines.Read(path, Expected, Parse).ToList();
        var lyrics = all.DistinctBy(lyric => lyric.Id).ToList();
        if (all.Count > lyrics.Count)
        {
            note($"{path}: {all.Count - lyrics.Count} lines have an id that was there already; the first of each is used.");
        }

        return lyrics;
    }

    private static (string Id, string Text) Parse(JsonElement lyric) =>
        Find(lyric, IdNames) is { ValueKind: JsonValueKind.Number or JsonValueKind.String } id
        && Find(lyric, TextNames) is { ValueKind: JsonValueKind.String } text
            ? (id.ToString(), text.GetString()!)
            : throw new KeyNotFoundException("One of them is not there.");

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

        public Vocabulary<string> Items { get; } = new(lyrics.Select(lyric => lyric.Id));

        public ValueTask<ParsedLyric> ReadAsync(string item, CancellationToken cancellationToken = default) =>
            new(ParsedLyric.Parse(_texts[item]));

        public ValueTask<string?> ContentKeyAsync(string item, CancellationToken cancellationToken = default) =>
            new(HashOf(Encoding.UTF8.GetBytes(_texts[item])));
    }

    private sealed class Folder(string path) : IItemSource<string, ParsedLyric>
    {
        public Vocabulary<string> Items { get; } =
            new(
                Directory
                    .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".LRC" or ".TXT")
                    .Select(file => Path.GetRelativePath(path, file))
                    .Order(StringComparer.Ordinal)
            );

        public ValueTask<ParsedLyric> ReadAsync(string item, CancellationToken cancellationToken = default) =>
            new(ParsedLyric.Read(Path.Combine(path, item)));

        public async ValueTask<string?> ContentKeyAsync(string item, CancellationToken cancellationToken = default) =>
            HashOf(await File.ReadAllBytesAsync(Path.Combine(path, item), cancellationToken));
    }
}
