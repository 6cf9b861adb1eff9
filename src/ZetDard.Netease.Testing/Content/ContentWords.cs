namespace ZetDard.Netease.Testing;

/// <summary>The words that titles, lyrics and comments are made of. Each taste group has a theme, so that texts of a group are alike.</summary>
internal static class ContentWords
{
    private static readonly (string Chinese, string English, string[] ChineseLines, string[] EnglishLines)[] Themes =
    [
        ("夜晚", "Night", ["夜色温柔地落在窗前", "路灯照着没有尽头的街", "城市睡去我还没有入眠", "霓虹里谁的影子在走远"], ["The street is empty and the lights are low", "I count the windows while the city sleeps", "The night has taken what I didn't know", "A neon promise that it never keeps"]),
        ("夏天", "Summer", ["海风吹过你的白色衬衫", "我们把笑声留在沙滩", "阳光洒在单车的后座", "蝉声唱完整个夏天"], ["We ran barefoot down to the sea", "The sun was burning in your hair", "A summer made for you and me", "With salt and laughter in the air"]),
        ("治愈", "Calm", ["慢慢走一切都会好起来", "把心事交给晚风和大海", "疲惫的时候请停下来", "温暖总会在路口等待"], ["Breathe in slowly, let it go", "Tomorrow will be kind to you", "The rivers find the way to flow", "And morning brings a softer blue"]),
        ("摇滚", "Rock", ["燃烧吧沉默太久的火焰", "我们在呐喊中学会勇敢", "打碎所有平庸的昨天", "让鼓点敲响黎明之前"], ["Set fire to the silence in the hall", "We scream until the walls come down", "No one is going to make us small", "Tonight we wake this sleeping town"]),
        ("民谣", "Folk", ["老屋门前的树又落叶了", "母亲的信寄到了远方", "火车带走少年的歌谣", "故乡在梦里轻轻摇晃"], ["The old oak leaned across the gate", "My father sang of railway lines", "The letters always came too late", "With autumn pressed between the lines"]),
        ("电子", "Electronic", ["频率穿过星际的边缘", "心跳与节拍连成一线", "在光速中与你再相见", "信号来自遥远的从前"], ["The signal travels through the wire", "My heart is locked into the beat", "We are the static and the fire", "Two satellites about to meet"]),
    ];

    private static readonly string[] ChineseTitles = ["{0}｜单曲循环", "适合{0}听的歌", "【{0}】耳机里的故事", "{0}，和你一起听", "我的{0}歌单", "愿你在{0}里安好"];
    private static readonly string[] EnglishTitles = ["{0} on repeat", "Songs for {0}", "My {0} mixtape", "{0} & headphones", "The {0} shelf", "Only {0}"];
    private static readonly string[] Comments = ["单曲循环一整天了", "前奏一响就哭了", "听到第三遍才听懂", "This one takes me back.", "歌词写得真好", "On repeat since last night", "那年的我们", "评论区都是有故事的人", "第一次听是在深夜的火车上", "What a voice!", "祝大家晚安", "愿所有等待都有回音"];

    public static IReadOnlyList<string> CommentTexts => Comments;

    public static IReadOnlyList<(int Province, int City)> Regions { get; } =
    [
        (110000, 110101), (310000, 310101), (440000, 440100), (440000, 440300), (330000, 330100), (320000, 320100), (420000, 420100), (510000, 510100), (610000, 610100), (350000, 350200), (1000000, 1000300), (1000000, 0),
    ];

    /// <summary>Whether the words of a group are happy ones; those of the others are sad or angry.</summary>
    public static bool IsHappy(int group) => (group % Themes.Length) is 1 or 2 or 5;

    public static string Tag(int group) => Themes[group % Themes.Length].Chinese;

    public static string Title(int group, ulong bits)
    {
        var theme = Themes[group % Themes.Length];
        return (bits & 1) == 0
            ? string.Format(null, ChineseTitles[(bits >> 1) % (ulong)ChineseTitles.Length], theme.Chinese)
            : string.Format(null, EnglishTitles[(bits >> 1) % (ulong)EnglishTitles.Length], theme.English);
    }

    public static string Line(int group, bool isChinese, int line)
    {
        var theme = Themes[group % Themes.Length];
        var lines = isChinese ? theme.ChineseLines : theme.EnglishLines;
        return lines[line % lines.Length];
    }

    public static bool IsChinese(string text) => text.Length > 0 && text[0] >= 0x4E00;
}
