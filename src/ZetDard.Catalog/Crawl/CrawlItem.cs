using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Something to fetch, to be added to a frontier. An item that is there already keeps its state, and the smaller of its priorities and depths.</summary>
/// <param name="Kind">What it is, such as <c>playlist</c>; whoever crawls names the kinds.</param>
/// <param name="Key">Which one, unique within its kind.</param>
public sealed record CrawlItem(string Kind, string Key)
{
    /// <summary>Place in the order of claims within all kinds: small ones first, then in the order of adding.</summary>
    public long Priority { get; init; }

    /// <summary>How many steps from the start of the crawl.</summary>
    public int Depth { get; init; }

    /// <summary>The pseudonym (<see cref="UserPseudonyms"/>) of the user whose data it is; nothing of a deleted user is ever added again. <see langword="null"/>: nobody's.</summary>
    public UserId? Owner { get; init; }

    /// <summary>What its first claim finds as its cursor.</summary>
    public string? Cursor { get; init; }

    /// <summary>Adds the item only where the catalogue holds this follow once the batch is written: so two pages, in any order, find friends who follow each other.</summary>
    public Follow? Requires { get; init; }

    /// <summary>Whether the item, where it is there and done, is opened again when it comes with a smaller depth.</summary>
    public bool ReopensWhenNearer { get; init; }

    /// <summary>Whether the item, where it is there but gone or given up, is opened again.</summary>
    public bool ReopensWhenGone { get; init; }

    /// <summary>Items that are added with this one: only where it is there, or is let in.</summary>
    public IReadOnlyList<CrawlItem> Companions { get; init; } = [];
}
