namespace ZetDard.Recommenders;

/// <summary>What a trainer learns from: interactions, and side data that was known before any split.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <param name="Interactions">Who listened to what. A split divides these only.</param>
/// <remarks>Anything computed from interactions (embeddings, clusters) is not side data: it is learned inside the fold by an <see cref="IFeatureLearner{TItem}"/>.</remarks>
public sealed record TrainingData<TItem>(InteractionDataset<TItem> Interactions)
    where TItem : struct, IId<TItem>
{
    /// <summary>Features of items, from sound and text; may hold items without interactions.</summary>
    public FeatureTable<TItem>? ItemFeatures { get; init; }

    /// <summary>The sound of items, by item and lazily.</summary>
    public IWaveformSource<TItem>? Waveforms { get; init; }

    /// <summary>The artists of items (original singers where known); may hold items without interactions.</summary>
    public Relation<TItem, ArtistId>? Artists { get; init; }

    /// <summary>Who follows whom among the users.</summary>
    public Relation<UserId, UserId>? Friends { get; init; }
}
