namespace ZetDard.Recommenders;

/// <summary>A dataset divided so that some users occur in no training data: they are served from their history.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <param name="Train">Everything of the other users.</param>
/// <param name="History">What is known of the unseen users.</param>
/// <param name="Test">What should be found for them.</param>
public sealed record UnseenSplit<TItem>(InteractionDataset<TItem> Train, InteractionDataset<TItem> History, InteractionDataset<TItem> Test) : Split<TItem>(Train, Test)
    where TItem : struct, IId<TItem>
{
    private protected override InteractionDataset<TItem> Known => History;

    private protected override Profile ProfileOf(int row) => Profile.FromHistory(ItemsOf(History, row));
}
