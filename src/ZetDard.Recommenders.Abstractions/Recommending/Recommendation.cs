namespace ZetDard.Recommenders;

/// <summary>One line of a top-N list.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <param name="Item">What is recommended.</param>
/// <param name="Score">Higher is better; finite, without unit, comparable within one list only.</param>
/// <param name="Reason">Why; empty unless <see cref="RecommendationRequest{TItem}.ReasonCount"/> asks for reasons.</param>
public readonly record struct Recommendation<TItem>(TItem Item, float Score, Reason Reason)
    where TItem : struct, IId<TItem>
{
    /// <summary>Makes a recommendation without a reason.</summary>
    public Recommendation(TItem item, float score)
        : this(item, score, Reason.None)
    {
    }
}
