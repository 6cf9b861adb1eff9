using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Crawling;

/// <summary>The plan of a crawl: where it starts, how far it goes, what it fetches, and what it keeps.</summary>
/// <remarks>
/// Items that earlier runs found remain in the frontier. They are fetched and refreshed under any later plan that fetches their kind.
/// </remarks>
public sealed record CrawlOptions
{
    /// <summary>The ids of users to start from.</summary>
    public IList<long> Users { get; } = [];

    /// <summary>
    /// The nicknames of users to start from. All users with exactly that nickname among the first search results of the service
    /// are taken.
    /// </summary>
    public IList<string> Nicknames { get; } = [];

    /// <summary>The ids of playlists to start from.</summary>
    public IList<long> Playlists { get; } = [];

    /// <summary>Whether to fetch the service's charts, as playlists. Default <see langword="false"/>.</summary>
    public bool Charts { get; set; }

    /// <summary>The number of steps from user to friend, 0 to 10. Default 1: the named users and their friends.</summary>
    [Range(0, 10)]
    public int Depth { get; set; } = 1;

    /// <summary>The kinds of data to fetch. Default friends, playlists, songs, play records and lyrics.</summary>
    public CrawlFetch Fetch { get; set; } = CrawlFetch.Friends | CrawlFetch.Playlists | CrawlFetch.Songs | CrawlFetch.PlayRecords
    | CrawlFetch.Lyrics;

    /// <summary>The maximum number of users, 0 or more; users found later are left out. Default 1,000.</summary>
    [Range(0L, long.MaxValue)]
    public long MaxUsers { get; set; } = 1_000;

    /// <summary>The maximum number of playlists, 0 or more. Default 100,000.</summary>
    [Range(0L, long.MaxValue)]
    public long MaxPlaylists { get; set; } = 100_000;

    /// <summary>The maximum number of songs, 0 or more. Default 1,000,000.</summary>
    [Range(0L, long.MaxValue)]
    public long MaxSongs { get; set; } = 1_000_000;

    /// <summary>The maximum number of playlists for each user, 0 or more; the first ones are taken. Default 1,000.</summary>
    [Range(0, int.MaxValue)]
    public int MaxPlaylistsPerUser { get; set; } = 1_000;

    /// <summary>
    /// The maximum number of follows, and of followers, for each user, 0 or more; the first ones are taken. Default 1,000.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int MaxFollowsPerUser { get; set; } = 1_000;

    /// <summary>The maximum number of comments for each song and refresh, 0 or more; the newest ones are taken. Default 100.</summary>
    [Range(0, int.MaxValue)]
    public int MaxCommentsPerSong { get; set; } = 100;

    /// <summary>
    /// The folder for sound files (<c>audio/</c>) and covers (<c>covers/</c>). It is created if it does not exist, and required
    /// if sound or covers are fetched.
    /// </summary>
    public string? MediaFolder { get; set; }

    /// <summary>
    /// Whether to keep nicknames, which costs one more request for each user. Default <see langword="false"/>. Gender, region,
    /// birthday, signature and picture are never kept.
    /// </summary>
    public bool KeepNames { get; set; }

    /// <summary>
    /// Whether to store users under pseudonyms: a keyed hash of the id, the same wherever a user appears. Default
    /// <see langword="false"/>. The frontier, which the crawl needs to continue, still contains the real ids, and the same file
    /// contains the key. Decide before the first run: rows that are already written do not change.
    /// </summary>
    public bool HashUserIds { get; set; }

    /// <summary>The times after which things are fetched again.</summary>
    public CrawlIntervals Intervals { get; set; } = new();

    /// <summary>
    /// The time after which another process takes over the items of a process that no longer renews its leases, at least a
    /// second. Default 1 minute.
    /// </summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The maximum number of items under way at the same time, 1 to 256. The client limits the rate of requests. Default 4.
    /// </summary>
    [Range(1, 256)]
    public int Workers { get; set; } = 4;

    /// <summary>
    /// The number of attempts before an item is given up, 1 or more; within each attempt the client retries as well. Default 5.
    /// </summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>The wait after the first failed attempt, more than 0; it doubles with each further one. Default 30 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Validates the ranges of <see cref="CrawlOptions"/> from their attributes.</summary>
[OptionsValidator]
internal sealed partial class CrawlRangeValidator : IValidateOptions<CrawlOptions>;

/// <summary>Validates <see cref="CrawlOptions"/>, both in a container and in the constructor of <see cref="Crawler"/>.</summary>
internal sealed class CrawlOptionsValidator : IValidateOptions<CrawlOptions>
{
    public ValidateOptionsResult Validate(string? name, CrawlOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(new CrawlRangeValidator().Validate(name, options));
        foreach (var id in options.Users.Concat(options.Playlists).Where(id => id <= 0))
        {
            result.AddError($"Users and Playlists must be ids of the service, which are above 0, but one is {id}.");
        }

        Check(options.Nicknames.All(nickname => !string.IsNullOrWhiteSpace(nickname)), "Nicknames must not contain an empty one.");
        Check(
            (options.Fetch & (CrawlFetch.Audio | CrawlFetch.Covers)) == 0 || !string.IsNullOrWhiteSpace(options.MediaFolder),
            "Audio and covers need a folder. Set MediaFolder.");
        Check(options.Intervals is { AreValid: true }, "All Intervals must be more than 0.");
        Check(options.LeaseTime >= TimeSpan.FromSeconds(1), $"LeaseTime must be a second or more, but is {options.LeaseTime}.");
        Check(options.RetryDelay > TimeSpan.Zero, $"RetryDelay must be more than 0, but is {options.RetryDelay}.");
        return result.Build();

        void Check(bool holds, string error)
        {
            if (!holds)
            {
                result.AddError(error);
            }
        }
    }
}
