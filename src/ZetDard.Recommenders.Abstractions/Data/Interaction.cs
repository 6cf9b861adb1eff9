namespace ZetDard.Recommenders;

/// <summary>One event of implicit feedback: a listener, and what they listened to, liked or put into a list.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <param name="User">The listener (or the playlist, see <see cref="RowKind"/>).</param>
/// <param name="Item">The item.</param>
/// <param name="Weight">How much, for example the play count; above 0, 1 by default.</param>
/// <param name="UnixSeconds">When, in seconds since 1970; 0 where unknown.</param>
public readonly record struct Interaction<TItem>(UserId User, TItem Item, float Weight = 1, long UnixSeconds = 0)
    where TItem : struct, IId<TItem>;
