namespace ZetDard.Recommenders;

/// <summary>What an interaction counts in an <see cref="ItemSimilarity"/>: w(u, i), from its value x in the matrix (1 where the
/// matrix is a pattern).</summary>
/// <remarks>
/// Values must be 0 or more; one of 0 counts as if it were not there. N is the number of items, |Iu| that of the items that user u has.
/// Both logarithms of <see cref="TfIdf"/> and <see cref="Bm25"/> hold back users who have much: they are 0 for a user who has all
/// items but one, and users with all of them count a little again.
/// </remarks>
public enum EntryWeight
{
    /// <summary>1 for every stored entry, whatever its value. Counted in integers where users count alike too: twice as fast as
    /// sums of weights.</summary>
    One,

    /// <summary>The value itself, such as a number of plays. A single fan who plays one item a thousand times decides all of its
    /// neighbours: prefer <see cref="Log"/> for plays.</summary>
    Value,

    /// <summary>ln(1 + x).</summary>
    Log,

    /// <summary>√x · ln(N / (1 + |Iu|)): items are the documents, users their words, as in <c>implicit</c>'s <c>tfidf_weight</c>.</summary>
    TfIdf,

    /// <summary>
    /// x · (k1 + 1) / (x + k1 · (1 − b + b · Σv x(v, i) / mean)) · ln(N / (1 + |Iu|)), the mean being that of Σv x(v, i) over all
    /// items, as in <c>implicit</c>'s <c>bm25_weight</c>.
    /// k1 and b are <see cref="ItemSimilarity.Bm25K1"/> and <see cref="ItemSimilarity.Bm25B"/>.
    /// </summary>
    Bm25,
}
