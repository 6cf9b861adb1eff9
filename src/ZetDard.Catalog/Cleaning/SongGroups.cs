using System.Text.RegularExpressions;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Groups songs that are one recording with several ids.</summary>
/// <remarks>
/// Songs are one recording if they have the same folded title, the same version marks, the same set of artists (including featured
/// ones, wherever they are named), and no contradicting durations. Titles and marks that do not identify a recording (Intro, M01,
/// Live) are grouped only if durations agree.
/// </remarks>
internal static partial class SongGroups
{
    // Two durations of one recording can differ by the silence at their ends.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    // Titles that only say which part of an album a track is; one artist has many tracks of such a title.
    private static readonly HashSet<string> Generic =
    [
        "intro", "outro", "interlude", "prelude", "skit", "untitled", "introduction", "overture", "finale", "ending", "opening", "reprise",
        "theme", "main theme", "main title",
        "title", "credits", "end credits", "bonus", "track", "序", "序曲", "前奏", "间奏", "尾声", "无题", "片头", "片尾", "主题曲", "片头曲", "片尾曲", "插曲",
        "纯音乐", "伴奏", "未知",
    ];

    // Marks that do not identify a version: an artist may have sung a song live more than once, and many remixes are only called remix.
    private static readonly HashSet<string> Vague = ["live", "remix", "mix", "edit", "dj版", "mashup", "cover"];

    public static List<IReadOnlyList<SongId>> Find(IReadOnlyList<Song> songs, IReadOnlyList<SongTitle> titles, ArtistNames names)
    {
        var byKey = new Dictionary<string, List<Song>>();
        for (var i = 0; i < songs.Count; i++)
        {
            if (songs[i].Artists.Count == 0 || titles[i].Name.Length == 0 || (songs[i].Duration is null && IsVague(titles[i])))
            {
                continue;
            }

            var key = Key(songs[i], titles[i], names, withMarks: true);
            if (!byKey.TryGetValue(key, out var same))
            {
                byKey.Add(key, same = new List<Song>(1));
            }

            same.Add(songs[i]);
        }

        var groups = new List<IReadOnlyList<SongId>>();
        foreach (var same in byKey.Values.Where(same => same.Count > 1))
        {
            foreach (var group in ByDuration(same).Where(group => group.Count > 1))
            {
                groups.Add(
                    [.. group.OrderByDescending(song => song.Popularity ?? -1).ThenBy(song => song.Id.Value).Select(song => song.Id)]);
            }
        }

        return groups;
    }

    /// <summary>
    /// Finds the versions of songs: the same folded title and the same set of artists, whatever marks and durations say (Live,
    /// Remix, 伴奏). Titles that only say which part of an album a track is are left out.
    /// </summary>
    /// <returns>
    /// For each song the one that represents its group: the most popular one of those without marks, or of all if all have marks.
    /// </returns>
    public static Dictionary<SongId, SongId> Versions(IReadOnlyList<Song> songs, ArtistNames names)
    {
        var groups = songs.AsParallel().AsOrdered()
            .Select(song => (Song: song, Title: SongTitle.Parse(song.Title)))
            .Where(version => version.Song.Artists.Count > 0 && version.Title.Name.Length > 0 && !IsPartOfAlbum(version.Title))
            .Select(
                version => (
                    version.Song, HasMarks: version.Title.VersionMarks.Count > 0,
                    Key: Key(version.Song, version.Title, names, withMarks: false)))
            .AsSequential()
            .GroupBy(version => version.Key);
        var versions = new Dictionary<SongId, SongId>();
        foreach (var group in groups)
        {
            var best = group.OrderBy(version => version.HasMarks).ThenByDescending(version => version.Song.Popularity ?? -1)
                .ThenBy(version => version.Song.Id.Value).First().Song.Id;
            foreach (var version in group)
            {
                versions.Add(version.Song.Id, best);
            }
        }

        return versions;
    }

    private static bool IsPartOfAlbum(SongTitle title) => Generic.Contains(title.Name) || CueNumber().IsMatch(title.Name);

    private static bool IsVague(SongTitle title) => IsPartOfAlbum(title) || title.VersionMarks.Any(Vague.Contains);

    // M01, Track 7, BGM 12, No. 3, 第二首: the number of a track, not a title.
    [GeneratedRegex(
        @"^(?:[a-z]{0,2}|track|bgm|bonus track|part|no\.?|op\.?|第)[\s\-_.#]*[0-9一二三四五六七八九十]+[a-z首曲]?$", RegexOptions.CultureInvariant)]
    private static partial Regex CueNumber();

    private static string Key(Song song, SongTitle title, ArtistNames names, bool withMarks)
    {
        var artists = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var credit in song.Artists)
        {
            foreach (var artist in names.Split(credit))
            {
                // The id is part of the key if several artists with ids of a service share the name.
                artists.Add(names.KeyOf(artist) is { } name ? $"{name}\n{names.Representative(artist).Value}" : $"\n{artist.Value}");
            }
        }

        foreach (var featured in title.FeaturedArtists)
        {
            var known = names.Find(featured);
            artists.UnionWith(
                known.Count > 0 ? known.Select(artist => $"{names.KeyOf(artist)}\n{names.Representative(artist).Value}") : [featured]);
        }

        return string.Join('\u0001', [title.Name, withMarks ? string.Join('\u0002', title.VersionMarks) : "", .. artists]);
    }

    // Songs of unknown duration are grouped with the shortest songs. All songs of a group are compared with its shortest one, so
    // that small differences do not add up.
    private static IEnumerable<List<Song>> ByDuration(List<Song> songs)
    {
        var group = new List<Song>();
        TimeSpan? shortest = null;
        foreach (var song in songs.OrderBy(song => song.Duration ?? TimeSpan.Zero))
        {
            if (song.Duration - shortest > Tolerance)
            {
                yield return group;
                group = [];
                shortest = null;
            }

            shortest ??= song.Duration;
            group.Add(song);
        }

        yield return group;
    }
}
