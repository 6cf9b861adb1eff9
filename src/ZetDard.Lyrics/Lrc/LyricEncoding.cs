using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>
/// Tells the encoding of a lyric file from its bytes: by a byte-order mark, as UTF-8, by the zero bytes of UTF-16, or by how common the
/// characters are that the bytes mean in the encodings of East Asia.
/// </summary>
internal static class LyricEncoding
{
    private const int SampleLength = 1 << 16;       // bytes whose characters are counted
    private const int NameCount = 2;                // of the encodings that a message names
    private const int MinAscii = 4;                 // characters of a text in UTF-16, so that few bytes do not look like it by chance
    private const double MinAsciiShare = .03;       // of text in UTF-16: an end of line every thirty characters

    // A text of Chinese or Japanese consists mostly of common characters: .4 to 1 of them in 2,840 real files. The same bytes in a wrong
    // encoding have at most .3, but for encodings with the same places of kana or Hangul, which are rivals below.
    private const double MinShare = .4;
    private const double SafeShare = .55;
    private const double MinLead = .1;              // over the next encoding
    private const double SafeLead = .3;
    private const int MinDistinct = 6;              // common characters, so that a few accented letters do not look like Chinese

    // In files with hardly any characters but the credits, all must be common.
    private const double MinShareOfFew = .8;
    private const double MinLeadOfFew = .5;
    private const int MinDistinctOfFew = 3;

    // The most frequent characters of 698 lyrics in Mandarin and 35,123 sentences of reviews, in simplified form, and those of credits.
    private const string Frequent =
        "的我不你是一有了在爱人想就心著天这还过么要个都来没到说好会也为那能看时上们多很得开里自下可去让间只以再如后回情对感无点什中谁妳太地起和像他大样走最生出眼用手却真然见子当空果给别己小觉风前笑而面明光放离" +
        "错现事道动成所把远头经才本等世方夜知被怎书定从相发又意变快住分年比白望房伤次已界于美问气身话记店星实每梦酒些之泪因听但落留难失候流信总念电边懂算直曾原该温忘路慢外家海口重种找怕此她常雨单喜月安许黑服何" +
        "理愿色作忆声乐痛其轻水受满拥深待欢容长打更日完向少静抱微活关学清带默全越机装够几结行跟飞场力永热解务法花两它哭言孤高脸幸始转做度终同沉入刻思福早由今车神与唱音亮较进价歌应差掉平往片晚未步害孩写底啊第强" +
        "或买命寂切非体老怀故换哪浪寞影醒久角女陪合期敢请双紧柔收恋内散需停睡阳友吧性味三通台字随吹苦整视线近追送迷认呼读遇将否告谢景接冷绝餐勇新正干遗独张依漫着狂决门并系习改存街任吸牵青背朋交便般表求城叫管若" +
        "画甜坚吗碎退题丽代春处语旧格火客东寻加化位反必公易飘希提细窗承疯句尽暖坏亲约量程沙选者烦半盘千连透弃颗使乱答靠市跳特香岁某网吃模部烟先遍简息断照穿预物藏费西员初站且熟啦悲云旁累灯主握楼节呢名国文儿惯倒" +
        "翻准突闪竟置红值持设备品条观运保忍脚拿钟形拉止件指刚夏首游球暗包及万幕彩十山境确弱足另躲工秒偏择距漂配虽妈黄数消假诉昨短荡偷至宝马睛续卡推担弯二呀舍演喔死疑态奇坐忽适床诺遥统破试悔调剩段极份迹乎渐板守" +
        "词曲编制混译纯欣赏";

    private static readonly FrozenSet<char> Common = Frequent.ToFrozenSet();

    // Longer marks first: that of UTF-32 begins with that of UTF-16.
    private static readonly Encoding[] Marked =
    [
        new UTF32Encoding(false, true, true), new UTF32Encoding(true, true, true), new UTF8Encoding(true, true),
        new UnicodeEncoding(false, true, true), new UnicodeEncoding(true, true, true),
    ];

    // The first three are read if one of them is clearly the best. The last two share the places of many characters with GB18030, so that a
    // file in one of them is refused.
    private static readonly Encoding[] Asian = [.. new[] { "GB18030", "Big5", "Shift_JIS", "EUC-KR", "EUC-JP" }.Select(TextEncoding.Named)];
    private static readonly Encoding[] Rivals = Asian[3..];
    private static readonly Encoding Western = TextEncoding.Named("windows-1252");

    /// <summary>Decodes a file.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="given">The encoding of a file without a byte-order mark; <see langword="null"/> to tell it from the bytes.</param>
    /// <param name="fallback">The encoding of a file whose encoding cannot be told from its bytes, or <see langword="null"/>.</param>
    /// <exception cref="InvalidDataException">The bytes are not valid in the encoding, or it cannot be told.</exception>
    public static string Decode(ReadOnlySpan<byte> file, Encoding? given, Encoding? fallback)
    {
        foreach (var marked in Marked)
        {
            if (file.StartsWith(marked.Preamble))
            {
                return DecodeStrictly(file[marked.Preamble.Length..], marked);
            }
        }

        if (given is not null)
        {
            return DecodeStrictly(file, given);
        }

        if (file.Contains((byte)0))
        {
            if (TellUnicode(file) is { } unicode)
            {
                return DecodeStrictly(file, unicode);
            }

            file = file.TrimEnd((byte)0);       // of a file that was written in blocks
            if (file.Contains((byte)0))
            {
                throw new InvalidDataException("It is not text: it holds bytes of the value 0.");
            }
        }

        if (file.IndexOf("\e$"u8) >= 0)
        {
            return fallback is not null
                ? DecodeStrictly(file, fallback)
                : throw new InvalidDataException(
                    "It switches between alphabets by escape sequences, as ISO-2022-JP does. Give its encoding (it may be iso-2022-jp).");
        }

        var (valid, invalid, first) = TextEncoding.CountUtf8(file);
        if (invalid == 0)
        {
            return Encoding.UTF8.GetString(file);
        }

        if (valid > invalid)
        {
            throw new InvalidDataException(
                $"It is text in UTF-8, but damaged: of {valid + invalid} sequences of several bytes, {invalid} are not valid, the first at "
                + $"byte {first + 1}. Repair it; ParsedLyric.Parse(File.ReadAllText(path)) reads it with U+FFFD in their place.");
        }

        return DecodeStrictly(file, TellAsian(file) ?? fallback ?? throw Untold(file, first));
    }

    private static string DecodeStrictly(ReadOnlySpan<byte> file, Encoding encoding)
    {
        try
        {
            return encoding.GetString(file);
        }
        catch (DecoderFallbackException invalid)
        {
            throw new InvalidDataException(
                $"It is not text in {encoding.WebName}: it has the bytes {Convert.ToHexString(invalid.BytesUnknown ?? [])}, which are not "
                + "valid there. Give its encoding, or convert it to UTF-8.",
                invalid);
        }
    }

    // The encoding in which most characters are ASCII, as the digits and brackets of stamps and the ends of lines are.
    private static Encoding? TellUnicode(ReadOnlySpan<byte> file)
    {
        Encoding? best = null;
        var bestShare = MinAsciiShare;
        foreach (var encoding in Marked.Where(encoding => encoding is not UTF8Encoding))
        {
            try
            {
                var text = encoding.GetString(file);
                var ascii = text.Count(static character => character is (>= ' ' and <= '~') or '\n' or '\r');
                var share = (double)ascii / text.Length;
                if (ascii >= MinAscii && share >= bestShare && !text.Any(IsForeign))
                {
                    (best, bestShare) = (encoding, share);
                }
            }
            catch (DecoderFallbackException)
            {
                // It is not that encoding.
            }
        }

        return best;
    }

    // Control characters, those for private use, and noncharacters do not belong into a text.
    private static bool IsForeign(char character) => character
        is (< ' ' and not ('\r' or '\n' or '\t')) or (>= '\u007F' and < '\u00A0') or (>= '\uE000' and < '\uF900') or >= '\uFFFD';

    private static Encoding? TellAsian(ReadOnlySpan<byte> file)
    {
        if (HasOnlyWesternQuotes(file))
        {
            return Western;
        }

        if (HasOnlyQuotes(file))
        {
            return Asian[0];
        }

        var ranking = Rank(file);
        if (ranking.Count == 0 || Rivals.Contains(ranking[0].Encoding))
        {
            return null;
        }

        var best = ranking[0];
        var lead = best.Share - (ranking.Count > 1 ? ranking[1].Share : 0);
        var isLong = best.Distinct >= MinDistinct && best.Share >= MinShare && lead >= MinLead
            && (best.Share >= SafeShare || lead >= SafeLead);
        var isShort = best.Encoding == Asian[0] && best.Distinct >= MinDistinctOfFew
            && best.Share >= MinShareOfFew && lead >= MinLeadOfFew;
        return isLong || isShort ? best.Encoding : null;
    }

    // Words of English with ‘’“” and full-width forms, as they are in GB18030. In EUC-KR, these have the same bytes.
    private static bool HasOnlyQuotes(ReadOnlySpan<byte> file)
    {
        for (var i = 0; i < file.Length; i++)
        {
            if (file[i] < 0x80)
            {
                continue;
            }

            if (i + 1 == file.Length || (file[i], file[++i]) is not ((0xA1, >= 0xAE and <= 0xB1) or (0xA3, >= 0xA1 and < 0xFE)))
            {
                return false;
            }
        }

        return true;
    }

    // Words of English with ‘’“”, dashes and three dots, each between two ASCII characters. In all of the code pages of Windows for one
    // alphabet, these have the same bytes.
    private static bool HasOnlyWesternQuotes(ReadOnlySpan<byte> file)
    {
        for (var i = 0; i < file.Length; i++)
        {
            if (file[i] >= 0x80 && (file[i] is not (0x85 or (>= 0x91 and <= 0x94) or 0x96 or 0x97) || (i > 0 && file[i - 1] >= 0x80)))
            {
                return false;
            }
        }

        return true;
    }

    // The encodings in which the bytes are valid, those with the largest share of common characters first.
    private static List<(Encoding Encoding, double Share, int Distinct)> Rank(ReadOnlySpan<byte> file)
    {
        var end = file.Length <= SampleLength ? file.Length : file[..SampleLength].LastIndexOf((byte)'\n') + 1;
        var sample = end > 0 ? file[..end] : file;         // no character of several bytes ends like a line
        var ranking = new List<(Encoding Encoding, double Share, int Distinct)>();
        foreach (var encoding in Asian)
        {
            try
            {
                if (CommonIn(encoding.GetString(sample), isKorean: encoding == Rivals[0]) is { } found)
                {
                    ranking.Add((encoding, found.Share, found.Distinct));
                }
            }
            catch (DecoderFallbackException)
            {
                // It is not that encoding.
            }
        }

        return [.. ranking.OrderByDescending(found => found.Share)];
    }

    // The share of common characters among those beyond ASCII that are not punctuation, and the number of different ones; null if some
    // character does not belong into a text.
    private static (double Share, int Distinct)? CommonIn(string text, bool isKorean)
    {
        var (count, common) = (0, 0);
        var distinct = new HashSet<char>();
        foreach (var character in text)
        {
            if (IsForeign(character))
            {
                return null;
            }

            if (character is < '\u0080' or (>= '\u3000' and <= '\u303F') or (>= '\uFF00' and <= '\uFF5E') or (>= '\u2010' and <= '\u2027'))
            {
                continue;
            }

            count++;
            var isCommon = character switch
            {
                >= '\u3041' and <= '\u30FF' => !isKorean,
                >= '\uAC00' and <= '\uD7A3' => isKorean,
                _ => Common.Contains(SimplifiedCharacters.Of(character)),
            };
            if (isCommon)
            {
                common++;
                distinct.Add(character);
            }
        }

        return count == 0 ? null : ((double)common / count, distinct.Count);
    }

    private static InvalidDataException Untold(ReadOnlySpan<byte> file, int first)
    {
        var names = Rank(file)
            .Where(found => found.Share > 0)
            .Take(NameCount)
            .Select(found => found.Encoding.WebName)
            .Append(Western.WebName);
        return new(string.Create(
            CultureInfo.InvariantCulture,
            $"Its encoding cannot be told: it has no byte-order mark, is not UTF-8 (byte {first + 1} is not valid there), and is not clearly "
            + $"GB18030, Big5 or Shift_JIS. Give its encoding (it may be {string.Join(" or ", names)}), or convert it to UTF-8."));
    }
}
