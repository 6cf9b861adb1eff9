namespace ZetDard.Lyrics;

/// <summary>
/// Finds lines that stand at the same time in several scripts: one is sung, and the others are its translation and its romanization.
/// </summary>
internal static class ParallelLines
{
    /// <summary>Lines whose times differ by this much stand at the same time: tools round times in different ways.</summary>
    public static readonly TimeSpan SameTime = TimeSpan.FromMilliseconds(100);

    private const double MinForeignShare = .25;     // of the groups in which a script occurs that is that of the song
    private const double MinShiftedShare = .8;
    private const int MinShiftedGroups = 3;
    private const int MaxGroupSize = 8;             // larger groups are no renderings of one line

    /// <summary>
    /// Joins renderings to the lines that are sung, if at least half of the sung lines stand in groups of several scripts.
    /// </summary>
    public static List<LyricLine> Join(List<LyricLine> lines)
    {
        var groups = GroupsOf(lines);
        var several = groups.FindAll(group => group.IsBilingual);
        if (several.Count == 0 || 2 * several.Sum(group => group.Lines.Count) < groups.Sum(group => group.Lines.Count))
        {
            return lines;
        }

        var renderings = TryShift(groups, several, out var shifted) ? shifted : RolesIn(groups, several);
        var isRendering = new HashSet<int>();
        var result = lines.ToArray();
        foreach (var (sung, translations, romanizations) in renderings)
        {
            Attach(sung, translations, static (line, text) => line with { Translation = Append(line.Translation, text) });
            Attach(sung, romanizations, static (line, text) => line with { Romanization = Append(line.Romanization, text) });
        }

        return [.. result.Where((_, i) => !isRendering.Contains(i))];

        // As many renderings as lines belong to them in order; surplus ones belong to the last line.
        void Attach(List<int> sung, List<int> others, Func<LyricLine, string, LyricLine> with)
        {
            for (var i = 0; i < others.Count; i++)
            {
                var target = sung[Math.Min(i, sung.Count - 1)];
                result[target] = with(result[target], lines[others[i]].Text);
                isRendering.Add(others[i]);
            }
        }

        static string Append(string? before, string text) => before is null ? text : $"{before}\n{text}";
    }

    private static List<Group> GroupsOf(List<LyricLine> lines)
    {
        var groups = new List<Group>();
        TimeSpan? time = null;
        for (var i = 0; i < lines.Count; i++)
        {
            time = lines[i].Time ?? time;       // a line without a time belongs to the line before it
            if (lines[i].Kind != LyricLineKind.Sung || lines[i].IsBackground || time is not { } now)
            {
                continue;
            }

            if (groups.Count == 0 || now - groups[^1].Time > SameTime)
            {
                groups.Add(new(now, lines));
            }

            groups[^1].Add(i);
        }

        return groups;
    }

    // Some tools give each translation the time at which its line ends, which is that of the next line. Then the first line stands alone,
    // the last translation stands alone, and in between each translation stands before the next line.
    private static bool TryShift(List<Group> groups, List<Group> several, out List<Roles> renderings)
    {
        renderings = [];
        if (several.Count < MinShiftedGroups || groups[0].Lines.Count != 1 || groups[^1].Lines.Count != 1)
        {
            return false;
        }

        var (song, other) = (groups[0].Scripts[0], groups[^1].Scripts[0]);
        var inOrder = several.Count(group => group.Lines.Count == 2 && group.Scripts[0] == other && group.Scripts[1] == song);
        if (song == other || inOrder < MinShiftedShare * several.Count)
        {
            return false;
        }

        for (var i = 1; i < groups.Count; i++)
        {
            if (groups[i].Scripts[0] == other && groups[i - 1].Scripts[^1] == song)
            {
                renderings.Add(new([groups[i - 1].Lines[^1]], [groups[i].Lines[0]], []));
            }
        }

        return true;
    }

    private static List<Roles> RolesIn(List<Group> all, List<Group> groups)
    {
        var song = ScriptOfSong(groups);
        var romanized = RomanizedLine(groups, song);
        var order = groups.Sum(group =>
            group.Find(song) is { } sung && group.Find(LineScript.Han) is { } han && sung != han ? Math.Sign(han - sung) : 0);
        var latinTranslates = romanized is null
            && 2 * groups.Count(group => group.Find(song) is not null && group.Find(LineScript.Latin) is not null) >= groups.Count;

        // A line of a Japanese song may have no kana, so that its translation into Chinese is in the same script.
        var isOfKanji = song == LineScript.Kana ? all.FindAll(group => group.IsPairOfHan) : [];
        var roles = groups.Union(isOfKanji).Select(group => RolesOf(group, song, romanized, latinTranslates, isSongFirst: order >= 0)).ToList();
        return roles.FindAll(role => role.Sung.Count > 0 && role.Translations.Count + role.Romanizations.Count > 0);
    }

    private static LineScript ScriptOfSong(List<Group> groups)
    {
        int[] counts = [.. Enum.GetValues<LineScript>().Select(script => groups.Count(group => group.Find(script) is not null))];
        foreach (var script in new[] { LineScript.Kana, LineScript.Hangul, LineScript.Han })
        {
            // Of a line in Japanese and one in Chinese, the Japanese one is sung, whichever comes first; so it is in Korean.
            var hasRival = script switch
            {
                LineScript.Kana => IsFrequent(LineScript.Hangul) || IsFrequent(LineScript.Other) || IsForeign(script),
                LineScript.Hangul => IsFrequent(LineScript.Kana) || IsFrequent(LineScript.Other) || IsForeign(script),
                _ => true,
            };
            if (counts[(int)script] >= MinForeignShare * groups.Count
                && (!hasRival || (IsFrequent(LineScript.Latin) && RomanizedLine(groups, script) is not null)))
            {
                return script;
            }
        }

        return groups.GroupBy(group => group.Scripts[0]).MaxBy(scripts => scripts.Count())!.Key;

        bool IsFrequent(LineScript script) => 2 * counts[(int)script] >= groups.Count;

        // A Latin line in most groups that is no romanization may be the one that is sung.
        bool IsForeign(LineScript script) => IsFrequent(LineScript.Latin) && RomanizedLine(groups, script) is null;
    }

    // Which of the Latin lines of a group spells the line in the script of the song: the first, the last (the other one is then a
    // translation), or none.
    private static Index? RomanizedLine(List<Group> groups, LineScript song)
    {
        return Spells(0) ? 0 : Spells(^1) ? ^1 : null;

        bool Spells(Index at) => Romanization.Spells(
            song,
            from @group in groups
            let sung = @group.Find(song)
            let latin = @group.All(LineScript.Latin)
            where sung is not null && latin.Count > 0
            select (@group.TextOf(sung.Value), @group.TextOf(latin[at])));
    }

    private static List<int> Take(List<int> latin, Index? romanized) => romanized is { } at && latin.Count > 0 ? [latin[at]] : [];

    private static Roles RolesOf(Group group, LineScript song, Index? romanized, bool latinTranslates, bool isSongFirst)
    {
        var sung = group.All(song);
        var han = group.All(LineScript.Han);
        var latin = group.All(LineScript.Latin);
        if (sung.Count == group.Lines.Count)
        {
            // Chinese in two spellings.
            return new(sung[..1], sung[1..], []);
        }

        if (sung.Count > 0)
        {
            var spelling = song == LineScript.Latin ? [] : Take(latin, romanized);
            return new(sung, [.. group.Lines.Except(sung).Except(spelling)], spelling);
        }

        if (song is not (LineScript.Kana or LineScript.Hangul) || han.Count == 0)
        {
            return new([], [], []);
        }

        // A line of a Japanese song may have no kana.
        var spelled = Take(latin, romanized);
        var isSpelled = spelled.Count > 0
            && ((latin.Count == 1 && han.Count > 1)
                || Romanization.Spells(LineScript.Kana, [(group.TextOf(han[0]), group.TextOf(spelled[0]))]));
        if (song == LineScript.Kana && (latin.Count == 0 ? han.Count > 1 : isSpelled))
        {
            var own = isSongFirst ? han[0] : han[^1];
            return new([own], [.. han.Where(line => line != own), .. latin.Except(spelled)], spelled);
        }

        if (song == LineScript.Kana && han.Count == 1 && (latin.Count == 0 || latinTranslates))
        {
            return new(han, [.. group.Lines.Except(han)], []);
        }

        // A line of English in the song, which its romanization repeats.
        return latin.Count > 0 ? new(latin[..1], han, latin[1..]) : new([], [], []);
    }

    private static LineScript ScriptOf(string text)
    {
        const double MinShare = .2;             // the rest may be words of English
        var shares = ScriptShares.Of(text);
        return shares switch
        {
            { Japanese: >= MinShare } => LineScript.Kana,
            { Korean: >= MinShare } => LineScript.Hangul,
            { Chinese: >= MinShare } => LineScript.Han,
            { Latin: > 0 } when shares.Latin >= shares.Other => LineScript.Latin,
            { Other: > 0 } => LineScript.Other,
            _ => LineScript.None,
        };
    }

    private readonly record struct Roles(List<int> Sung, List<int> Translations, List<int> Romanizations);

    /// <summary>The sung lines at one time.</summary>
    private sealed class Group(TimeSpan time, List<LyricLine> all)
    {
        public TimeSpan Time { get; } = time;

        public List<int> Lines { get; } = [];

        public List<LineScript> Scripts { get; } = [];

        /// <summary>Whether lines are in different languages, so that they are not sung by several voices.</summary>
        public bool IsBilingual =>
            Lines.Count is > 1 and <= MaxGroupSize && (Scripts.Exists(script => script != Scripts[0]) || IsInTwoSpellings);

        public bool IsPairOfHan => Lines.Count == 2 && Scripts.TrueForAll(script => script == LineScript.Han);

        private bool IsInTwoSpellings =>
            Lines.Count == 2 && Scripts[0] == LineScript.Han
            && ScriptShares.LanguageOf(TextOf(Lines[0])) != ScriptShares.LanguageOf(TextOf(Lines[1]));

        public void Add(int line)
        {
            Lines.Add(line);
            Scripts.Add(ScriptOf(all[line].Text));
        }

        public string TextOf(int line) => all[line].Text;

        /// <summary>The first line in a script, or <see langword="null"/>.</summary>
        public int? Find(LineScript script) => Scripts.IndexOf(script) is >= 0 and var at ? Lines[at] : null;

        public List<int> All(LineScript script) => [.. Lines.Where((_, i) => Scripts[i] == script)];
    }
}
