using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A user's comment on a song.</summary>
/// <param name="Id">The service's own id of the comment.</param>
/// <param name="Song">On what.</param>
/// <param name="User">By whom.</param>
/// <param name="Text">The text as written.</param>
public sealed record Comment(long Id, SongId Song, UserId User, string Text)
{
    /// <summary>When, to the second; <see langword="null"/> where unknown.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>How many users like it; <see langword="null"/> where unknown.</summary>
    public long? LikeCount { get; init; }
}
