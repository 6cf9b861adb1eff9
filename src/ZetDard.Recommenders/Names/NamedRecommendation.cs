namespace ZetDard.Recommenders;

/// <summary>
/// One line of a top-N list as a web page shows it. As JSON it is
/// <c>{"id":42,"title":"…","artists":["…"],"score":0.7,"reasons":[…],"because":"…"}</c>.
/// </summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <param name="Id">What is recommended.</param>
/// <param name="Title">Its name; <c>song 42</c> where it has none.</param>
/// <param name="Artists">The names of its artists; empty where the data has none.</param>
/// <param name="Score">Higher is better; finite, without unit, comparable within one list only.</param>
/// <param name="Reasons">What contributed most, largest share first; empty unless reasons were asked for.</param>
/// <param name="Because">The reasons in words: <c>A, B and C; 14 of the 22 who have A also have it</c>; empty without reasons.</param>
public sealed record NamedRecommendation<TItem>(
    TItem Id, string Title, IReadOnlyList<string> Artists, float Score, IReadOnlyList<NamedContribution> Reasons, string Because)
    where TItem : struct, IId<TItem>;
