namespace ZetDard.Netease;

/// <summary>One page of what the service gives in pages.</summary>
/// <param name="Items">What is new in this page: rows that an earlier page of the same enumeration had are left out.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/> after the last one.</param>
/// <param name="Total">How many there are in all by the service's word, which is often wrong; <see langword="null"/> where it says nothing.</param>
public sealed record NeteasePage<T>(IReadOnlyList<T> Items, PageCursor? Next, long? Total = null);
