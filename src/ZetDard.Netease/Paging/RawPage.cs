namespace ZetDard.Netease;

/// <summary>A page as the service sent it.</summary>
/// <param name="Items">The rows that have an id.</param>
/// <param name="Count">The number of all rows, including those without an id: the next page begins after them.</param>
/// <param name="More">Whether the service says that there are more rows.</param>
/// <param name="Total">The total number of rows that the service states.</param>
internal sealed record RawPage<T>(IReadOnlyList<T> Items, int Count, bool? More, long? Total);
