namespace ZetDard.Netease;

/// <summary>A comment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserId">Who wrote it.</param>
/// <param name="Text">What it says.</param>
public sealed record NeteaseComment(long Id, long UserId, string Text)
{
    /// <summary>What the writer calls himself.</summary>
    public string? Nickname { get; init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>How many users like it.</summary>
    public long? LikeCount { get; init; }

    /// <summary>The comment that it answers.</summary>
    public long? ParentId { get; init; }
}
