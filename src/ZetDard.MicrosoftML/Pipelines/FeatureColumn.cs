using Microsoft.ML;
using Microsoft.ML.Data;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>The column of the features in ML.NET's data.</summary>
internal static class FeatureColumn
{
    /// <summary>The column with the names of its features.</summary>
    /// <param name="schema">The data's.</param>
    /// <param name="name">The name of the column.</param>
    /// <param name="learned">What the features are called where the vectors say no names; <see langword="null"/> for their places.</param>
    /// <exception cref="ArgumentException">There is no such column, or it is no vector of Single of known size.</exception>
    public static (DataViewSchema.Column Column, IReadOnlyList<string> Names) Of(
        DataViewSchema schema, string name, IReadOnlyList<string>? learned = null)
    {
        var column = schema.ColumnOf(name);
        if (column.Type is not VectorDataViewType { IsKnownSize: true } vector || vector.ItemType != NumberDataViewType.Single)
        {
            throw new ArgumentException(
                $"The column '{name}' holds {column.Type}; features are a vector of Single of known size. Make one with ml.Transforms.Concatenate(\"{name}\", …), after ml.Transforms.Conversion.ConvertType where the numbers are others.");
        }

        // The same names as one list: rows that have it are not compared name by name.
        var slots = column.SlotNames(vector.Size);
        var hasNames = column.Annotations.Schema.GetColumnOrNull("SlotNames") is not null;
        var areLearned = learned is not null && (hasNames ? slots.SequenceEqual(learned) : learned.Count == slots.Length);
        return (column, areLearned ? learned! : slots);
    }

    /// <summary>Reads all rows; a column is read beside them by <paramref name="readOther"/>, which says whether a row is wanted.</summary>
    public static FeatureRow[] Read(
        IDataView data,
        string name,
        IEnumerable<DataViewSchema.Column> others,
        Func<DataViewRowCursor, Func<bool>> readOther,
        CancellationToken cancellationToken)
    {
        var (column, names) = Of(data.Schema, name);
        var rows = new List<FeatureRow>();
        using var cursor = data.GetRowCursor([column, .. others]);
        var (getFeatures, isWanted, buffer) = (cursor.GetGetter<VBuffer<float>>(column), readOther(cursor), default(VBuffer<float>));
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (isWanted())
            {
                getFeatures(ref buffer);
                rows.Add(new(names, buffer.DenseValues().ToArray()));
            }
        }

        return [.. rows];
    }
}
