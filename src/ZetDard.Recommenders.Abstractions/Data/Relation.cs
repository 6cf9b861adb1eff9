using System.Runtime.InteropServices;

namespace ZetDard.Recommenders;

/// <summary>Which things of one kind belong to which of another: the artists of songs, the friends of users. Immutable.</summary>
/// <typeparam name="TFrom">The id of a row.</typeparam>
/// <typeparam name="TTo">The id of a column.</typeparam>
public sealed class Relation<TFrom, TTo>
    where TFrom : struct, IId<TFrom>
    where TTo : struct, IId<TTo>
{
    /// <summary>Makes a relation over a matrix that is <paramref name="from"/> × <paramref name="to"/>.</summary>
    /// <exception cref="ArgumentException">The matrix has another size than the vocabularies.</exception>
    public Relation(Vocabulary<TFrom> from, Vocabulary<TTo> to, CsrMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.RowCount != from.Count || matrix.ColumnCount != to.Count)
        {
            throw new ArgumentException(
                $"The matrix is {matrix.RowCount} x {matrix.ColumnCount}, the vocabularies are {from.Count} x {to.Count}; they must agree.",
                nameof(matrix));
        }

        From = from;
        To = to;
        Matrix = matrix;
    }

    /// <summary>The ids of the rows.</summary>
    public Vocabulary<TFrom> From { get; }

    /// <summary>The ids of the columns.</summary>
    public Vocabulary<TTo> To { get; }

    /// <summary>The pattern, From × To.</summary>
    public CsrMatrix Matrix { get; }

    /// <summary>
    /// The same relation over other vocabularies, such as the songs of a dataset: pairs that have an id outside them are dropped, ids
    /// that are new to the relation have none.
    /// </summary>
    /// <param name="from">The ids of the rows.</param>
    /// <param name="to">The ids of the columns.</param>
    /// <returns>A relation whose matrix is <paramref name="from"/> × <paramref name="to"/>.</returns>
    public Relation<TFrom, TTo> AlignTo(Vocabulary<TFrom> from, Vocabulary<TTo> to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var newColumns = Array.ConvertAll(To.Keys.ToArray(), to.IndexOf);
        var (rows, columns) = (new List<int>(Matrix.EntryCount), new List<int>(Matrix.EntryCount));
        for (var row = 0; row < From.Count; row++)
        {
            var newRow = from.IndexOf(From[row]);
            foreach (var column in newRow < 0 ? [] : Matrix.Row(row))
            {
                if (newColumns[column] >= 0)
                {
                    rows.Add(newRow);
                    columns.Add(newColumns[column]);
                }
            }
        }

        return new(
            from, to, CsrMatrix.FromEntries(from.Count, to.Count, CollectionsMarshal.AsSpan(rows), CollectionsMarshal.AsSpan(columns)));
    }

    /// <summary>What one id is related to; nothing where the id is unknown.</summary>
    public IEnumerable<TTo> Of(TFrom from) =>
        From.IndexOf(from) is >= 0 and var row ? Matrix.Row(row).ToArray().Select(column => To[column]) : [];

    /// <summary>The pairs, ordered by index.</summary>
    public IEnumerable<(TFrom From, TTo To)> Pairs()
    {
        for (var row = 0; row < Matrix.RowCount; row++)
        {
            for (var entry = Matrix.Offsets[row]; entry < Matrix.Offsets[row + 1]; entry++)
            {
                yield return (From[row], To[Matrix.Columns[entry]]);
            }
        }
    }
}

/// <summary>Makes relations.</summary>
public static class Relation
{
    /// <summary>Makes a relation of pairs; repeated pairs count once. Indices follow ascending ids.</summary>
    public static Relation<TFrom, TTo> FromPairs<TFrom, TTo>(IEnumerable<(TFrom From, TTo To)> pairs)
        where TFrom : struct, IId<TFrom>
        where TTo : struct, IId<TTo>
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var from = new IndexBuilder<TFrom>();
        var to = new IndexBuilder<TTo>();
        foreach (var pair in pairs)
        {
            from.Add(pair.From);
            to.Add(pair.To);
        }

        var (rows, rowIndex) = from.Build();
        var (columns, columnIndex) = to.Build();
        return new(rows, columns, CsrMatrix.FromEntries(rows.Count, columns.Count, rowIndex, columnIndex));
    }
}
