using System.Text.Json;
using System.Text.Json.Serialization;
using ZetDard.Netease;

namespace ZetDard.Crawling;

/// <summary>What the cursor of an item holds: the next page, what came before it, and, of comments, how far the last refresh knew them.</summary>
internal sealed record PageState
{
    /// <summary>The next page; <see langword="null"/>: the first one.</summary>
    public PageCursor? Page { get; init; }

    /// <summary>Digest of the pages before.</summary>
    public string? Hash { get; init; }

    /// <summary>Rows before.</summary>
    public int Count { get; init; }

    /// <summary>Of friends: whether the followers are read, after the follows.</summary>
    public bool InFollowers { get; init; }

    /// <summary>Of comments: id and time of the newest one of this refresh.</summary>
    public CommentMark? Newest { get; init; }

    /// <summary>Of comments: id and time of the newest one that is known from the last refresh.</summary>
    public CommentMark? Known { get; init; }

    public static PageState Parse(string? cursor)
    {
        try
        {
            return cursor is null ? new() : JsonSerializer.Deserialize(cursor, PageStateJson.Default.PageState) ?? new();
        }
        catch (JsonException)
        {
            return new();           // of a version that is not known: from the start; what is written again is the same
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this, PageStateJson.Default.PageState);
}

/// <summary>A comment by which the known ones are told from the new ones: the id may be gone by then, the time not.</summary>
internal sealed record CommentMark(long Id, long? UnixMilliseconds);

[JsonSerializable(typeof(PageState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class PageStateJson : JsonSerializerContext;
