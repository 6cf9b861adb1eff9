using System.Text.Json;
using System.Text.Json.Serialization;
using ZetDard.Netease;

namespace ZetDard.Crawling;

/// <summary>
/// The content of an item's cursor: the next page, a summary of the previous pages, and, for comments, how far the last refresh knew them.
/// </summary>
internal sealed record PageState
{
    /// <summary>The next page; <see langword="null"/> for the first one.</summary>
    public PageCursor? Page { get; init; }

    /// <summary>The hash of the previous pages.</summary>
    public string? Hash { get; init; }

    /// <summary>The number of rows on the previous pages.</summary>
    public int Count { get; init; }

    /// <summary>For friends: whether the followers are read, which come after the follows.</summary>
    public bool InFollowers { get; init; }

    /// <summary>For comments: id and time of the newest comment of this refresh.</summary>
    public CommentMark? Newest { get; init; }

    /// <summary>For comments: id and time of the newest comment that is known from the last refresh.</summary>
    public CommentMark? Known { get; init; }

    public static PageState Parse(string? cursor)
    {
        try
        {
            return cursor is null ? new() : JsonSerializer.Deserialize(cursor, PageStateJson.Default.PageState) ?? new();
        }
        catch (JsonException)
        {
            return new();       // of an unknown version: start again; writing the same rows again changes nothing
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this, PageStateJson.Default.PageState);
}

/// <summary>
/// The comment that separates known comments from new ones. Its id may no longer exist, but its time still separates them.
/// </summary>
internal sealed record CommentMark(long Id, long? UnixMilliseconds);

[JsonSerializable(typeof(PageState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class PageStateJson : JsonSerializerContext;
