namespace ZetDard.Lyrics;

/// <summary>
/// Chinese words that express feelings in lyrics, in simplified characters. They were written by hand for this library, without looking at
/// labelled lyrics.
/// </summary>
/// <remarks>
/// They are the lexicon of <see cref="ChineseSentiment"/> and the default seed words of <see cref="LyricSentimentTrainer"/>.
/// </remarks>
internal static class ChineseWords
{
    private static readonly string[] VeryPositive = List(
        """
        快乐 幸福 开心 欢乐 甜蜜 欢喜 喜悦 欢笑 美好 美满 快活 高兴 愉快 兴奋 狂欢 欢呼
        庆祝 灿烂 精彩 完美 痛快 逍遥 潇洒 热闹 欣喜 喜乐 雀跃 陶醉 舒服 舒畅 惬意 温馨
        甜美 乐观 开怀 恭喜 祝福 棒 嗨
        """);

    private static readonly string[] QuitePositive = List(
        """
        微笑 笑容 笑脸 笑声 阳光 晴朗 晴天 彩虹 温暖 暖 温柔 希望 自由 自在 梦想 理想 勇敢 勇气 加油 热情 热爱 热烈 拥抱 飞翔 翱翔 冒险
        可爱 美丽 漂亮 喜欢 浪漫 甜 蜜糖 宝贝 亲爱 亲吻 心动 怦然 恋爱 爱上 相爱 真爱 陪伴 陪着 守护 牵手 手牵手 相信 信心 坚强 力量
        成功 胜利 骄傲 荣耀 奇迹 梦幻 童话 天堂 天使 盛开 绽放 芬芳 花香 闪耀 闪亮 发光 光芒 光明 星光 耀眼 团圆 平安 吉祥 如意 好运
        幸运 感谢 感恩 感动 珍惜 满足 安心 安稳 轻松 悠闲 宁静 清新 自信 期待 憧憬 向往 惊喜 热血 沸腾 超越 征服 无畏 不怕 放松 享受
        美妙 奇妙 神奇 迷人 魅力 性感 英雄 海阔天空 雨过天晴 不错 大笑 笑 好听 团聚 重逢 宝藏 心愿 祝你 爱你 爱着 最爱 心爱 疼爱 喜爱
        谢谢 晚安 早安 抱抱 亲亲 么么 好看 好吃 好喝 好玩 动听 悦耳 真棒 厉害 有趣 满意 推荐 赞美 点赞 顺利 爱死 歌声 花开 起飞 奔跑
        摇摆 燃烧 疯狂 春风 清风 微风 海洋 沙滩 派对
        """);

    /// <summary>Things and times that go with good moods, but also occur in sentences without any feeling.</summary>
    private static readonly string[] FaintlyPositive = List(
        """
        太阳 跳舞 舞蹈 歌唱 唱歌 旅行 青春 年轻 糖果 巧克力 永远 一起 未来 明天 春天 节奏 音乐 朋友 兄弟 伙伴 家乡 健康 新鲜 坚持 努力
        世界 夏天 假期 周末
        """);

    private static readonly string[] VeryNegative = List(
        """
        悲伤 伤心 难过 痛苦 心痛 哭泣 流泪 落泪 泪流 痛哭 绝望 心碎 悲哀 悲痛 哀伤 忧伤 伤痛 伤感 凄凉 凄美 凄清 煎熬 折磨 崩溃 撕裂
        心酸 辛酸 酸楚 惆怅 忧愁 忧郁 抑郁 苦涩 苦痛 痛楚 剧痛 刺痛 疼痛 痛彻 仇恨 怨恨 憎恨 愤怒 恐惧 恐怖 残忍 残酷 可怜 可悲 悲剧
        不幸 凋零 窒息 断肠 哽咽 哀愁 悲欢 心灰 意冷 心如刀割 死去 自杀 毁灭 难受 恶心 气死 滚开
        """);

    private static readonly string[] QuiteNegative = List(
        """
        眼泪 泪水 泪痕 泪 哭 伤 痛 疼 恨 怨 愁 寂寞 孤单 孤独 孤寂 落寞 分手 分开 分离 离别 别离 诀别 永别 失去 失恋 失望 失落 失败
        失眠 遗憾 后悔 悔恨 抱歉 对不起 愧疚 内疚 亏欠 辜负 背叛 欺骗 谎言 谎话 说谎 骗 虚伪 谎 伪装 逃避 逃 放弃 放手 舍不得 不舍 想念
        思念 怀念 忘不了 遗忘 忘掉 疏远 冷漠 冷淡 冰冷 寒冷 枯萎 凋谢 飘零 漂泊 流浪 黑暗 暗淡 阴霾 暴雨 空虚 空荡 空洞 麻木 疲惫 疲倦
        累 无奈 无助 无力 无情 绝情 薄情 无言 沉重 沉沦 沦陷 挣扎 害怕 恐慌 惊慌 慌张 不安 焦虑 担心 担忧 烦恼 烦 心烦 困扰 迷失 迷茫
        迷惘 徘徊 彷徨 茫然 破碎 碎 破裂 裂痕 伤痕 伤口 伤疤 伤害 受伤 受罪 苦 吃苦 牺牲 错 错过 过错 犯错 来不及 消失 消逝 流逝 逝去
        死 亡 坟墓 埋葬 葬 地狱 魔鬼 喝醉 买醉 烟灰 嫉妒 忌妒 讽刺 嘲笑 委屈 为难 折腾 争吵 吵架 猜疑 误会 分歧 孤身 孤零零 独自一人
        空房 冷清 梦醒 梦碎 幻灭 泡影 灰烬 叹息 叹 唏嘘 沧桑 憔悴 苍白 苍老 脆弱 软弱 懦弱 卑微 渺小 失魂 落魄 狼狈 抱怨 罪 惩罚 报复
        战争 陷阱 枷锁 牢笼 束缚 无聊 苦笑 冷笑 可笑 辛苦 死心 心死 无常 难听 难看 难吃 讨厌 垃圾 糟糕 差劲 可恶 生气 烦人 吵死 嫌弃
        倒霉 心寒 无趣 浪费 可惜 不好 回不去 回不来 不爱 混蛋 回忆 往事 告别 离去 独自 黑夜 夜深 寂静 天涯 风雨 落叶 尽头 乌云 影子 沉默
        陌生
        """);

    /// <summary>Things and times that go with bad moods, but also occur in sentences without any feeling.</summary>
    private static readonly string[] FaintlyNegative = List(
        """
        过去 曾经 再见 冷 冬天 秋天 深夜 午夜 灰色 阴天 下雨 大雨 雨天 雨水 空白 躲 距离 遥远 一个人 单身 醉 酒 烟 刀 血 毒 病 结束
        终点 太晚 太迟 无法 忘记 分别 怀疑 勉强 离开
        """);

    /// <summary>Words that negate what follows within four characters.</summary>
    private static readonly string[] Negations = List(
        """
        不 没 没有 无 别 莫 未 不要 不再 不会 不能 不想 不必 不用 不曾 从未 从不 毫无
        难以 不是 并非 何必 不敢
        """);

    private static readonly string[] Strengthening = List(
        """
        很 太 真 好 最 更 非常 多么 多 十分 特别 极 极其 越来越 如此 这么 那么 无比
        深深 彻底 完全 超级 格外
        """);

    private static readonly string[] Weakening = List(
        """
        有点 一点 有些 稍微 一些 略 微微 淡淡 些许 似乎 好像
        """);

    /// <summary>
    /// Words without a valence that contain one of the other words by chance. If one is found, the contained word does not count.
    /// </summary>
    private static readonly string[] Plain = List(
        """
        最后 最初 最近 好久 多少 多久 别人 没关系 无论 不管 不过 不如 不只 不但 不久 不同 差不多 没错 天真 真的 真实 冷静 心里 太多 好多
        很多 更多 多年 好了 好吧 好不好 不好意思 病毒 笑死
        """);

    public static IEnumerable<string> Positive => [.. VeryPositive, .. QuitePositive, .. FaintlyPositive];

    public static IEnumerable<string> Negative => [.. VeryNegative, .. QuiteNegative, .. FaintlyNegative];

    /// <summary>The length of the longest word in characters.</summary>
    public const int MaxWordLength = 4;

    /// <summary>The valence and the factor of each word.</summary>
    public static Dictionary<string, WordRole> Roles { get; } = MakeRoles();

    private static Dictionary<string, WordRole> MakeRoles()
    {
        var roles = new Dictionary<string, WordRole>(StringComparer.Ordinal);
        Add(VeryPositive, new(2, 0));
        Add(QuitePositive, new(1, 0));
        Add(FaintlyPositive, new(.5, 0));
        Add(VeryNegative, new(-2, 0));
        Add(QuiteNegative, new(-1, 0));
        Add(FaintlyNegative, new(-.5, 0));
        Add(Negations, new(0, -.7));
        Add(Strengthening, new(0, 1.5));
        Add(Weakening, new(0, .6));
        Add(Plain, default);
        return roles;

        void Add(string[] words, WordRole role)
        {
            foreach (var word in words)
            {
                // A word may have a valence and also be one of degree (永远); its valence counts.
                roles.TryAdd(word, role);
            }
        }
    }

    private static string[] List(string words) => words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
