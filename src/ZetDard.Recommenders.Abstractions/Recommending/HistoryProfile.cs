namespace ZetDard.Recommenders;

/// <summary>The items that a listener knows.</summary>
/// <typeparam name="TId">The items' id type.</typeparam>
/// <param name="Items">The items; repeated ones count once.</param>
public sealed record HistoryProfile<TId>(IReadOnlyList<TId> Items) : Profile
    where TId : struct, IId<TId>
{
    private const int MaxShown = 5;

    internal override string Kind => $"a history of {IdKind<TId>.Name}s";

    /// <summary>Says how long the history is and with which ids it begins.</summary>
    public override string ToString() =>
        $"{Kind} ({string.Join(", ", Items.Take(MaxShown).Select(Id.Format))}{(Items.Count > MaxShown ? $", … {Items.Count} in all" : "")})";
}
