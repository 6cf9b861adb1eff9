namespace ZetDard.Recommenders;

/// <summary>
/// The nearest rows of a feature table, exact: every list is that of scoring all rows and sorting. Immutable and safe for concurrent use.
/// </summary>
/// <typeparam name="TKey">The key of a row.</typeparam>
/// <remarks>
/// Made by <see cref="NearestExtensions.Nearest{TKey}(FeatureTable{TKey}, Similarity, int, CancellationToken)"/>, for many queries of one
/// table. Scores are the same to the bit for any number of threads, on any machine, and for one query or many.
/// Memory: 12 + <see cref="FeatureTable{TKey}.Dimension"/> bytes for each row, besides the table, which it keeps.
/// A search of one query reads those bytes on one thread, 64 MB for a million rows of 64 columns, and then scores only the rows that they
/// do not rule out, a few hundred. Where they rule out few rows (thousands of equal rows, one value of 1e30, a column 10,000 times as
/// large as the others) it scores up to all rows: the answer is the same, but takes ten times as long.
/// </remarks>
/// <example>
/// <code>
/// NearestRows&lt;SongId&gt; nearest = table.Nearest(Similarity.Cosine);
/// foreach (var (song, score) in nearest.Find(new SongId(42), n: 10))
/// {
///     Console.WriteLine($"{song} {score:F3}");
/// }
/// </code>
/// </example>
public sealed class NearestRows<TKey>
    where TKey : notnull
{
    private const int LargestBatch = 120;           // queries that one thread takes along on its way through the rows

    private readonly RowScreen? _screen;

    internal NearestRows(FeatureTable<TKey> table, Similarity similarity, int threadCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        Table = table;
        Similarity = NearestSearch<TKey>.Defined(similarity);
        _screen = RowScreen.Pays(table.Keys.Count, table.Dimension)
            ? RowScreen.Create(table, similarity, threadCount, cancellationToken)
            : null;
    }

    /// <summary>The rows.</summary>
    public FeatureTable<TKey> Table { get; }

    /// <summary>What they are scored by.</summary>
    public Similarity Similarity { get; }

    /// <summary>The rows nearest to a row, without the row itself.</summary>
    /// <param name="key">A row of <see cref="Table"/>.</param>
    /// <param name="n">How many, 1 or more.</param>
    /// <param name="where">Which rows may be listed; all by default.</param>
    /// <returns>The <paramref name="n"/> nearest, or as many as there are; highest score first, ties by the order of the table.</returns>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is less than 1.</exception>
    public IReadOnlyList<Neighbour<TKey>> Find(TKey key, int n = 10, Func<TKey, bool>? where = null) =>
        Run(NearestSearch<TKey>.OfRow(Table, Similarity, key, n, where));

    /// <summary>The rows nearest to a vector.</summary>
    /// <param name="query">As many values as <see cref="Table"/> has columns, in their order, finite.</param>
    /// <param name="n">How many, 1 or more.</param>
    /// <param name="where">Which rows may be listed; all by default.</param>
    /// <returns>
    /// The <paramref name="n"/> nearest, or as many as there are; highest score first, ties by the order of the table. A row that equals
    /// the query is among them.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="query"/> has another length, or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is less than 1.</exception>
    public IReadOnlyList<Neighbour<TKey>> Find(ReadOnlySpan<float> query, int n = 10, Func<TKey, bool>? where = null) =>
        Run(NearestSearch<TKey>.OfVector(Table, Similarity, query, n, where));

    /// <summary>
    /// The rows nearest to each of many rows, without that row itself; <c>FindMany(table.Keys)</c> for the neighbours of all.
    /// </summary>
    /// <param name="keys">Rows of <see cref="Table"/>, in any order.</param>
    /// <param name="n">How many for each, 1 or more.</param>
    /// <param name="where">Which rows may be listed; all by default. Called from several threads.</param>
    /// <param name="threadCount">The greatest number of threads to use; 0 for as many as there are processors.</param>
    /// <param name="progress">Receives reports of how much is done; called from several threads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// A list for each of <paramref name="keys"/>, in their order, as <see cref="Find(TKey, int, Func{TKey, bool}?)"/> gives it.
    /// </returns>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="n"/> is less than 1, or <paramref name="threadCount"/> below 0.
    /// </exception>
    public IReadOnlyList<IReadOnlyList<Neighbour<TKey>>> FindMany(
        IReadOnlyList<TKey> keys,
        int n = 10,
        Func<TKey, bool>? where = null,
        int threadCount = 0,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            NearestSearch<TKey>.RowOf(Table, key);      // before any work
        }

        return RunMany(
            keys.Count,
            n,
            index => NearestSearch<TKey>.OfRow(Table, Similarity, keys[index], n, where),
            threadCount,
            progress,
            cancellationToken);
    }

    /// <summary>The rows nearest to each row of another table: of listeners to songs, of new songs to old ones.</summary>
    /// <param name="queries">The queries: a table with the same columns.</param>
    /// <param name="n">How many for each, 1 or more.</param>
    /// <param name="where">Which rows may be listed; all by default. Called from several threads.</param>
    /// <param name="threadCount">The greatest number of threads to use; 0 for as many as there are processors.</param>
    /// <param name="progress">Receives reports of how much is done; called from several threads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// A list for each row of <paramref name="queries"/>, in their order, as
    /// <see cref="Find(ReadOnlySpan{float}, int, Func{TKey, bool}?)"/> gives it.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="queries"/> has other columns.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="n"/> is less than 1, or <paramref name="threadCount"/> below 0.
    /// </exception>
    public IReadOnlyList<IReadOnlyList<Neighbour<TKey>>> FindMany<TQuery>(
        FeatureTable<TQuery> queries,
        int n = 10,
        Func<TKey, bool>? where = null,
        int threadCount = 0,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TQuery : notnull
    {
        ArgumentNullException.ThrowIfNull(queries);
        if (!queries.Names.SequenceEqual(Table.Names))
        {
            throw new ArgumentException(
                $"Queries need the columns of the table in their order: {Columns(Table.Names)}; these have {Columns(queries.Names)}.",
                nameof(queries));
        }

        return RunMany(
            queries.Keys.Count,
            n,
            index => NearestSearch<TKey>.OfVector(Table, Similarity, queries.Row(index), n, where),
            threadCount,
            progress,
            cancellationToken);
    }

    private static string Columns(IReadOnlyList<string> names) =>
        $"{string.Join(", ", names.Take(5))}{(names.Count > 5 ? $", … ({names.Count})" : "")}";

    private Neighbour<TKey>[] Run(NearestSearch<TKey> search)
    {
        Run([search], CancellationToken.None);
        return search.Take();
    }

    private void Run(ReadOnlySpan<NearestSearch<TKey>> searches, CancellationToken cancellationToken)
    {
        if (_screen is not null)
        {
            _screen.Run(searches, cancellationToken);
            return;
        }

        foreach (var search in searches)
        {
            search.OfferAll();
        }
    }

    private Neighbour<TKey>[][] RunMany(
        int count,
        int n,
        Func<int, NearestSearch<TKey>> search,
        int threadCount,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        var lists = new Neighbour<TKey>[count][];
        var threads = threadCount == 0 ? Environment.ProcessorCount : threadCount;
        var size = Math.Clamp((count + threads - 1) / threads, 1, LargestBatch);
        Workers.Run<object?>((count + size - 1) / size, 1, threadCount, "Finding nearest rows", progress, () => null, (_, batch) =>
        {
            var first = batch * size;
            var searches = Enumerable.Range(first, Math.Min(size, count - first)).Select(search).ToArray();
            Run(searches, cancellationToken);
            for (var i = 0; i < searches.Length; i++)
            {
                lists[first + i] = searches[i].Take();
            }
        }, cancellationToken);
        return lists;
    }
}
