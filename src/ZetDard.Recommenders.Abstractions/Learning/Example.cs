namespace ZetDard.Recommenders;

/// <summary>A labelled item of a source.</summary>
/// <typeparam name="TKey">The key of an item in its source.</typeparam>
/// <param name="Item">The item.</param>
/// <param name="Label">The label that a classifier should give it.</param>
/// <param name="Group">
/// What it belongs to (the track of a clip, the artist of a song): a group is never split between training and test.
/// <see langword="null"/> for an item that stands alone.
/// </param>
public readonly record struct Example<TKey>(TKey Item, string Label, string? Group = null)
    where TKey : notnull;
