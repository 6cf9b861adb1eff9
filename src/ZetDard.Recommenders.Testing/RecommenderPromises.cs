namespace ZetDard.Recommenders.Testing;

/// <summary>What a kind of recommender promises besides what all recommenders must do.</summary>
[Flags]
public enum RecommenderPromises
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>It learns from who has what: on a checkerboard of two tastes it finds the one item that a listener does not have.</summary>
    Collaborative = 1,

    /// <summary>It needs to know nothing of the listener, like popularity: unknown listeners and any kind of profile get a list.</summary>
    ServesAnyone = 2,

    /// <summary>It cannot be saved (a recommender made of a function).</summary>
    NotSaveable = 4,

    /// <summary>It gives no reasons.</summary>
    NoReasons = 8,

    /// <summary>
    /// It ranks items that nobody has by their features, where <see cref="RecommendationRequest{TItem}.IncludeCold"/> asks for them.
    /// </summary>
    Cold = 16,

    /// <summary>
    /// It was fitted ahead for some listeners: others get an empty list, and a history is an <see cref="ArgumentException"/>.
    /// </summary>
    NamedListenersOnly = 32,
}
