namespace ZetDard.Recommenders;

/// <summary>How the nearness of two rows of a <see cref="FeatureTable{TKey}"/> is measured; higher is nearer.</summary>
public enum Similarity
{
    /// <summary>
    /// Cosine of the angle between the rows, −1 … 1; 0 where either row is all zeros. For embeddings whose length means nothing.
    /// </summary>
    Cosine,

    /// <summary>Inner product, of any size. For factors of users and items, whose length counts.</summary>
    InnerProduct,

    /// <summary>Euclidean distance with a minus sign, so that higher is nearer here too: 0 for equal rows, below 0 for others.</summary>
    Euclidean,
}
