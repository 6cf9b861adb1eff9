using System.Globalization;
using ZetDard.Catalog;
using ZetDard.Recommenders;

namespace ZetDard.Crawling;

/// <summary>The kinds of item in the frontier, and the order in which they are fetched.</summary>
/// <remarks>
/// The crawl goes breadth first: the users of one depth with their playlists and plays come before their friends; songs are fetched
/// as soon as there are enough for a full request. Lyrics, comments and sound, which are many and lead to nothing else, come last,
/// popular songs first. <see cref="Friends"/> finds new users; <see cref="Follows"/>, for users at the last depth, only writes
/// rows.
/// </remarks>
internal static class CrawlKinds
{
    public const string Nickname = "nickname";
    public const string Charts = "charts";
    public const string User = "user";
    public const string Friends = "friends";
    public const string Follows = "follows";
    public const string Plays = "plays";
    public const string Liked = "liked";
    public const string Playlist = "playlist";
    public const string Song = "song";
    public const string Lyric = "lyric";
    public const string Comments = "comments";
    public const string Audio = "audio";
    public const string Cover = "cover";

    public const int SongsPerRequest = 1_000;

    private const long Tail = 1_000_000;

    private static readonly (CrawlFetch What, string Kind)[] Optional =
    [
        (CrawlFetch.Friends, Friends), (CrawlFetch.Friends, Follows), (CrawlFetch.PlayRecords, Plays), (CrawlFetch.LikedSongs, Liked),
        (CrawlFetch.Songs, Song),
        (CrawlFetch.Lyrics, Lyric), (CrawlFetch.Comments, Comments), (CrawlFetch.Audio, Audio), (CrawlFetch.Covers, Cover),
    ];

    /// <summary>The priority of kinds that lead to more songs and users.</summary>
    public static readonly string[] Graph = [Nickname, Charts, User, Friends, Follows, Plays, Liked, Playlist];

    /// <summary>The priority of kinds that lead to nothing else.</summary>
    public static readonly string[] Tails = [Lyric, Comments, Audio, Cover];

    public static long Priority(string kind, int depth, double popularity = 0) => kind switch
    {
        Lyric or Comments or Audio or Cover => Tail + (10 * (100 - (long)Math.Clamp(popularity, 0, 100))) + Array.IndexOf(Tails, kind),
        _ => (10L * depth) + kind switch { Nickname or Charts => 0, User => 1, Playlist => 2, Plays or Liked => 3, Song => 4, _ => 5 },
    };

    public static CrawlItem Item(string kind, long id, int depth, UserId? owner = null, double popularity = 0) =>
        new(kind, id.ToString(CultureInfo.InvariantCulture))
    {
        Depth = depth,
        Priority = Priority(kind, depth, popularity),
        Owner = owner,
    };

    /// <summary>Returns the kinds that a plan fetches.</summary>
    public static IReadOnlyList<string> Of(CrawlFetch fetch) =>
    [
        Nickname, Charts, User, Playlist,
        .. Optional.Where(pair => fetch.HasFlag(pair.What)).Select(pair => pair.Kind),
    ];
}
