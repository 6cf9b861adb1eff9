namespace ZetDard.Netease;

/// <summary>One page of a listing.</summary>
/// <param name="Items">The rows of this page, without those that an earlier page of the same enumeration contained.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/> after the last page.</param>
/// <param name="Total">
/// The total number of rows as the service states it, which is often wrong; <see langword="null"/> if it states none.
/// </param>
public sealed record NeteasePage<T>(IReadOnlyList<T> Items, PageCursor? Next, long? Total = null);
