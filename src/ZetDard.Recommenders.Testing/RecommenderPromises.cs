namespace ZetDard.Recommenders.Testing;

/// <summary>What a kind of recommender promises beyond what all do.</summary>
[Flags]
public enum RecommenderPromises
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>It learns from who has what: on a checkerboard of two tastes it finds the one item that a listener lacks.</summary>
    Collaborative = 1,

    /// <summary>It needs to know nothing of the listener, as popularity does: unknown listeners and any profile get a list.</summary>
    ServesAnyone = 2,

    /// <summary>It cannot be saved (a recommender made of a function).</summary>
    NotSaveable = 4,

    /// <summary>It gives no reasons.</summary>
    NoReasons = 8,
}
