using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using ZetDard.Recommenders;

namespace ZetDard.MicrosoftML;

/// <summary>Data of ML.NET as feature tables.</summary>
public static class DataViewExtensions
{
    /// <summary>Reads a feature table from a view.</summary>
    /// <typeparam name="TId">The kind of id.</typeparam>
    /// <param name="view">The data; read once.</param>
    /// <param name="idColumn">The column of the ids: whole numbers.</param>
    /// <param name="featureColumns">
    /// The columns of the features, in the table's order: numbers, or vectors of numbers of known size. A number is named by its column;
    /// the numbers of a vector by their slots where these have names, else by the column and their place: <c>Features.1</c>,
    /// <c>Features.2</c>, …. <c>Features</c> where none are given.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, a value is missing or not finite, an id occurs twice; the message names the column.
    /// </exception>
    public static FeatureTable<TId> ToFeatureTable<TId>(
        this IDataView view, string idColumn = "Id", params IReadOnlyList<string> featureColumns)
        where TId : struct, IId<TId> => Read(view, idColumn, featureColumns, IdsOf<TId>);

    /// <summary>Reads a feature table from a view whose ids are texts.</summary>
    /// <param name="view">The data; read once.</param>
    /// <param name="idColumn">The column of the ids: texts.</param>
    /// <param name="featureColumns">See <see cref="ToFeatureTable{TId}"/>.</param>
    /// <inheritdoc cref="ToFeatureTable{TId}" path="/exception"/>
    public static FeatureTable<string> ToFeatureTable(
        this IDataView view, string idColumn = "Id", params IReadOnlyList<string> featureColumns) =>
        Read(view, idColumn, featureColumns, TextsOf);

    /// <summary>The column of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those that there are.</exception>
    internal static DataViewSchema.Column ColumnOf(this DataViewSchema schema, string name) => schema.GetColumnOrNull(name)
        ?? throw new ArgumentException(
            $"There is no column '{name}' in the data; it has {string.Join(", ", schema.Select(column => $"'{column.Name}'"))}.");

    /// <summary>The names of the features of a vector column: those of its slots, or the column's name with their place.</summary>
    internal static string[] SlotNames(this DataViewSchema.Column column, int size)
    {
        // Slots may lack names: all of them, or some.
        var names = new string[size];
        var slots = default(VBuffer<ReadOnlyMemory<char>>);
        if (column.Annotations.Schema.GetColumnOrNull("SlotNames")?.Type is VectorDataViewType { ItemType: TextDataViewType } known
            && known.Size == size)
        {
            column.Annotations.GetValue("SlotNames", ref slots);
            foreach (var (slot, name) in slots.Items())
            {
                names[slot] = name.ToString();
            }
        }

        for (var slot = 0; slot < size; slot++)
        {
            names[slot] = string.IsNullOrEmpty(names[slot])
                ? string.Create(CultureInfo.InvariantCulture, $"{column.Name}.{slot + 1}")
                : names[slot];
        }

        return names;
    }

    private static FeatureTable<TKey> Read<TKey>(
        IDataView view,
        string idColumn,
        IReadOnlyList<string> featureColumns,
        Func<DataViewRowCursor, DataViewSchema.Column, Func<TKey>> idsOf)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(idColumn);
        ArgumentNullException.ThrowIfNull(featureColumns);
        var id = view.Schema.ColumnOf(idColumn);
        DataViewSchema.Column[] columns =
            [.. (featureColumns.Count == 0 ? ["Features"] : featureColumns).Select(name => view.Schema.ColumnOf(name))];
        using var cursor = view.GetRowCursor([id, .. columns]);
        var nextId = idsOf(cursor, id);
        var readers = Array.ConvertAll(columns, column => NumbersOf(cursor, column));
        string[] names = [.. columns.SelectMany(NamesOf)];
        var (ids, values) = (new List<TKey>(), new List<float>());
        while (cursor.MoveNext())
        {
            ids.Add(nextId());
            foreach (var read in readers)
            {
                read(values);
            }
        }

        return new(new(ids), names, [.. values]);
    }

    private static IEnumerable<string> NamesOf(DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector ? column.SlotNames(vector.Size) : [column.Name];

    private static Func<TId> IdsOf<TId>(DataViewRowCursor cursor, DataViewSchema.Column column)
        where TId : struct, IId<TId>
    {
        return column.Type is KeyDataViewType ? throw Unfit() : Type.GetTypeCode(column.Type.RawType) switch
        {
            TypeCode.Int64 => Of<long>(value => value),
            TypeCode.UInt64 => Of<ulong>(value => checked((long)value)),
            TypeCode.Int32 => Of<int>(value => value),
            TypeCode.UInt32 => Of<uint>(value => value),
            TypeCode.Int16 => Of<short>(value => value),
            TypeCode.UInt16 => Of<ushort>(value => value),
            _ => throw Unfit(),
        };

        Func<TId> Of<T>(Func<T, long> number)
        {
            var getter = cursor.GetGetter<T>(column);
            return () =>
            {
                T value = default!;
                getter(ref value);
                return TId.From(number(value));
            };
        }

        ArgumentException Unfit() => new(
            $"The column '{column.Name}' cannot be ids of the kind {typeof(TId).Name}: it holds {column.Type}, and ids are whole numbers. " +
            "Texts are ids of a FeatureTable<string>: view.ToFeatureTable().");
    }

    private static Func<string> TextsOf(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        if (column.Type is not TextDataViewType)
        {
            throw new ArgumentException(
                $"The column '{column.Name}' cannot be ids: it holds {column.Type}, not texts. Ids that are numbers are read by view.ToFeatureTable<SongId>().");
        }

        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        return () =>
        {
            var value = default(ReadOnlyMemory<char>);
            getter(ref value);
            return value.ToString();
        };
    }

    private static Action<List<float>> NumbersOf(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var (vector, item) = (column.Type as VectorDataViewType, (column.Type as VectorDataViewType)?.ItemType ?? column.Type);
        if (vector is { IsKnownSize: false })
        {
            throw new ArgumentException($"The column '{column.Name}' has vectors of varying size; the features of all rows must be as many.");
        }

        return item is not (NumberDataViewType or BooleanDataViewType) ? throw Unfit() : Type.GetTypeCode(item.RawType) switch
        {
            TypeCode.Single => Of<float>(value => value),
            TypeCode.Double => Of<double>(value => (float)value),
            TypeCode.Boolean => Of<bool>(value => value ? 1 : 0),
            TypeCode.SByte => Of<sbyte>(value => value),
            TypeCode.Byte => Of<byte>(value => value),
            TypeCode.Int16 => Of<short>(value => value),
            TypeCode.UInt16 => Of<ushort>(value => value),
            TypeCode.Int32 => Of<int>(value => value),
            TypeCode.UInt32 => Of<uint>(value => value),
            TypeCode.Int64 => Of<long>(value => value),
            TypeCode.UInt64 => Of<ulong>(value => value),
            _ => throw Unfit(),
        };

        Action<List<float>> Of<T>(Func<T, float> number)
        {
            if (vector is null)
            {
                var getter = cursor.GetGetter<T>(column);
                return values =>
                {
                    T value = default!;
                    getter(ref value);
                    values.Add(number(value));
                };
            }

            var (vectors, buffer) = (cursor.GetGetter<VBuffer<T>>(column), default(VBuffer<T>));
            return values =>
            {
                vectors(ref buffer);
                foreach (var value in buffer.DenseValues())
                {
                    values.Add(number(value));
                }
            };
        }

        ArgumentException Unfit() => new(
            $"The column '{column.Name}' cannot be features: it holds {column.Type}, and features are numbers. Convert it first, for example by ml.Transforms.Conversion.ConvertType or ml.Transforms.Categorical.OneHotEncoding.");
    }
}
