using Microsoft.ML;
using Microsoft.ML.Data;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>Feature tables as data of ML.NET.</summary>
public static class FeatureTableExtensions
{
    /// <summary>
    /// Shows a table to ML.NET: a vector column <c>Features</c> of known size, whose slots have the names of the columns, and a column
    /// <c>Id</c> (Int64). The table is not copied; each row is, when a cursor comes to it, because ML.NET may write to what it is given.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <returns>A view that can be shuffled and read by several cursors at once, in the table's order.</returns>
    /// <exception cref="ArgumentException">The table has no columns.</exception>
    public static IDataView ToDataView<TId>(this FeatureTable<TId> table)
        where TId : struct, IId<TId>
    {
        ArgumentNullException.ThrowIfNull(table);
        return View(table, Enumerable.Range(0, table.Keys.Count).ToArray(), IdColumn(table), []);
    }

    /// <summary>Shows a table to ML.NET whose keys are texts; <c>Id</c> is a text column.</summary>
    /// <inheritdoc cref="ToDataView{TId}(FeatureTable{TId})"/>
    public static IDataView ToDataView(this FeatureTable<string> table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return View(table, Enumerable.Range(0, table.Keys.Count).ToArray(), IdColumn(table), []);
    }

    /// <summary>
    /// Shows labelled rows of a table to ML.NET: <c>Features</c> and <c>Id</c> as without labels, a text column <c>Label</c> (map it to
    /// keys first: <c>ml.Transforms.Conversion.MapValueToKey("Label")</c>) and a text column <c>Group</c>, for
    /// <c>samplingKeyColumnName</c> of <c>CrossValidate</c> and <c>TrainTestSplit</c>: an example without a group is one of its own.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="examples">Which rows, in this order, and what they are.</param>
    /// <exception cref="ArgumentException">The table has no columns, or an item has no row; the message names it.</exception>
    public static IDataView ToDataView<TId>(this FeatureTable<TId> table, IEnumerable<Example<TId>> examples)
        where TId : struct, IId<TId>
    {
        ArgumentNullException.ThrowIfNull(table);
        return LabelledView(table, examples, IdColumn(table));
    }

    /// <inheritdoc cref="ToDataView{TId}(FeatureTable{TId}, IEnumerable{Example{TId}})"/>
    public static IDataView ToDataView(this FeatureTable<string> table, IEnumerable<Example<string>> examples)
    {
        ArgumentNullException.ThrowIfNull(table);
        return LabelledView(table, examples, IdColumn(table));
    }

    private static FeatureDataView LabelledView<TKey>(
        FeatureTable<TKey> table, IEnumerable<Example<TKey>> examples, Func<int[], ViewColumn> id)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(examples);
        Example<TKey>[] all = [.. examples];
        var rows = Array.ConvertAll(all, example => table.Keys.IndexOf(example.Item));
        if (Array.FindIndex(rows, row => row < 0) is >= 0 and var missing)
        {
            throw new ArgumentException(
                $"{all[missing].Item} is labelled '{all[missing].Label}', but it is not among the {table.Keys.Count} rows of the table; leave it out, or add it there.",
                nameof(examples));
        }

        return View(table, rows, id,
        [
            ViewColumn.Of("Label", TextDataViewType.Instance, row => all[row].Label.AsMemory()),
            ViewColumn.Of("Group", TextDataViewType.Instance, row => (all[row].Group ?? $"example {row}").AsMemory()),
        ]);
    }

    private static FeatureDataView View<TKey>(
        FeatureTable<TKey> table, int[] rows, Func<int[], ViewColumn> id, IReadOnlyList<ViewColumn> more)
        where TKey : notnull
    {
        if (table.Dimension == 0)
        {
            throw new ArgumentException("The table has no columns: ML.NET knows no vectors of size 0.", nameof(table));
        }

        var values = table.Rows;
        return new(rows.Length, [ViewColumn.Vector("Features", table.Names, row => values[rows[row]].Values), id(rows), .. more]);
    }

    private static Func<int[], ViewColumn> IdColumn<TId>(FeatureTable<TId> table)
        where TId : struct, IId<TId> => rows => ViewColumn.Of("Id", NumberDataViewType.Int64, row => table.Keys[rows[row]].Value);

    private static Func<int[], ViewColumn> IdColumn(FeatureTable<string> table) =>
        rows => ViewColumn.Of("Id", TextDataViewType.Instance, row => table.Keys[rows[row]].AsMemory());
}
