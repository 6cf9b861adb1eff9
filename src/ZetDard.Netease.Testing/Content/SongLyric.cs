using System.Text;

namespace ZetDard.Netease.Testing;

/// <summary>
/// The lyric of a song: Chinese if its title is, otherwise English, with the theme and mood of its group. It consists of credits,
/// verses, and a repeated refrain.
/// </summary>
internal sealed class SongLyric
{
    private const int FirstSung = 10_000;       // milliseconds

    public SongLyric(NeteaseContent content, int song)
    {
        var seed = content.Seed;
        Kind = seed.Below(
            100, Facet.Lyric,
            song) switch { < 6 => SongLyricKind.Instrumental, < 12 => SongLyricKind.Uncollected, _ => SongLyricKind.Text };
        if (Kind != SongLyricKind.Text)
        {
            return;
        }

        var world = content.World.Songs[song];
        var isChinese = ContentWords.IsChinese(world.Title);
        var (hasTranslation, hasRomanised, hasWords) = (
            !isChinese && seed.Chance(0.6, Facet.Lyric, song, 1), isChinese && seed.Chance(0.15, Facet.Lyric, song, 2),
            seed.Chance(0.3, Facet.Lyric, song, 3));
        StringBuilder text = new(), translation = new(), romanised = new(), words = new();
        var artist = world.Artists[0].Name;
        var arranger = content.World.Artists[seed.Below(content.World.Artists.Count, Facet.Lyric, song, 5)].Name;
        (string Role, string Name)[] credits = seed.Chance(0.5, Facet.Lyric, song, 6)
            ? [("作词", artist), ("作曲", artist)]
            : [("作词", world.Artists[^1].Name), ("作曲", artist), ("编曲", arranger), ("制作人", arranger)];
        for (var credit = 0; credit < credits.Length; credit++)
        {
            var (role, name) = credits[credit];
            text.Append(Stamp(credit * 1_000)).Append(null, $" {role} : {name}\n");
            words.Append(null, $"{{\"t\":{credit * 1_000},\"c\":[{{\"tx\":\"{role}: \"}},{{\"tx\":\"{name}\"}}]}}\n");
        }

        var lines = Lines(seed, song, world.Group);
        var step = (content.DurationOf(song) - FirstSung) / lines.Count;
        for (var line = 0; line < lines.Count; line++)
        {
            var (start, sung) = (FirstSung + (line * step), isChinese ? lines[line].Chinese : lines[line].English);
            text.Append(Stamp(start)).Append(sung).Append('\n');
            translation.Append(Stamp(start)).Append(lines[line].Chinese).Append('\n');
            romanised.Append(Stamp(start)).Append("la la la ").Append(sung.Length % 10).Append('\n');
            AppendWords(words, start, step * 9 / 10, sung, isChinese);
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

    // Two or three verses, each followed by the refrain, and the refrain again at the end.
    private static List<(string Chinese, string English)> Lines(Seeded seed, int song, int group)
    {
        var lines = new List<(string Chinese, string English)>();
        var verses = 2 + seed.Below(2, Facet.Lyric, song, 4);
        var length = 4 + seed.Below(4, Facet.Lyric, song, 7);
        for (var verse = 0; verse <= verses; verse++)
        {
            for (var line = 0; line < length && verse < verses; line++)
            {
                var sung = ContentWords.VerseLine(group, seed.Below(1_000, Facet.LyricLine, song, (verse * length) + line));
                if (lines.Count == 0 || lines[^1] != sung)
                {
                    lines.Add(sung);
                }
            }

            lines.AddRange(Enumerable.Range(0, ContentWords.RefrainLength).Select(line => ContentWords.RefrainLine(group, line)));
        }

        return lines;
    }

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
