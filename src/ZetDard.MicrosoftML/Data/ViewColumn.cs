using Microsoft.ML;
using Microsoft.ML.Data;

namespace ZetDard.MicrosoftML;

/// <summary>A column over rows in memory: its value of a row is computed when a cursor stands there.</summary>
internal abstract record ViewColumn(string Name, DataViewType Type, DataViewSchema.Annotations Annotations)
{
    /// <summary>A column of vectors of a known size, with names of its slots. A value is copied out of the row's memory.</summary>
    public static ViewColumn Vector(string name, IReadOnlyList<string> slots, Func<int, ReadOnlyMemory<float>> valueOf)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        AddTexts(annotations, "SlotNames", slots);
        return new VectorColumn(name, new(NumberDataViewType.Single, slots.Count), annotations.ToAnnotations(), valueOf);
    }

    /// <summary>A column of numbers or texts.</summary>
    public static ViewColumn Of<T>(string name, DataViewType type, Func<int, T> valueOf) =>
        new ValueColumn<T>(name, type, new DataViewSchema.Annotations.Builder().ToAnnotations(), valueOf);

    /// <summary>A column of keys: 1 … the number of labels, 0 for none, as ML.NET counts them in a view.</summary>
    public static ViewColumn Key(string name, IReadOnlyList<string> labels, Func<int, uint> valueOf) =>
        new ValueColumn<uint>(name, new KeyDataViewType(typeof(uint), labels.Count), KeyValues(labels), valueOf);

    /// <summary>The schema of some columns.</summary>
    public static DataViewSchema SchemaOf(IEnumerable<ViewColumn> columns)
    {
        var schema = new DataViewSchema.Builder();
        foreach (var column in columns)
        {
            schema.AddColumn(column.Name, column.Type, column.Annotations);
        }

        return schema.ToSchema();
    }

    /// <summary>The annotations of a key column that say what its keys mean.</summary>
    public static DataViewSchema.Annotations KeyValues(IReadOnlyList<string> labels)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        AddTexts(annotations, "KeyValues", labels);
        return annotations.ToAnnotations();
    }

    /// <summary>Adds an annotation that is a list of texts.</summary>
    public static void AddTexts(DataViewSchema.Annotations.Builder annotations, string kind, IReadOnlyList<string> texts)
    {
        ReadOnlyMemory<char>[] all = [.. texts.Select(text => text.AsMemory())];
        annotations.Add(
            kind,
            new VectorDataViewType(TextDataViewType.Instance, all.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => Fill(ref value, all));
    }

    /// <summary>Copies values into a buffer that ML.NET owns and may write to, and reuses its memory.</summary>
    public static void Fill<T>(ref VBuffer<T> buffer, ReadOnlySpan<T> values)
    {
        var editor = VBufferEditor.Create(ref buffer, values.Length);
        values.CopyTo(editor.Values);
        buffer = editor.Commit();
    }

    /// <summary>A <see cref="ValueGetter{TValue}"/> of this column that follows a position.</summary>
    public abstract Delegate GetterAt(RowPosition position);

    private sealed record VectorColumn(
        string Name, VectorDataViewType Vectors, DataViewSchema.Annotations Annotations, Func<int, ReadOnlyMemory<float>> ValueOf)
        : ViewColumn(Name, Vectors, Annotations)
    {
        public override Delegate GetterAt(RowPosition position) =>
            (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Fill(ref value, ValueOf(position.Row).Span));
    }

    private sealed record ValueColumn<T>(string Name, DataViewType Type, DataViewSchema.Annotations Annotations, Func<int, T> ValueOf)
        : ViewColumn(Name, Type, Annotations)
    {
        public override Delegate GetterAt(RowPosition position) => (ValueGetter<T>)((ref T value) => value = ValueOf(position.Row));
    }
}

/// <summary>Where a cursor stands.</summary>
internal sealed class RowPosition
{
    private int _row = -1;

    public int Row
    {
        get => _row >= 0 ? _row : throw new InvalidOperationException(
            "The cursor stands on no row: call MoveNext first, and stop when it says false.");
        set => _row = value;
    }
}
