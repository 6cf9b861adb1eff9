using System.Text;

namespace ZetDard.Netease.Testing;

/// <summary>The texts of a song: Chinese where its title is, else English; of its group's theme.</summary>
internal sealed class SongLyric
{
    public SongLyric(NeteaseContent content, int song)
    {
        var seed = content.Seed;
        Kind = seed.Below(100, Facet.Lyric, song) switch { < 6 => SongLyricKind.Instrumental, < 12 => SongLyricKind.Uncollected, _ => SongLyricKind.Text };
        if (Kind != SongLyricKind.Text)
        {
            return;
        }

        var world = content.World.Songs[song];
        var isChinese = ContentWords.IsChinese(world.Title);
        var (hasTranslation, hasRomanised, hasWords) = (!isChinese && seed.Chance(0.6, Facet.Lyric, song, 1), isChinese && seed.Chance(0.15, Facet.Lyric, song, 2), seed.Chance(0.3, Facet.Lyric, song, 3));
        StringBuilder text = new(), translation = new(), romanised = new(), words = new();
        var artist = world.Artists[0].Name;
        text.Append(null, $"[00:00.000] 作曲 : {artist}\n[00:00.133] 作词 : {artist}\n");
        words.Append(null, $"{{\"t\":0,\"c\":[{{\"tx\":\"作曲: \"}},{{\"tx\":\"{artist}\"}}]}}\n");
        var count = 16 + seed.Below(20, Facet.Lyric, song, 4);
        var step = (content.DurationOf(song) - 10_000) / count;
        for (var line = 0; line < count; line++)
        {
            var pick = seed.Below(1_000, Facet.LyricLine, song, line);
            var (stamp, sung) = (Stamp(10_000 + (line * step)), ContentWords.Line(world.Group, isChinese, pick));
            text.Append(stamp).Append(sung).Append('\n');
            translation.Append(stamp).Append(ContentWords.Line(world.Group, isChinese: true, pick)).Append('\n');
            romanised.Append(stamp).Append("la la la ").Append(pick % 10).Append('\n');
            AppendWords(words, 10_000 + (line * step), step * 9 / 10, sung, isChinese);
        }

        Text = text.ToString();
        Translation = hasTranslation ? translation.ToString() : null;
        Romanised = hasRomanised ? romanised.ToString() : null;
        WordTimed = hasWords ? words.ToString() : null;
    }

    public SongLyricKind Kind { get; }

    public string? Text { get; }

    public string? Translation { get; }

    public string? Romanised { get; }

    public string? WordTimed { get; }

    private static string Stamp(int time) => string.Create(null, $"[{time / 60_000:00}:{time / 1_000 % 60:00}.{time % 1_000:000}]");

    // A line of yrc: [start,duration](start,duration,0)word…
    private static void AppendWords(StringBuilder to, int start, int duration, string line, bool isChinese)
    {
        string[] words = isChinese ? [.. line.Select(letter => letter.ToString())] : [.. line.Split(' ').Select(word => word + " ")];
        to.Append(null, $"[{start},{duration}]");
        for (var word = 0; word < words.Length; word++)
        {
            to.Append(null, $"({start + (word * duration / words.Length)},{duration / words.Length},0){words[word]}");
        }

        to.Append('\n');
    }
}
