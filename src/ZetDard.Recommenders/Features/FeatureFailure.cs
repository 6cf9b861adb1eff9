namespace ZetDard.Recommenders;

/// <summary>An item whose features could not be computed.</summary>
/// <typeparam name="TKey">The key of an item, usually an id.</typeparam>
/// <param name="Item">The item.</param>
/// <param name="Reason">The reason, as a message.</param>
public readonly record struct FeatureFailure<TKey>(TKey Item, string Reason);
