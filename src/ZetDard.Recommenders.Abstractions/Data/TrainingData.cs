namespace ZetDard.Recommenders;

/// <summary>What a trainer learns from: interactions, and side data that was known before any split.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <param name="Interactions">Who listened to what. A split divides these only.</param>
/// <remarks>
/// Anything computed from interactions (embeddings, clusters) is not side data: it is learned inside the fold by an
/// <see cref="IFeatureLearner{TItem}"/>.
/// </remarks>
public sealed record TrainingData<TItem>(InteractionDataset<TItem> Interactions)
    where TItem : struct, IId<TItem>
{
    /// <summary>Features of items, from sound and text; may hold items without interactions.</summary>
    public FeatureTable<TItem>? ItemFeatures { get; init; }

    /// <summary>
    /// The sound of items, read one at a time when it is asked for: never all in memory. May hold items without interactions.
    /// </summary>
    public IItemSource<TItem, Waveform>? Waveforms { get; init; }

    /// <summary>The artists of items (original singers where known); may hold items without interactions.</summary>
    public Relation<TItem, ArtistId>? Artists { get; init; }

    /// <summary>
    /// Items that are versions of one thing (a remaster, a live recording): each with the one that stands for all of them. Items without
    /// other versions need not be in it; an empty relation says that no item has other versions, <see langword="null"/> that nothing is
    /// known of versions.
    /// </summary>
    public Relation<TItem, TItem>? Versions { get; init; }

    /// <summary>
    /// What the things behind the ids are called. A host serves its model together with these names, so that results can be shown with
    /// titles.
    /// </summary>
    public NameTable? Names { get; init; }

    /// <summary>Who follows whom among the users.</summary>
    public Relation<UserId, UserId>? Friends { get; init; }
}
