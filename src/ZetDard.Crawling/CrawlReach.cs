using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZetDard.Crawling;

/// <summary>
/// The extent of a plan. It is stored, so that the next run can see whether its plan wants more of what is already fetched.
/// </summary>
internal sealed record CrawlReach(
    int Depth, CrawlFetch Fetch, long Users, long Playlists, long Songs, int PlaylistsPerUser, int FollowsPerUser, bool Names)
{
    /// <summary>The name of the checkpoint.</summary>
    public const string Name = "crawl.plan";

    public static CrawlReach Of(CrawlOptions plan) =>
        new(
            plan.Depth, plan.Fetch, plan.MaxUsers, plan.MaxPlaylists, plan.MaxSongs, plan.MaxPlaylistsPerUser, plan.MaxFollowsPerUser,
            plan.KeepNames);

    public static CrawlReach? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, CrawlReachJson.Default.CrawlReach);
        }
        catch (JsonException)
        {
            return new(0, CrawlFetch.None, 0, 0, 0, 0, 0, Names: false);       // of an unknown version: everything is requested again
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this, CrawlReachJson.Default.CrawlReach);

    /// <summary>
    /// Returns the kinds of item, each with the smallest depth, that find what this plan includes and the previous one did not.
    /// </summary>
    public IEnumerable<(string Kind, int MinDepth)> Beyond(CrawlReach before)
    {
        bool Adds(CrawlFetch what) => (Fetch & ~before.Fetch & what) != 0;

        if (Adds(CrawlFetch.Friends | CrawlFetch.Playlists | CrawlFetch.PlayRecords | CrawlFetch.LikedSongs)
            || Playlists > before.Playlists || PlaylistsPerUser > before.PlaylistsPerUser || (Names && !before.Names))
        {
            yield return (CrawlKinds.User, 0);
        }
        else if (Depth > before.Depth && Fetch.HasFlag(CrawlFetch.Friends))
        {
            yield return (CrawlKinds.User, before.Depth);
        }

        if (Users > before.Users || FollowsPerUser > before.FollowsPerUser)
        {
            yield return (CrawlKinds.Friends, 0);
        }

        if (FollowsPerUser > before.FollowsPerUser)
        {
            yield return (CrawlKinds.Follows, 0);
        }

        if (Adds(CrawlFetch.Songs) || Songs > before.Songs)
        {
            yield return (CrawlKinds.Plays, 0);
            yield return (CrawlKinds.Liked, 0);
        }

        if (Adds(CrawlFetch.Songs | CrawlFetch.Covers) || Songs > before.Songs)
        {
            yield return (CrawlKinds.Playlist, 0);
        }

        if (Adds(CrawlFetch.Lyrics | CrawlFetch.Comments | CrawlFetch.Audio | CrawlFetch.Covers))
        {
            yield return (CrawlKinds.Song, 0);
        }

        if (Playlists > before.Playlists)
        {
            yield return (CrawlKinds.Charts, 0);
        }
    }
}

[JsonSerializable(typeof(CrawlReach))]
internal sealed partial class CrawlReachJson : JsonSerializerContext;
