namespace ZetDard.Netease;

/// <summary>A comment on a song, playlist or album.</summary>
/// <param name="Id">The comment's id.</param>
/// <param name="UserId">The id of the user who wrote the comment.</param>
/// <param name="Text">The text of the comment.</param>
public sealed record NeteaseComment(long Id, long UserId, string Text)
{
    /// <summary>The writer's nickname.</summary>
    public string? Nickname { get; init; }

    /// <summary>When the comment was written.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>The number of users who like the comment.</summary>
    public long? LikeCount { get; init; }

    /// <summary>The id of the comment that this one replies to; <see langword="null"/> if it is not a reply.</summary>
    public long? ParentId { get; init; }
}
