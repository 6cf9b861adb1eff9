namespace ZetDard.Recommenders;

/// <summary>A dataset divided in two. Each part has only the users and items that occur in it, in their old order.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <param name="Train">What a model may learn from; its items are the candidates.</param>
/// <param name="Test">What it should find.</param>
public sealed record Split<TItem>(InteractionDataset<TItem> Train, InteractionDataset<TItem> Test)
    where TItem : struct, IId<TItem>;
