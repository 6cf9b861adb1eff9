using System.Text.Json.Serialization;

namespace ZetDard.Netease.Wire;

/// <summary>A comment. The comment that it replies to is in parentCommentId or in beReplied.</summary>
internal sealed class WireComment
{
    public long? CommentId { get; set; }

    [JsonConverter(typeof(Forgiving<WireUser>))]
    public WireUser? User { get; set; }

    public string? Content { get; set; }

    public long? Time { get; set; }

    public long? LikedCount { get; set; }

    public long? ParentCommentId { get; set; }

    public List<WireReplied>? BeReplied { get; set; }

    public NeteaseComment? ToComment() =>
        CommentId.ToId() is not { } id || User?.UserId.ToId() is not { } userId
            ? null
            : new NeteaseComment(id, userId, Content ?? "")
            {
                Nickname = User.Nickname.ToText(),
                Written = Time.ToTime(),
                LikeCount = LikedCount.ToLongCount(),
                ParentId = ParentCommentId.ToId() ?? BeReplied?.FirstOrDefault()?.BeRepliedCommentId.ToId(),
            };
}

/// <summary>A comment that another one replies to.</summary>
internal sealed class WireReplied
{
    public long? BeRepliedCommentId { get; set; }
}
