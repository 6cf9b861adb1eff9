using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ZetDard.Tests;

namespace ZetDard.Lyrics.Tests.Lrc;

/// <summary>The real lyric files of the shared data.</summary>
internal static class NeteaseLyrics
{
    /// <summary>Song ids and files; skips the test if the shared data is absent.</summary>
    public static IReadOnlyList<(long Id, string Text)> ReadOrSkip()
    {
        var path = SharedFolder.PathOrSkip("data", "netease_lyrics", "lyrics.jsonl.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8);
        var songs = new List<(long, string)>();
        while (reader.ReadLine() is { } line)
        {
            using var song = JsonDocument.Parse(line);
            songs.Add((song.RootElement.GetProperty("ncm_id").GetInt64(), song.RootElement.GetProperty("lrc").GetString()!));
        }

        return songs;
    }
}
