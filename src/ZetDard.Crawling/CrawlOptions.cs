using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Crawling;

/// <summary>The plan of a crawl: where it starts, how far it goes, what it fetches, what it keeps.</summary>
/// <remarks>What an earlier run has found stays to be done, and to be refreshed, under any later plan that wants its kind.</remarks>
public sealed record CrawlOptions
{
    /// <summary>Users to start from, by id.</summary>
    public IList<long> Users { get; } = [];

    /// <summary>Users to start from, by nickname: all who are called exactly so among the first results of the service's search.</summary>
    public IList<string> Nicknames { get; } = [];

    /// <summary>Playlists to start from, by id.</summary>
    public IList<long> Playlists { get; } = [];

    /// <summary>Whether the service's charts are fetched, as playlists. Default <see langword="false"/>.</summary>
    public bool Charts { get; set; }

    /// <summary>How many steps the crawl goes from user to friend, 0 to 10. Default 1: the users named and their friends.</summary>
    [Range(0, 10)]
    public int Depth { get; set; } = 1;

    /// <summary>What is fetched. Default friends, playlists, songs, play records and lyrics.</summary>
    public CrawlFetch Fetch { get; set; } = CrawlFetch.Friends | CrawlFetch.Playlists | CrawlFetch.Songs | CrawlFetch.PlayRecords | CrawlFetch.Lyrics;

    /// <summary>Users in all, 0 or more; those found later are left out. Default 1,000.</summary>
    [Range(0L, long.MaxValue)]
    public long MaxUsers { get; set; } = 1_000;

    /// <summary>Playlists in all, 0 or more. Default 100,000.</summary>
    [Range(0L, long.MaxValue)]
    public long MaxPlaylists { get; set; } = 100_000;

    /// <summary>Songs in all, 0 or more. Default 1,000,000.</summary>
    [Range(0L, long.MaxValue)]
    public long MaxSongs { get; set; } = 1_000_000;

    /// <summary>Playlists of one user, 0 or more: the first ones. Default 1,000.</summary>
    [Range(0, int.MaxValue)]
    public int MaxPlaylistsPerUser { get; set; } = 1_000;

    /// <summary>Follows, and followers, of one user, 0 or more: the first ones. Default 1,000.</summary>
    [Range(0, int.MaxValue)]
    public int MaxFollowsPerUser { get; set; } = 1_000;

    /// <summary>Comments of one song and refresh, 0 or more: the newest ones. Default 100.</summary>
    [Range(0, int.MaxValue)]
    public int MaxCommentsPerSong { get; set; } = 100;

    /// <summary>Folder of sound (<c>audio/</c>) and covers (<c>covers/</c>), made where it is missing; needed where they are fetched.</summary>
    public string? MediaFolder { get; set; }

    /// <summary>Whether nicknames are kept; one more request a user. Default <see langword="false"/>. Gender, region, birthday, signature and picture are never kept.</summary>
    public bool KeepNames { get; set; }

    /// <summary>
    /// Whether users are kept under pseudonyms: a keyed hash of the id, the same for a user wherever he appears. Default <see langword="false"/>.
    /// The frontier, from which the crawl goes on, holds the real ids, and the same file the key. Decide before the first run: what was written stays as it was.
    /// </summary>
    public bool HashUserIds { get; set; }

    /// <summary>After what time things are fetched again.</summary>
    public CrawlIntervals Intervals { get; set; } = new();

    /// <summary>How long an item is held without a sign of life before another process takes it over, a second or more. Default 1 minute.</summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Items under way at once, 1 to 256; how fast requests go out is the client's matter. Default 4.</summary>
    [Range(1, 256)]
    public int Workers { get; set; } = 4;

    /// <summary>Tries before an item is given up, 1 or more; each is retried by the client first. Default 5.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Wait after the first failed try, more than 0; it doubles with each one. Default 30 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>The rules of single values, by their attributes.</summary>
[OptionsValidator]
internal sealed partial class CrawlRangeValidator : IValidateOptions<CrawlOptions>;

/// <summary>The one check of <see cref="CrawlOptions"/>, for containers and direct callers.</summary>
internal sealed class CrawlOptionsValidator : IValidateOptions<CrawlOptions>
{
    public ValidateOptionsResult Validate(string? name, CrawlOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(new CrawlRangeValidator().Validate(name, options));
        foreach (var id in options.Users.Concat(options.Playlists).Where(id => id <= 0))
        {
            result.AddError($"Users and Playlists are ids of the service, above 0, but one is {id}.");
        }

        Check(options.Nicknames.All(nickname => !string.IsNullOrWhiteSpace(nickname)), "Nicknames holds an empty one.");
        Check((options.Fetch & (CrawlFetch.Audio | CrawlFetch.Covers)) == 0 || !string.IsNullOrWhiteSpace(options.MediaFolder), "Audio and covers need a MediaFolder to be put in.");
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
