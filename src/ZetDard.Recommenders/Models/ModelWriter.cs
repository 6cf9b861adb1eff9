using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZetDard.Recommenders;

/// <summary>Writes the parts of a model: numbers, arrays, vocabularies, matrices, datasets, other models. Little-endian.</summary>
public sealed class ModelWriter
{
    private readonly Stream _stream;

    internal ModelWriter(Stream stream) => _stream = stream;

    /// <summary>Writes an integer.</summary>
    public void Write(int value) => _stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    /// <summary>Writes a number.</summary>
    public void Write(double value) => _stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<double>(in value)));

    /// <summary>Writes a text, as UTF-8 after its length.</summary>
    public void Write(string text) => Write<byte>(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a list of texts, after its length.</summary>
    public void Write(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Write(texts.Count);
        foreach (var text in texts)
        {
            Write(text);
        }
    }

    /// <summary>Writes an array, after its length.</summary>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Write(values.Length);
        foreach (var chunk in new Chunks<T>(values))
        {
            _stream.Write(MemoryMarshal.AsBytes(chunk));
        }
    }

    /// <summary>Writes options as JSON.</summary>
    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => Write<byte>(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Writes a vocabulary of ids.</summary>
    public void Write<TId>(Vocabulary<TId> vocabulary)
        where TId : struct, IId<TId>
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Write<long>(Array.ConvertAll(vocabulary.Keys.ToArray(), id => id.Value));
    }

    /// <summary>Writes a matrix.</summary>
    public void Write(CsrMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        Write(matrix.ColumnCount);
        Write(matrix.Offsets);
        Write(matrix.Columns);
        Write(matrix.HasValues ? 1 : 0);
        if (matrix.HasValues)
        {
            Write(matrix.Values);
        }
    }

    /// <summary>Writes neighbour lists; their sizes are not written, because whoever reads them knows their vocabularies.</summary>
    public void Write(NeighbourLists lists)
    {
        ArgumentNullException.ThrowIfNull(lists);
        Write(lists.Offsets);
        Write(lists.Columns);
        Write(lists.Values);
    }

    /// <summary>Writes a relation.</summary>
    public void Write<TFrom, TTo>(Relation<TFrom, TTo> relation)
        where TFrom : struct, IId<TFrom>
        where TTo : struct, IId<TTo>
    {
        ArgumentNullException.ThrowIfNull(relation);
        Write(relation.From);
        Write(relation.To);
        Write(relation.Matrix);
    }

    /// <summary>Writes a dataset.</summary>
    public void Write<TItem>(InteractionDataset<TItem> data)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        Write((int)data.Rows);
        Write(data.Users);
        Write(data.Items);
        Write(data.Matrix);
        Write(data.UnixSeconds);
    }

    /// <summary>Writes a table of features.</summary>
    public void Write<TId>(FeatureTable<TId> table)
        where TId : struct, IId<TId>
    {
        ArgumentNullException.ThrowIfNull(table);
        Write(table.Keys);
        Write(table.Names);
        for (var row = 0; row < table.Keys.Count; row++)
        {
            _stream.Write(MemoryMarshal.AsBytes(table.Row(row)));
        }
    }

    /// <summary>Writes a table of names.</summary>
    public void Write(NameTable names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Write(names.Kinds);
        foreach (var kind in names.Kinds)
        {
            var pairs = names.Of(kind).ToArray();
            Write<long>(Array.ConvertAll(pairs, pair => pair.Id));
            Write(Array.ConvertAll(pairs, pair => pair.Name));
        }
    }

    /// <summary>Writes whether there is a part, and the part.</summary>
    public void WriteOptional<T>(T? part, Action<T> write)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(part is null ? 0 : 1);
        if (part is not null)
        {
            write(part);
        }
    }

    /// <summary>Writes a model inside this one: a part of a blend.</summary>
    public void Write(ISaveable model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Write(model.Format.Kind);
        Write(model.Format.Version);
        model.Write(this);
    }

    // Bytes of one write must fit an int: 64 Mi elements at a time.
    private ref struct Chunks<T>(ReadOnlySpan<T> rest)
    {
        private const int Size = 1 << 26;
        private ReadOnlySpan<T> _rest = rest;

        public ReadOnlySpan<T> Current { get; private set; }

        public readonly Chunks<T> GetEnumerator() => this;

        public bool MoveNext()
        {
            Current = _rest[..Math.Min(Size, _rest.Length)];
            _rest = _rest[Current.Length..];
            return Current.Length > 0;
        }
    }
}
