namespace ZetDard.Netease.Testing;

/// <summary>
/// The words of titles, lyrics and comments. Each taste group has a theme with a mood, so that texts of a group are similar; groups
/// that share a theme sing of different things.
/// </summary>
internal static class ContentWords
{
    // Each pair of lines is a line and its translation. The words leave no doubt about the mood in either language.
    private static readonly Theme[] Themes =
    [
        new("夜晚", "Night", IsHappy: false,
            [
                ("夜色冰冷地落在窗前", "The night falls cold upon my window pane"),
                ("路灯照着孤独的街", "The lamps are burning down a lonely street"),
                ("城市睡去我还在失眠", "The city sleeps and I lie here in pain"),
                ("泪水打湿了你的照片", "My tears have blurred your picture on the sheet"),
                ("霓虹里你的影子走远", "You left me lost inside the neon rain"),
                ("寂寞比黑夜更漫长", "My sorrow is much longer than the night"),
                ("我害怕天亮后的悲伤", "I fear the sadness of the morning light"),
                ("心碎的声音没人听见", "And no one hears a broken heart tonight"),
                ("电话那头只剩下沉默", "The phone is dead and silence is all I get"),
                ("回忆像刀割着胸膛", "The memories hurt and I cannot forget"),
            ],
            [
                ("我哭到没有眼泪", "I cried until I had no tears to cry"),
                ("你离开了我的世界", "You left me all alone without goodbye"),
                ("孤独的夜好痛好痛", "This lonely night, it hurts, it hurts so bad"),
                ("再也回不到从前", "I lost the only love I ever had"),
            ]),
        new("夏天", "Summer", IsHappy: true,
            [
                ("海风吹过你的白色衬衫", "The sea wind plays and you are full of joy"),
                ("我们把笑声留在沙滩", "We left our laughter on the golden sand"),
                ("阳光洒在单车的后座", "The happy sunshine rides along with us"),
                ("你的微笑比夏天更灿烂", "Your smile is sweeter than the summer land"),
                ("快乐就像海浪一样", "And happiness comes rolling like a wave"),
                ("汽水冒着幸福的泡泡", "The lemonade is sparkling, life is sweet"),
                ("蝉声唱着甜蜜的歌", "A lovely song is singing in the heat"),
                ("朋友们拥抱着跳舞", "My best friends hug and dance on happy feet"),
                ("彩虹挂在美丽的天边", "A rainbow shines, so beautiful and free"),
                ("今天的你让我好喜欢", "I love the way you laugh along with me"),
            ],
            [
                ("我爱这美好的夏天", "I love this wonderful sunny day"),
                ("快乐的我们手牵着手", "Happy together, hand in hand we play"),
                ("阳光下一起微笑歌唱", "We smile and sing in the warm sunlight"),
                ("幸福就在你的身旁", "Life is beautiful and the future is bright"),
            ]),
        new("治愈", "Calm", IsHappy: true,
            [
                ("慢慢走一切都会好起来", "Walk slowly, all will be good again"),
                ("把心事交给温柔的大海", "Give your heart to the gentle sea, my friend"),
                ("温暖的阳光照进胸怀", "The warm sun comes to hug you in the end"),
                ("微笑着迎接新的一天", "Welcome the day and greet it with a smile"),
                ("你值得所有的美好", "You deserve the best, so rest a while"),
                ("希望像种子悄悄发芽", "Hope is a seed that grows and makes me glad"),
                ("感谢你一直陪伴着我", "Thank you for all the peaceful times we had"),
                ("平静的心开出花朵", "A peaceful heart will blossom and be strong"),
                ("温柔的风轻轻拥抱我", "The kind wind carries comfort in its song"),
                ("幸福总会在路口等待", "Happiness waits for you, it won't be long"),
            ],
            [
                ("相信爱会带来希望", "Trust in love and it will bring you hope"),
                ("温暖的光照亮心房", "A warm light in your heart helps you to cope"),
                ("一切都会越来越好", "Everything will be better, bright and fine"),
                ("幸福地拥抱这时光", "Be happy and embrace this peace of mine"),
            ]),
        new("摇滚", "Rock", IsHappy: false,
            [
                ("愤怒的火焰烧毁昨天", "The fire of anger burns my yesterday"),
                ("我恨这个虚伪的世界", "I hate this lying world and all its shame"),
                ("谎言像子弹穿过胸口", "Your lies are bullets and they kill my faith"),
                ("绝望的人在街头嘶喊", "The desperate are screaming out in pain"),
                ("鲜血和伤口还没有干", "The blood and wounds are bleeding once again"),
                ("没有人在乎谁的痛苦", "And no one cares who suffers in the rain"),
                ("地狱的门为我们打开", "The gates of hell are open, dark and cold"),
                ("敌人在黑暗里冷笑", "Our enemies are cruel and make us fight"),
                ("被背叛的心充满仇恨", "A heart betrayed is full of hate and fear"),
                ("破碎的梦埋在废墟", "Our broken dreams lie dead and buried here"),
            ],
            [
                ("痛苦啊把我撕碎", "Pain, you tear me, you are killing me"),
                ("愤怒啊不再下跪", "Rage, I hate you, never let me be"),
                ("这世界充满了谎言", "This ugly world is full of wicked lies"),
                ("我在绝望里呐喊", "I scream in anger while the hero dies"),
            ]),
        new("民谣", "Folk", IsHappy: false,
            [
                ("老屋门前的树枯萎了", "The old tree by the door is sick and dying"),
                ("母亲的眼泪寄到远方", "My mother's letters came and she was crying"),
                ("火车带走悲伤的少年", "The train has gone and left a lonely boy"),
                ("故乡在梦里轻轻哭泣", "My village weeps in dreams that have no joy"),
                ("离别的酒又苦又凉", "The wine of parting, bitter, cold and sad"),
                ("秋风吹散了思念的伤", "The autumn wind took everything I had"),
                ("他再也没有回来过", "He died out there and never came back home"),
                ("坟前的野草没过了膝", "The grass is on the grave, I weep alone"),
                ("失去的青春不再来", "My youth is lost and I regret the years"),
                ("孤单的人唱给孤单听", "A lonely man who sings to hide his tears"),
            ],
            [
                ("离开的人不会再回来", "The ones I miss are gone and lost to me"),
                ("眼泪流成一条悲伤的河", "My tears, they make a river of misery"),
                ("孤独的路我一个人走", "Alone and tired I walk the lonely road"),
                ("遗憾都埋在心中", "With grief and sorrow for my heavy load"),
            ]),
        new("电子", "Electronic", IsHappy: true,
            [
                ("频率带着快乐穿过星际", "The signal brings us joy across the sky"),
                ("心跳与节拍一起欢呼", "My heart is cheering, happy, flying high"),
                ("闪亮的舞池充满热情", "The dance floor sparkles, everyone is free"),
                ("我们自由地飞向星光", "We fly to stars, excited, you and me"),
                ("今晚是最棒的派对", "Tonight will be the greatest party yet"),
                ("你的笑容像激光灿烂", "Your smile's a perfect light I can't forget"),
                ("兴奋的电流让我起舞", "Exciting currents make me dance and play"),
                ("胜利的信号亮起来", "We win, we cheer, the best is on the way"),
                ("完美的旋律带来惊喜", "A perfect tune, a wonderful surprise"),
                ("未来美好得像梦一样", "The future is a paradise for our eyes"),
            ],
            [
                ("快乐起来跳起来", "Be happy now, come celebrate and dance"),
                ("美好的夜晚爱在这里", "A brilliant night of love, a great romance"),
                ("自由地欢笑到天亮", "We laugh until the morning, free and proud"),
                ("幸福随着节拍绽放", "And joy is bursting out so bright and loud"),
            ]),
    ];

    // The things that groups sing of: each group has three of them.
    private static readonly (string Chinese, string English)[] Things =
    [
        ("吉他", "guitar"), ("火车", "train"), ("玫瑰", "rose"), ("月亮", "moon"), ("咖啡", "coffee"), ("钢琴", "piano"), ("雨伞", "umbrella"),
        ("风筝", "kite"), ("邮票", "stamp"),
        ("橘子", "orange"), ("帆船", "sailboat"), ("麦田", "wheat field"), ("电影", "movie"), ("围巾", "scarf"), ("日记", "diary"),
        ("向日葵", "sunflower"), ("灯塔", "lighthouse"), ("蝴蝶", "butterfly"),
    ];

    private static readonly (string Chinese, string English)[] HappyLines =
    [
        ("你送的{0}让我微笑", "The {0} that you gave me makes me smile"), ("我爱那{0}带来的快乐", "I love the happy {0} all the while"),
        ("美丽的{0}，幸福的我", "A beautiful {0} and a lucky me"),
    ];

    private static readonly (string Chinese, string English)[] SadLines =
    [
        ("你留下的{0}让我流泪", "The {0} that you left me makes me cry"), ("破碎的{0}，孤独的我", "A broken {0} and a lonely me"),
        ("我失去了那{0}好悲伤", "I lost the {0} and the tears won't dry"),
    ];

    private static readonly string[] ChineseTitles = ["{0}｜单曲循环", "适合{0}听的歌", "【{0}】耳机里的故事", "{0}，和你一起听", "我的{0}歌单", "愿你在{0}里安好"];
    private static readonly string[] EnglishTitles =
        ["{0} on repeat", "Songs for {0}", "My {0} mixtape", "{0} & headphones", "The {0} shelf", "Only {0}"];
    private static readonly string[] Comments =
        ["单曲循环一整天了", "前奏一响就哭了", "听到第三遍才听懂", "This one takes me back.", "歌词写得真好", "On repeat since last night", "那年的我们", "评论区都是有故事的人", "第一次听是在深夜的火车上", "What a voice!", "祝大家晚安", "愿所有等待都有回音"];

    public static IReadOnlyList<string> CommentTexts => Comments;

    public static IReadOnlyList<(int Province, int City)> Regions { get; } =
    [
        (110000, 110101), (310000, 310101), (440000, 440100), (440000, 440300), (330000, 330100), (320000, 320100), (420000, 420100),
        (510000, 510100), (610000, 610100), (350000, 350200), (1000000, 1000300), (1000000, 0),
    ];

    /// <summary>The number of lines in a refrain; the same for every theme.</summary>
    public static int RefrainLength => 4;

    /// <summary>Whether the words of a group are happy; the words of the other groups are sad or angry.</summary>
    public static bool IsHappy(int group) => ThemeOf(group).IsHappy;

    public static string Tag(int group) => ThemeOf(group).Chinese;

    public static string Title(int group, ulong bits)
    {
        var theme = ThemeOf(group);
        return (bits & 1) == 0
            ? string.Format(null, ChineseTitles[(bits >> 1) % (ulong)ChineseTitles.Length], theme.Chinese)
            : string.Format(null, EnglishTitles[(bits >> 1) % (ulong)EnglishTitles.Length], theme.English);
    }

    /// <summary>Returns a line of a verse for any number; one line in four is about a thing of the group.</summary>
    public static (string Chinese, string English) VerseLine(int group, int line)
    {
        var theme = ThemeOf(group);
        if (line % 4 != 0)
        {
            return theme.Verse[line % theme.Verse.Length];
        }

        var lines = theme.IsHappy ? HappyLines : SadLines;
        var thing = Things[((group * 7) + (line / 4 % 3)) % Things.Length];
        var about = lines[line / 12 % lines.Length];
        return (string.Format(null, about.Chinese, thing.Chinese), string.Format(null, about.English, thing.English));
    }

    /// <summary>Returns a line of the refrain, 0 … <see cref="RefrainLength"/> − 1.</summary>
    public static (string Chinese, string English) RefrainLine(int group, int line) => ThemeOf(group).Refrain[line];

    public static bool IsChinese(string text) => text.Length > 0 && text[0] >= 0x4E00;

    private static Theme ThemeOf(int group) => Themes[group % Themes.Length];

    private sealed record Theme(
        string Chinese, string English, bool IsHappy, (string Chinese, string English)[] Verse, (string Chinese, string English)[] Refrain);
}
