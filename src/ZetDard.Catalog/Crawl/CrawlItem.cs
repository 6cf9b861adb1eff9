using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// An item to be fetched, which is added to a frontier. An existing item keeps its state, and the smaller of both priorities and
/// depths.
/// </summary>
/// <param name="Kind">The kind of item, such as <c>playlist</c>; the crawler chooses the names of kinds.</param>
/// <param name="Key">The key of the item, unique within its kind.</param>
public sealed record CrawlItem(string Kind, string Key)
{
    /// <summary>
    /// The place in the order of claims within all kinds: small values first, items of equal priority in the order in which they
    /// were added.
    /// </summary>
    public long Priority { get; init; }

    /// <summary>The number of steps from the start of the crawl.</summary>
    public int Depth { get; init; }

    /// <summary>
    /// The pseudonym (<see cref="UserPseudonyms"/>) of the user to whom the item's data belongs; <see langword="null"/> if it
    /// belongs to no user. Items of a deleted user are never added again.
    /// </summary>
    public UserId? Owner { get; init; }

    /// <summary>The cursor that the first claim of the item gets.</summary>
    public string? Cursor { get; init; }

    /// <summary>
    /// A follow that the catalogue must contain after the batch is written; otherwise the item is not added. With it two pages, in
    /// any order, find friends who follow each other.
    /// </summary>
    public Follow? Requires { get; init; }

    /// <summary>Whether an existing item that is done is reopened if it is added with a smaller depth.</summary>
    public bool ReopensWhenNearer { get; init; }

    /// <summary>Whether an existing item that is gone or given up is reopened.</summary>
    public bool ReopensWhenGone { get; init; }

    /// <summary>Items that are added together with this one, if this one exists or is added.</summary>
    public IReadOnlyList<CrawlItem> Companions { get; init; } = [];
}
