namespace ZetDard.Recommenders;

/// <summary>One part of a reason with its name.</summary>
/// <param name="Kind">What contributed: <c>song</c>, <c>artist</c>, <c>user</c>, …, or <c>feature</c>.</param>
/// <param name="Id">The value of its id; <see langword="null"/> for a feature.</param>
/// <param name="Name">Its name; <c>song 42</c> where it has none.</param>
/// <param name="Share">Its part of the score, 0 to 1; the shares of one reason add up to 1 or less.</param>
/// <param name="Support">
/// The counts behind it, where the model counts: 14 of the 22 listeners who have it also have what is recommended.
/// </param>
public sealed record NamedContribution(string Kind, long? Id, string Name, float Share, Support? Support);
