namespace ZetDard.Recommenders;

/// <summary>One listener of an experiment.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <param name="Profile">For whom to recommend.</param>
/// <param name="Relevant">What should be found; items that the model cannot know are misses.</param>
public sealed record RankingCase<TItem>(Profile Profile, IReadOnlySet<TItem> Relevant)
    where TItem : struct, IId<TItem>;
