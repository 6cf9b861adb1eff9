using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A user's comment on a song.</summary>
/// <param name="Id">The service's id of the comment.</param>
/// <param name="Song">The song.</param>
/// <param name="User">The user who wrote the comment.</param>
/// <param name="Text">The text as it was written.</param>
public sealed record Comment(long Id, SongId Song, UserId User, string Text)
{
    /// <summary>When the comment was written, to the second; <see langword="null"/> if unknown.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>The number of users who like the comment; <see langword="null"/> if unknown.</summary>
    public long? LikeCount { get; init; }
}
