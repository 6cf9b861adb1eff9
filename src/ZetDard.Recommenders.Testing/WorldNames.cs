namespace ZetDard.Recommenders.Testing;

/// <summary>Distinct made-up names: every index has its own pair of words, and a number once the pairs run out.</summary>
internal static class WorldNames
{
    private static readonly string[] SongAdjectives = ["Silent", "Golden", "Midnight", "Broken", "Electric", "Paper", "Distant", "Velvet", "Crystal", "Burning", "Hollow", "Neon"];
    private static readonly string[] SongNouns = ["River", "Harbor", "Mirror", "Garden", "Satellite", "Summer", "Letters", "Mountain", "Dancer", "Rain", "Highway", "Lantern", "Echo"];
    private static readonly string[] ChineseFirst = ["夜", "春", "雨", "风", "星", "海", "云", "雪", "月", "秋", "梦"];
    private static readonly string[] ChineseSecond = ["的信", "之歌", "之后", "里的人", "与你", "未央", "的颜色", "别离", "旅途", "花开", "晚安", "归来", "回声"];
    private static readonly string[] FirstNames = ["Ada", "Bruno", "Clara", "Dario", "Elin", "Felix", "Greta", "Hugo", "Iris", "Jonas", "Kira", "Leo", "Mara"];
    private static readonly string[] LastNames = ["Winter", "Okafor", "Lindqvist", "Moreau", "Tanaka", "Silva", "Novak", "Hale", "Rossi", "Bergman", "Castellan"];
    private static readonly string[] ChineseFamily = ["林", "陈", "周", "许", "沈", "顾", "苏", "叶", "江", "白", "宋"];
    private static readonly string[] ChineseGiven = ["一鸣", "若溪", "子墨", "清和", "安然", "思远", "晚晴", "知夏", "北辰", "予安", "听雨", "望舒", "长歌"];

    public static string Song(int index) => index % 2 == 0
        ? Pair(ChineseFirst, ChineseSecond, index / 2, "")
        : Pair(SongAdjectives, SongNouns, index / 2, " ");

    public static string Artist(int index) => index % 2 == 0
        ? Pair(ChineseFamily, ChineseGiven, index / 2, "")
        : Pair(FirstNames, LastNames, index / 2, " ");

    public static string User(int index) => Pair(FirstNames, ["listens", "at night", "in May", "unplugged", "on tape", "live"], index, " ");

    // Steps through both lists at once; their lengths have no common divisor within one call, so the pairs do not repeat early.
    private static string Pair(string[] first, string[] second, int index, string separator)
    {
        var round = index / (first.Length * second.Length);
        var pair = $"{first[index % first.Length]}{separator}{second[index % second.Length]}";
        return round == 0 ? pair : $"{pair} {round + 1}";
    }
}
