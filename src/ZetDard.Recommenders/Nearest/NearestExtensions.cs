namespace ZetDard.Recommenders;

/// <summary>Nearest rows of feature tables.</summary>
public static class NearestExtensions
{
    /// <summary>
    /// Indexes a table for many queries. One query needs no index:
    /// <see cref="Nearest{TKey}(FeatureTable{TKey}, TKey, int, Similarity)"/>.
    /// </summary>
    /// <param name="table">
    /// The rows. Bring the columns to the same scale first (<see cref="Standardizer"/>) if each should count alike.
    /// </param>
    /// <param name="similarity">How the nearness of two rows is measured.</param>
    /// <param name="threadCount">The greatest number of threads to use; 0 for as many as there are processors.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="similarity"/> is not one, or <paramref name="threadCount"/> is below 0.
    /// </exception>
    public static NearestRows<TKey> Nearest<TKey>(
        this FeatureTable<TKey> table,
        Similarity similarity = Similarity.Cosine,
        int threadCount = 0,
        CancellationToken cancellationToken = default)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(table);
        return new(table, similarity, threadCount, cancellationToken);
    }

    /// <summary>
    /// The rows nearest to a row, without the row itself, by scoring all rows: the definition of what <see cref="NearestRows{TKey}"/>
    /// finds.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="key">One of them.</param>
    /// <param name="n">How many, 1 or more.</param>
    /// <param name="similarity">How the nearness of two rows is measured.</param>
    /// <returns>The <paramref name="n"/> nearest, or as many as there are; highest score first, ties by the order of the table.</returns>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="n"/> is less than 1, or <paramref name="similarity"/> is not one.
    /// </exception>
    public static IReadOnlyList<Neighbour<TKey>> Nearest<TKey>(
        this FeatureTable<TKey> table, TKey key, int n = 10, Similarity similarity = Similarity.Cosine)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(table);
        var search = NearestSearch<TKey>.OfRow(table, NearestSearch<TKey>.Defined(similarity), key, n, where: null);
        search.OfferAll();
        return search.Take();
    }
}
