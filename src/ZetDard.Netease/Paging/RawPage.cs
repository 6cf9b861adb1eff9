namespace ZetDard.Netease;

/// <summary>A page as it came.</summary>
/// <param name="Items">The rows with an id.</param>
/// <param name="Count">All rows, those without an id too: the next page begins after them.</param>
/// <param name="More">Whether there are more by the service's word.</param>
/// <param name="Total">How many there are by the service's word.</param>
internal sealed record RawPage<T>(IReadOnlyList<T> Items, int Count, bool? More, long? Total);
