namespace ZetDard.Recommenders;

/// <summary>The items that a listener knows.</summary>
/// <typeparam name="TId">The items' id type.</typeparam>
/// <param name="Items">The items; repeated ones count once.</param>
public sealed record HistoryProfile<TId>(IReadOnlyList<TId> Items) : Profile
    where TId : struct, IId<TId>
{
    internal override string Kind => $"a history of {IdKind<TId>.Name}s";
}
