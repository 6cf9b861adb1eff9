using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>One query on its way: scores the rows that it is offered and keeps the best n. Not safe for concurrent use.</summary>
internal sealed class NearestSearch<TKey>
    where TKey : notnull
{
    private readonly FeatureTable<TKey> _table;
    private readonly Similarity _similarity;
    private readonly double _norm;
    private readonly int _excludedRow;
    private readonly int _n;
    private readonly Func<TKey, bool>? _where;
    private readonly PriorityQueue<int, Place> _best = new();       // the worst that is kept comes first

    private NearestSearch(FeatureTable<TKey> table, Similarity similarity, float[] query, int excludedRow, int n, Func<TKey, bool>? where)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        (_table, _similarity, Query, _excludedRow, _n, _where) = (table, similarity, query, excludedRow, n, where);
        _norm = RowScore.Norm(query);
    }

    /// <summary>As many values as the table has columns.</summary>
    public float[] Query { get; }

    /// <summary>Looks for the neighbours of a row, without the row itself.</summary>
    public static NearestSearch<TKey> OfRow(FeatureTable<TKey> table, Similarity similarity, TKey key, int n, Func<TKey, bool>? where)
    {
        var row = RowOf(table, key);
        return new(table, similarity, table.Row(row).ToArray(), row, n, where);
    }

    /// <summary>Looks for the rows near a vector.</summary>
    public static NearestSearch<TKey> OfVector(
        FeatureTable<TKey> table, Similarity similarity, ReadOnlySpan<float> query, int n, Func<TKey, bool>? where)
    {
        if (query.Length != table.Dimension)
        {
            throw new ArgumentException(
                $"The query has {query.Length} values; the table has {table.Dimension} columns. Give one value for each.", nameof(query));
        }

        for (var column = 0; column < query.Length; column++)
        {
            if (!float.IsFinite(query[column]))
            {
                throw new ArgumentException(
                    $"A query must be finite; its value for '{table.Names[column]}' is {query[column].ToString(CultureInfo.InvariantCulture)}.",
                    nameof(query));
            }
        }

        return new(table, similarity, query.ToArray(), -1, n, where);
    }

    /// <summary>The row of a key.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static int RowOf(FeatureTable<TKey> table, TKey key)
    {
        var row = table.Keys.IndexOf(key);
        return row >= 0 ? row : throw new ArgumentException(
            $"The table has no row {key}. Ask for one of its {table.Keys.Count} keys, or give the features as the query.", nameof(key));
    }

    /// <summary>Refuses what is no similarity.</summary>
    public static Similarity Defined(Similarity similarity) => Enum.IsDefined(similarity)
        ? similarity
        : throw new ArgumentOutOfRangeException(
            nameof(similarity), similarity, $"A similarity is one of {string.Join(", ", Enum.GetNames<Similarity>())}.");

    /// <summary>Scores below it are not wanted; −∞ while there is room.</summary>
    public double Floor { get; private set; } = double.NegativeInfinity;

    /// <summary>Scores one row. Offer each row once, in ascending order. Returns whether the floor rose.</summary>
    public bool Offer(int row)
    {
        if (row == _excludedRow || (_where is not null && !_where(_table.Keys[row])))
        {
            return false;
        }

        var score = RowScore.Of(_similarity, Query, _norm, _table.Row(row));
        if (_best.Count < _n)
        {
            _best.Enqueue(row, new(score, row));
        }
        else if (score > Floor)
        {
            _best.EnqueueDequeue(row, new(score, row));
        }

        if (_best.Count < _n || !_best.TryPeek(out _, out var worst) || worst.Score == Floor)
        {
            return false;
        }

        Floor = worst.Score;
        return true;
    }

    /// <summary>Scores all rows: the definition of the nearest.</summary>
    public void OfferAll()
    {
        for (var row = 0; row < _table.Keys.Count; row++)
        {
            Offer(row);
        }
    }

    /// <summary>What was kept, best first, ties by ascending row. Forgets it.</summary>
    public Neighbour<TKey>[] Take()
    {
        var neighbours = new Neighbour<TKey>[_best.Count];
        for (var place = neighbours.Length - 1; _best.TryDequeue(out var row, out var worst); place--)
        {
            neighbours[place] = new(_table.Keys[row], worst.Score);
        }

        return neighbours;
    }

    private readonly record struct Place(double Score, int Row) : IComparable<Place>
    {
        public int CompareTo(Place other) => Score != other.Score ? Score.CompareTo(other.Score) : other.Row.CompareTo(Row);
    }
}
