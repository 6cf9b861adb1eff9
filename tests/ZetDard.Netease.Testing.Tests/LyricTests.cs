using System.Globalization;
using ZetDard.Recommenders.Testing;
using ZetDard.Tests;

namespace ZetDard.Netease.Testing.Tests;

/// <summary>The lyrics of the songs.</summary>
public sealed class LyricTests
{
    private static readonly string[] HappyWords =
        ["快乐", "幸福", "微笑", "阳光", "爱", "美", "好", "笑", "甜蜜", "喜欢", "希望", "温暖", "温柔", "自由", "胜利", "完美", "彩虹", "拥抱", "感谢", "平静", "兴奋", "惊喜", "热情", "欢呼", "闪亮"];
    private static readonly string[] SadWords =
        ["泪", "哭", "孤独", "孤单", "痛", "伤", "离开", "离别", "寂寞", "害怕", "心碎", "破碎", "冰冷", "失", "恨", "愤怒", "绝望", "谎言", "地狱", "血", "仇", "敌人", "背叛", "废墟", "虚伪", "枯萎", "坟", "遗憾", "回不", "没有", "沉默", "刀", "远", "跪", "凉", "再也"];

    private static readonly NeteaseContent Content = new(MusicWorld.Create(new() { GroupCount = 12 }));

    private static IEnumerable<(int Song, int Group, SongLyric Lyric)> Sung =>
        from song in Enumerable.Range(0, 400)
        let lyric = new SongLyric(Content, song)
        where lyric.Kind == SongLyricKind.Text
        select (song, Content.World.Songs[song].Group, lyric);

    // Oracle: the valences of VADER's lexicon, summed over the words.
    [Fact]
    public void English_words_have_the_mood_of_the_group()
    {
        var valence = File.ReadLines(SharedFolder.PathOrSkip("data", "english_lexicon_vader", "vader_lexicon.txt"))
            .Select(static line => line.Split('\t')).DistinctBy(static row => row[0])
            .ToDictionary(static row => row[0], static row => double.Parse(row[1], CultureInfo.InvariantCulture));
        var songs = Sung.Where(row => !ContentWords.IsChinese(Content.World.Songs[row.Song].Title)).ToList();
        Assert.True(songs.Count > 100);
        Assert.All(songs, row =>
        {
            var sum = SungLines(row.Lyric).SelectMany(
                static line => line.ToLowerInvariant().Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries))
                .Sum(word => valence.GetValueOrDefault(word));
            Assert.True(ContentWords.IsHappy(row.Group) ? sum > 10 : sum < -10, $"song {row.Song} of group {row.Group}: {sum}");
        });
    }

    // Oracle: lists of happy and sad words, written by hand.
    [Fact]
    public void Chinese_words_have_the_mood_of_the_group()
    {
        var songs = Sung.Where(row => ContentWords.IsChinese(Content.World.Songs[row.Song].Title)).ToList();
        Assert.True(songs.Count > 100);
        Assert.All(songs, row => AssertMood(row.Group, string.Concat(SungLines(row.Lyric))));
        Assert.All(Sung.Where(static row => row.Lyric.Translation is not null), row => AssertMood(row.Group, row.Lyric.Translation!));

        static void AssertMood(int group, string text)
        {
            var sum = HappyWords.Sum(word => text.Split(word).Length - 1) - SadWords.Sum(word => text.Split(word).Length - 1);
            Assert.True(ContentWords.IsHappy(group) ? sum > 5 : sum < -5, $"group {group}: {sum} in {text}");
        }
    }

    [Fact]
    public void Lyrics_begin_with_who_made_them_and_repeat_a_refrain()
    {
        foreach (var (_, group, lyric) in Sung)
        {
            Assert.Matches(@"^\[00:00\.000\] 作词 : .+\n\[00:01\.000\] 作曲 : .+\n", lyric.Text!);
            var lines = SungLines(lyric);
            var repeats = lines.Count(line => line == lines[^1]);
            Assert.InRange(repeats, 3, 4);
            Assert.True(lines.Distinct().Count() > 6);
        }
    }

    [Fact]
    public void Songs_of_a_group_share_words_and_are_not_the_same()
    {
        var songs = Sung.Where(row => ContentWords.IsChinese(Content.World.Songs[row.Song].Title))
            .Select(static row => (row.Group, Lines: SungLines(row.Lyric).ToHashSet())).Take(120).ToList();
        Assert.Equal(songs.Count, songs.Select(static row => string.Join('|', row.Lines)).Distinct().Count());
        foreach (var (group, lines) in songs)
        {
            var shared = songs.Where(other => other.Lines != lines).GroupBy(other => other.Group == group)
                .ToDictionary(
                    static part => part.Key, part => part.Average(other => (double)other.Lines.Intersect(lines).Count() / lines.Count));
            Assert.True(shared[true] > shared[false] + 0.2);
        }
    }

    [Fact]
    public void Translations_stand_beside_their_lines()
    {
        foreach (var (_, group, lyric) in Sung.Where(static row => row.Lyric.Translation is not null))
        {
            var pairs = Enumerable.Range(0, 1_000).Select(line => ContentWords.VerseLine(group, line))
                .Concat(Enumerable.Range(0, ContentWords.RefrainLength).Select(line => ContentWords.RefrainLine(group, line))).ToHashSet();
            var text = lyric.Text!.Split('\n').Where(static line => line.Length > 0)
                .Where(static line => !line.Contains(" : ", StringComparison.Ordinal)).ToList();
            var translation = lyric.Translation!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(text.Count, translation.Length);
            Assert.All(text.Zip(translation), pair =>
            {
                Assert.Equal(pair.First[..11], pair.Second[..11]);
                Assert.Contains((pair.Second[11..], pair.First[11..]), pairs);
            });
        }
    }

    private static List<string> SungLines(SongLyric lyric) =>
        [.. lyric.Text!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.Contains(" : ", StringComparison.Ordinal)).Select(static line => line[11..])];
}
