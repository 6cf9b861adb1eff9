using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ZetDard.Tests;

namespace ZetDard.Lyrics.Tests;

/// <summary>Songs of mandopop_mood with the label of human_2, and the lyrics of netease_lyrics, which have none.</summary>
internal static class MoodSongs
{
    private static readonly Lock Gate = new();
    private static IReadOnlyList<MoodSong>? _songs;
    private static IReadOnlyList<string>? _unlabelled;

    /// <summary>The songs without exact duplicates; skips the test if the data is absent.</summary>
    public static IReadOnlyList<MoodSong> LabelledOrSkip()
    {
        var path = SharedFolder.PathOrSkip("data", "mandopop_mood", "songs.csv");
        lock (Gate)
        {
            return _songs ??= Read(path);
        }
    }

    /// <summary>The sung lines of every file, whatever the language; skips the test if the data is absent.</summary>
    public static IReadOnlyList<string> UnlabelledOrSkip()
    {
        var path = SharedFolder.PathOrSkip("data", "netease_lyrics", "lyrics.jsonl.gz");
        lock (Gate)
        {
            return _unlabelled ??= ReadLyrics(path);
        }
    }

    private static MoodSong[] Read(string path)
    {
        var rows = Rows(File.ReadAllText(path).TrimStart('\uFEFF'));
        var header = rows[0];
        var (lyrics, artist, label) = (header.IndexOf("Lyrics"), header.IndexOf("Artist Name"), header.IndexOf("human_2"));
        return
        [
            .. rows.Skip(1)
                .DistinctBy(row => string.Join('\0', row))
                .Select(row => new MoodSong(row[lyrics].Split("*******")[0], row[artist], row[label] == "Positive")),
        ];
    }

    private static List<string> ReadLyrics(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8);
        var lyrics = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lyrics.Add(ParsedLyric.Parse(JsonDocument.Parse(line).RootElement.GetProperty("lrc").GetString()!).Text);
        }

        return lyrics;
    }

    // RFC 4180.
    private static List<List<string>> Rows(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted)
            {
                if (text[i] != '"')
                {
                    field.Append(text[i]);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (text[i] == '"')
            {
                isQuoted = true;
            }
            else if (text[i] is ',' or '\n')
            {
                row.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (text[i] == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else
            {
                field.Append(text[i]);
            }
        }

        return rows;
    }
}
