using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace ZetDard.Lyrics;

/// <summary>
/// Distinguishes credits, titles, notices and section names from sung lines by their words and, if these leave a doubt, by their position
/// in the file.
/// </summary>
internal static partial class CreditRule
{
    private const int MaxLength = 400;          // of a line that is examined; credits may list many names
    private const int MaxRolesLength = 60;      // of the text before the colon
    private const int MaxRoleLength = 14;       // of one role in Chinese
    private const int MaxTitleLength = 60;
    private const int EdgeCount = 5;            // lines at either end of the file where credits are expected

    // All are written in simplified characters and lower case, like the lines with which they are compared.
    private static readonly string[] RoleStems =
    [
        "作词", "填词", "作曲", "谱曲", "词曲", "编曲", "改编", "编写", "编程", "编配", "制作", "监制", "监棚", "监督", "混音", "混缩", "缩混", "录音", "母带", "音频", "后期", "修音", "音乐总监", "总监",
        "和声", "和音", "合声", "配唱", "伴唱", "合音", "演唱", "原唱", "翻唱", "主唱", "领唱", "独唱", "歌手", "说唱", "念白", "配音", "吉他", "吉它", "贝斯", "贝司", "低音", "鼓手", "鼓组", "架子鼓", "爵士鼓", "钢琴", "键盘", "弦乐", "提琴", "合成器",
        "二胡", "竹笛", "笛子", "古筝", "古琴", "琵琶", "唢呐", "洞箫", "扬琴", "大提", "小提", "中提", "管乐", "铜管", "木管", "萨克斯", "小号", "长号", "圆号", "长笛", "口琴", "手风琴", "竖琴", "打击乐", "民乐", "乐器", "采样", "音效",
        "工程师", "录音室", "录音棚", "工作室", "统筹", "策划", "企划", "出品", "发行", "宣传", "宣发", "推广", "营销", "运营", "封面", "美术", "美工", "海报", "文案", "题字", "视觉", "摄影", "平面设计", "版权", "著作权", "授权", "代理", "经纪", "艺人",
        "原曲", "曲绘", "调校", "调教", "调音", "视频", "指挥", "乐团", "乐队", "演奏", "导演", "编舞", "顾问", "鸣谢", "字幕", "校对", "歌词编辑", "歌词制作", "助理", "项目经理", "企宣", "唱片", "厂牌", "公司",
        "动画", "绘制", "插画", "人声", "编辑", "プロデュ", "ミックス", "マスタリング", "ボーカル", "ギター", "ベース", "ドラム", "ピアノ", "キーボード", "コーラス", "アレンジ", "イラスト", "レコーディング", "エンジニア", "ディレクタ",
        "작사", "작곡", "편곡", "노래", "프로듀", "믹싱", "믹스", "녹음", "마스터링", "보컬", "기타", "베이스", "드럼", "피아노", "코러스",
    ];

    private static readonly FrozenSet<string> Roles = FrozenSet.Create(
        StringComparer.Ordinal,
        "词", "曲", "编", "唱", "歌", "呗", "唄", "鼓", "箫", "笛", "绘", "混", "词作", "曲作", "原作", "歌曲", "歌名", "曲名", "专辑", "翻译", "译", "译者", "录", "ひ", "op", "sp", "isrc", "iswc", "upc", "p", "c", "a&r", "作品", "出版", "制谱", "听打", "箏", "筝", "琴", "胡琴", "弹奏", "弹拨");

    private static readonly FrozenSet<string> EnglishRoles = FrozenSet.Create(
        StringComparer.Ordinal,
        "lyrics", "lyric", "lyricist", "lyricists", "music", "words", "written", "writer", "writers", "songwriter", "songwriters", "songwriting", "composed", "composer", "composers", "composition", "compose", "arranged", "arranger", "arrangers", "arrangement", "arrange",
        "produced", "producer", "producers", "production", "executive", "mixed", "mixing", "mixer", "mix", "mastered", "mastering", "master", "recorded", "recording", "engineer", "engineers", "engineered", "engineering", "assistant",
        "vocal", "vocals", "vocalist", "guitar", "guitars", "guitarist", "bass", "drum", "drums", "piano", "keyboard", "keyboards", "synth", "synthesizer", "strings", "violin", "viola", "cello", "flute", "sax", "saxophone", "trumpet", "trombone", "percussion", "programming", "programmer",
        "publisher", "publishers", "published", "publishing", "op", "sp", "isrc", "copyright", "copyrights", "label", "artist", "artists", "album", "performer", "performed", "illustration", "illustrator", "illust", "artwork", "translated", "translation", "translator", "subtitle", "subtitles",
        "supervisor", "coordinator", "conductor", "conducted", "orchestra", "orchestration", "remixed", "remixer", "remix", "tuning", "editor", "editing", "edited", "director", "directed", "studio", "studios", "distributed", "distributor", "provided", "lrc", "a&r", "beat", "beats");

    // Words that accompany a role, but are none themselves.
    private static readonly FrozenSet<string> EnglishFillers = FrozenSet.Create(
        StringComparer.Ordinal,
        "by", "and", "at", "of", "the", "in", "all", "co", "co-producer", "original", "additional", "backing", "background", "back", "lead", "acoustic", "electric", "digital", "chief", "main", "vocal", "song", "track", "cover", "guide", "design", "movie", "video", "mv", "pv", "group", "company", "sound", "audio", "rap", "chorus", "choir", "harmony", "team", "live", "demo", "version", "ver", "版", "as", "for", "with", "from");

    // Words that also begin sung lines, as in "Music: what a racket". A name must follow them.
    private static readonly FrozenSet<string> CommonRoles = FrozenSet.Create(StringComparer.Ordinal, "music", "words", "beat", "beats", "bass", "strings", "master", "label", "drum", "drums", "c", "p");

    private static readonly FrozenSet<string> OpeningRoles = FrozenSet.Create(
        StringComparer.Ordinal,
        "作词", "作曲", "编曲", "填词", "谱曲", "词曲", "监制", "制作人", "混音", "混音师", "母带", "录音师", "原唱", "翻唱", "和声", "和声编写", "配唱制作人", "音乐制作", "音乐制作人", "出品人", "吉他", "贝斯", "作词作曲", "词曲编", "词编曲", "작사", "작곡", "편곡", "isrc", "op", "sp", "lyricist", "composer", "arranger", "producer");

    private static readonly string[] Notices =
    [
        "未经著作权人", "未经版权", "未经许可", "未经授权", "不得翻唱", "不得使用", "不得以任何", "版权所有", "侵权必究", "著作权权利人", "保留所有权利", "all rights reserved", "not for commercial use", "unauthorized", "禁止转载", "无断转载", "请勿翻唱", "请勿转载",
        "本歌曲来自", "本作品经过", "本歌曲由", "歌词贡献者", "翻译贡献者", "歌词由", "暂无歌词", "没有歌词", "无歌词", "暂时没有歌词", "听歌识曲", "lyrics provided", "lyrics powered", "lyrics licensed", "(c) ", "℗", "©", "http://", "https://", "www.", "网易云音乐", "qq音乐", "酷狗音乐", "酷我音乐", "版权归", "享有本", "现金激励", "流量扶持", "业务联系", "商务合作", "正式授权", "正版授权", "版权方授权", "本歌曲已获", "本作品已获",
    ];

    private static readonly string[] InstrumentalNotices = ["纯音乐", "没有填词", "无人声", "instrumental, no lyrics", "此歌曲为没有", "インストゥルメンタル", "is instrumental", "is an instrumental", "instrumental track"];

    private static readonly SearchValues<char> RoleSeparators = SearchValues.Create("/&、,，+|·;；\\ \t\u3000()（）._");

    // A line that may be a credit is one near an end of the file or beside another credit; in strong doubt, only beside another credit.
    private enum Doubt
    {
        None,
        Slight,
        Strong,
    }

    /// <summary>Determines the kind of each line.</summary>
    /// <param name="lines">The lines in order; none is empty.</param>
    /// <param name="metadata">The tags of the file; the title (ti) and the artist (ar) help to recognise a title line.</param>
    public static LyricLineKind[] Classify(IReadOnlyList<string> lines, IReadOnlyDictionary<string, string> metadata)
    {
        var kinds = new LyricLineKind[lines.Count];
        var doubts = new Doubt[lines.Count];
        for (var i = 0; i < kinds.Length; i++)
        {
            (kinds[i], doubts[i]) = KindOf(lines[i]);
        }

        for (var i = 0; i < kinds.Length; i++)
        {
            var isBeforeCredit = i + 1 < kinds.Length && kinds[i + 1] == LyricLineKind.Credit && doubts[i + 1] == Doubt.None;
            var isBeside = (i > 0 && kinds[i - 1] == LyricLineKind.Credit) || isBeforeCredit;
            var isAtEdge = i < EdgeCount || i >= kinds.Length - EdgeCount;
            if (doubts[i] != Doubt.None && !isBeside && !(isAtEdge && doubts[i] == Doubt.Slight))
            {
                kinds[i] = LyricLineKind.Sung;
            }
        }

        MarkTitle(lines, kinds, doubts, metadata);
        return kinds;
    }

    /// <summary>Whether a notice says that the song has no words.</summary>
    public static bool SaysInstrumental(string line) => InstrumentalNotices.Any(Normalize(line).Contains) || IsInstrumentalMark(line);

    /// <summary>Whether a line only says "instrumental". It marks an interlude in a song that has words.</summary>
    public static bool IsInstrumentalMark(string line) => InstrumentalMark().IsMatch(Normalize(line));

    // Simplified characters, half width, lower case.
    private static string Normalize(string line) => Lower(Widthless(line));

    // Simplified characters, half width, trimmed.
    private static string Widthless(string line) => string.Create(line.Length, line, (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            var character = SimplifiedCharacters.Of(source[i]);
            span[i] = character switch
            {
                >= '\uFF01' and <= '\uFF5E' => (char)(character - 0xFEE0),
                '\u3000' or '\u00A0' => ' ',
                '︰' or '∶' or '﹕' => ':',
                _ => character,
            };
        }
    }).Trim();

    // Character by character, so that positions stay the same.
    private static string Lower(string line) => string.Create(line.Length, line, (span, source) => source.AsSpan().ToLowerInvariant(span));

    private static (LyricLineKind Kind, Doubt Doubt) KindOf(string original)
    {
        if (original.Length > MaxLength)
        {
            return (LyricLineKind.Sung, Doubt.None);
        }

        var cased = Widthless(original);
        var line = Lower(cased);
        if (!line.Any(char.IsLetterOrDigit))
        {
            return (line.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? LyricLineKind.Sung : LyricLineKind.Section, Doubt.None);
        }

        if (Notices.Any(line.Contains) || InstrumentalNotice().IsMatch(line) || NumberInBrackets().IsMatch(line))
        {
            return (LyricLineKind.Notice, Doubt.None);
        }

        if (SectionName().IsMatch(line) || InstrumentalMark().IsMatch(line))
        {
            return (LyricLineKind.Section, Doubt.None);
        }

        var inner = Unwrap(line);
        var innerCased = Unwrap(cased);         // with the same positions
        var colon = inner.IndexOf(':', StringComparison.Ordinal);
        if (colon is > 0 and <= MaxRolesLength
            && IsRoles(inner.AsSpan(0, colon))
            && (!CommonRoles.Contains(inner[..colon].Trim()) || HasName(innerCased, colon + 1)))
        {
            return (LyricLineKind.Credit, Doubt.None);
        }

        if (OpensWithRole(inner)
            || (CreditBy().Match(inner) is { Success: true } by && IsRoles(by.Groups[1].ValueSpan) && HasName(innerCased, by.Length)))
        {
            return (LyricLineKind.Credit, Doubt.None);
        }

        if (ShortCredit().IsMatch(inner) || MadeBy().IsMatch(inner))
        {
            return (LyricLineKind.Credit, Doubt.Slight);
        }

        return CreditBy().Match(inner) is { Success: true } lower && IsRoles(lower.Groups[1].ValueSpan) && inner.Length <= MaxRolesLength
            ? (LyricLineKind.Credit, Doubt.Strong)
            : (LyricLineKind.Sung, Doubt.None);
    }

    // Removes brackets, as in 【作词：…】, or leading marks.
    private static string Unwrap(string line) =>
        line is ['(', .., ')'] or ['[', .., ']'] or ['【', .., '】'] or ['〖', .., '〗'] or ['{', .., '}'] or ['<', .., '>'] or ['「', .., '」']
            ? line[1..^1].Trim()
            : line.TrimStart('-', '*', '#', '~', '=', '·', '•', '♪', ' ');

    // Every part between separators must be a role or a word that accompanies one, and at least one must be a role.
    private static bool IsRoles(ReadOnlySpan<char> text)
    {
        var found = false;
        foreach (var range in text.SplitAny(RoleSeparators))
        {
            var part = text[range].Trim().TrimEnd('-').TrimStart('-');
            if (part.IsEmpty)
            {
                continue;
            }

            if (IsRole(part))
            {
                found = true;
            }
            else if (!EnglishFillers.GetAlternateLookup<ReadOnlySpan<char>>().Contains(part) && !IsNumber(part))
            {
                return false;
            }
        }

        return found;
    }

    private static bool IsNumber(ReadOnlySpan<char> part) => part.Length <= 2 && part.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsRole(ReadOnlySpan<char> part)
    {
        if (Roles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(part)
            || EnglishRoles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(part))
        {
            return true;
        }

        if (part.Length > MaxRoleLength + MaxRoleLength)
        {
            return false;
        }

        foreach (var stem in RoleStems)
        {
            // A long part would be a sentence. A role in two languages without a blank between is longer: 制作人producer.
            if (part.Contains(stem, StringComparison.Ordinal))
            {
                var latin = part.IndexOfAnyInRange('a', 'z');
                return latin switch
                {
                    < 0 => part.Length <= MaxRoleLength,
                    0 => true,
                    _ => EnglishRoles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(part[latin..]) || latin <= MaxRoleLength,
                };
            }
        }

        return false;
    }

    // Examples: 作曲 许巍; 编曲/混音 …; 作词 by …
    private static bool OpensWithRole(string line)
    {
        var end = line.AsSpan().IndexOfAny(' ', '-', '—');
        if (end <= 0 || line.Length > MaxRolesLength)
        {
            return false;
        }

        var opening = line.AsSpan(0, end);
        foreach (var range in opening.SplitAny('/', '&', '、'))
        {
            if (!OpeningRoles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(opening[range]))
            {
                return false;
            }
        }

        return true;
    }

    // A name begins with a capital letter or is not Latin; "written by the stars" may be sung.
    private static bool HasName(string cased, int start)
    {
        var rest = cased.AsSpan(start).Trim();
        return !rest.IsEmpty && rest.Length <= MaxLength && !char.IsLower(rest[0])
            && rest is not ['I', ..] and not ['T', 'h', 'e', ' ', ..] && !rest.EndsWith('.') && !rest.EndsWith('?');
    }

    // One of the first lines may name the song: as "X - Y", in the words of the tags, or as any short line between or before the opening
    // credits.
    private static void MarkTitle(
        IReadOnlyList<string> lines, LyricLineKind[] kinds, Doubt[] doubts, IReadOnlyDictionary<string, string> metadata)
    {
        var title = metadata.GetValueOrDefault("ti", "");
        var artist = metadata.GetValueOrDefault("ar", "");
        for (var i = 0; i < Math.Min(EdgeCount, kinds.Length); i++)
        {
            if (kinds[i] != LyricLineKind.Sung)
            {
                continue;
            }

            var line = lines[i];
            var isShort = line.Length <= MaxTitleLength;
            var isBeforeCredit = i + 1 < kinds.Length && kinds[i + 1] == LyricLineKind.Credit;
            var followsCredits = isBeforeCredit && (doubts[i + 1] == Doubt.None || (i > 0 && kinds[i - 1] == LyricLineKind.Credit));
            var isTitle = title.Length > 0 && line.Equals(title, StringComparison.OrdinalIgnoreCase);
            var isTagged = isTitle && i == 0 && (kinds.Length == 1 || lines[1] != line);
            if (TitleAndArtist().Match(line) is { Success: true } parts)
            {
                isTagged |= Names(parts.Groups[1].Value) || Names(parts.Groups[2].Value);
            }

            if (isShort && (isTagged || followsCredits))
            {
                kinds[i] = LyricLineKind.Title;
            }

            return;
        }

        bool Names(string part) => new[] { title, artist }.Any(tag =>
            tag.Length > 1
            && part.Length > 1
            && (tag.Contains(part, StringComparison.OrdinalIgnoreCase) || part.Contains(tag, StringComparison.OrdinalIgnoreCase)));
    }

    // Only the name, not a sentence that contains it: 间奏 is a pause, 间奏响起 is sung.
    [GeneratedRegex(@"^(?:[\(\[【<](?:verse|chorus|bridge|intro|outro|hook|refrain|pre-?chorus|post-?chorus|interlude|instrumental|break|breakdown|drop|solo|guitar solo|piano solo|music|ending|coda|skit|repeat|end|fin|间奏|前奏|尾奏|过门|副歌|主歌|音乐)\s*(?:\d{1,2}|[a-d])?(?:\s*:[^\]】)>]{0,60})?[\)\]】>]|[~\-—*=\s♪.]*(?:(?:verse|chorus|bridge|intro|outro|interlude|instrumental|guitar solo|piano solo)\s*\d{0,2}\s*:?|the end|-+\s*end\s*-+|间奏|前奏|尾奏|-+\s*(?:完|终|fin)\s*-+)[~\-—*=\s♪.]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex SectionName();

    [GeneratedRegex(@"纯音乐[,，。\s]*(?:请|无|$)|没有填词的?纯音乐|^\W*纯音乐\W*$|instrumental, no lyrics|^\W*インストゥルメンタル\W*$|^\W*(?:this (?:song|track) is (?:an )?instrumental|instrumental track)\W*$", RegexOptions.CultureInvariant)]
    private static partial Regex InstrumentalNotice();

    [GeneratedRegex(@"^\W*(?:instrumental|inst|instrumentale|strumentale|インスト|インストゥルメンタル|연주곡|경음악)\W*$", RegexOptions.CultureInvariant)]
    private static partial Regex InstrumentalMark();

    [GeneratedRegex(@"^\(\d{9,}\)$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberInBrackets();

    [GeneratedRegex(@"^([^:]{1,60}?) ?\bby\b[:\s]", RegexOptions.CultureInvariant)]
    private static partial Regex CreditBy();

    // Examples: 词 十一郎 曲 张宇; 词曲/…; 曲-…
    [GeneratedRegex(@"^(?:词|曲|编|词曲|曲词|唱|演唱|歌)(?:\s*[/\-|]\s*|\s+)\S.{0,24}?(?:\s+(?:词|曲|编|唱|编曲|演唱)(?:\s*[/\-|:]\s*|\s+)\S.{0,24}){1,3}$|^(?:词|曲|编|词曲|曲词)\s*[/|]\s*\S.{0,24}$", RegexOptions.CultureInvariant)]
    private static partial Regex ShortCredit();

    [GeneratedRegex(@"^由\s?\S.{0,30}?\s?(?:制作|作词|作曲|编曲|演唱|出品|发行|混音|监制)$", RegexOptions.CultureInvariant)]
    private static partial Regex MadeBy();

    [GeneratedRegex(@"^(.{1,60}?) [-–—] (.{1,60})$", RegexOptions.CultureInvariant)]
    private static partial Regex TitleAndArtist();
}
