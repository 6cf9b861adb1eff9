using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZetDard.Recommenders;

/// <summary>Reads the parts of a model in the order in which <see cref="ModelWriter"/> wrote them.</summary>
/// <remarks>
/// Every length is checked against what is left of the file before memory is taken; what does not fit is an
/// <see cref="InvalidDataException"/>.
/// </remarks>
public sealed class ModelReader
{
    private const int MaxDepth = 64;        // of models inside each other: more would overflow the stack

    private readonly Stream _stream;
    private readonly long _end;
    private readonly IReadOnlyCollection<ModelFormat> _formats;
    private int _depth;

    internal ModelReader(Stream stream, long end, IReadOnlyCollection<ModelFormat> formats)
    {
        _stream = stream;
        _end = end;
        _formats = formats;
    }

    /// <summary>Reads an integer.</summary>
    public int ReadInt32() => ReadValue<int>();

    /// <summary>Reads a number.</summary>
    public double ReadDouble() => ReadValue<double>();

    /// <summary>Reads a text.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadArray<byte>());

    /// <summary>Reads a list of texts.</summary>
    public string[] ReadStrings()
    {
        var texts = new List<string>();     // grows with the texts: a damaged length must not take memory
        for (var left = ReadInt32(); left > 0; left--)
        {
            texts.Add(ReadString());
        }

        return [.. texts];
    }

    /// <summary>Reads an array.</summary>
    public T[] ReadArray<T>()
        where T : unmanaged => ReadValues<T>(ReadInt32());

    /// <summary>Reads options from JSON.</summary>
    public T ReadJson<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(ReadArray<byte>(), type)
                ?? throw new InvalidDataException("The model file is damaged: its options are null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The model file is damaged: its options are not what {typeof(T).Name} expects. {e.Message}", e);
        }
    }

    /// <summary>Reads a vocabulary of ids.</summary>
    public Vocabulary<TId> ReadVocabulary<TId>()
        where TId : struct, IId<TId> => new(ReadArray<long>().Select(TId.From));

    /// <summary>Reads a matrix.</summary>
    public CsrMatrix ReadMatrix() =>
        new(ReadInt32(), ReadArray<int>(), ReadArray<int>(), ReadInt32() == 1 ? ReadArray<float>() : null);

    /// <summary>Reads neighbour lists.</summary>
    /// <param name="rowCount">How many rows there must be, usually the number of items.</param>
    /// <param name="columnCount">The number of columns, usually that of items too.</param>
    /// <exception cref="InvalidDataException">The file holds no valid lists; every row, column and weight is checked.</exception>
    public NeighbourLists ReadNeighbourLists(int rowCount, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        var (offsets, columns, weights) = (ReadArray<int>(), ReadArray<int>(), ReadArray<float>());
        if (offsets.Length != rowCount + 1L)
        {
            throw new InvalidDataException(
                $"The model file is damaged: there are neighbour lists of {offsets.Length - 1} rows where {rowCount} belong.");
        }

        try
        {
            return new(columnCount, offsets, columns, weights);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The model file is damaged: its neighbour lists are not valid. {e.Message}", e);
        }
    }

    /// <summary>Reads a relation.</summary>
    public Relation<TFrom, TTo> ReadRelation<TFrom, TTo>()
        where TFrom : struct, IId<TFrom>
        where TTo : struct, IId<TTo> => new(ReadVocabulary<TFrom>(), ReadVocabulary<TTo>(), ReadMatrix());

    /// <summary>Reads a dataset.</summary>
    public InteractionDataset<TItem> ReadDataset<TItem>()
        where TItem : struct, IId<TItem>
    {
        var rows = (RowKind)ReadInt32();
        var (users, items, matrix, times) = (ReadVocabulary<UserId>(), ReadVocabulary<TItem>(), ReadMatrix(), ReadArray<long>());
        return new(users, items, matrix, times.Length == 0 ? null : times, rows);
    }

    /// <summary>Reads a table of features.</summary>
    public FeatureTable<TId> ReadFeatures<TId>()
        where TId : struct, IId<TId>
    {
        var (keys, names) = (ReadVocabulary<TId>(), ReadStrings());
        return new(keys, names, ReadValues<float>((long)keys.Count * names.Length));
    }

    /// <summary>Reads a table of names.</summary>
    /// <exception cref="InvalidDataException">Ids and names are not equally many.</exception>
    public NameTable ReadNames()
    {
        var table = NameTable.Empty;
        foreach (var kind in ReadStrings())
        {
            var (ids, names) = (ReadArray<long>(), ReadStrings());
            table = ids.Length == names.Length
                ? table.With(kind, ids.Zip(names, (id, name) => (id, (string?)name)))
                : throw new InvalidDataException(
                    $"The model file is damaged: {names.Length} names for {ids.Length} ids of the kind '{kind}'.");
        }

        return table;
    }

    /// <summary>Reads a part that may be missing.</summary>
    public T? ReadOptional<T>(Func<T> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(read);
        return ReadInt32() == 0 ? null : read();
    }

    /// <summary>Reads a model inside this one.</summary>
    /// <exception cref="InvalidDataException">
    /// No format for its kind was given, it is of a newer version, or more than 64 models are inside each other.
    /// </exception>
    public ISaveable ReadModel()
    {
        if (++_depth > MaxDepth)
        {
            throw new InvalidDataException($"The model file is damaged: more than {MaxDepth} models are inside each other.");
        }

        var model = Read(_formats, ReadString(), ReadInt32(), this);
        _depth--;
        return model;
    }

    internal static ISaveable Read(IReadOnlyCollection<ModelFormat> formats, string kind, int version, ModelReader reader)
    {
        var format = formats.FirstOrDefault(candidate => candidate.Kind == kind) ?? throw new InvalidDataException(
            $"The file holds a model of kind '{kind}', but only these kinds can be read here: {string.Join(", ", formats.Select(known => $"'{known.Kind}'"))}. Give ModelFile.Load its format, or register its package.");
        if (version < 1 || version > format.Version)
        {
            throw new InvalidDataException(
                $"The model of kind '{kind}' has version {version}; this version of the library reads 1 to {format.Version}. Update the package, or fit the model anew.");
        }

        return format.Read(reader, version);
    }

    // Compares the length with the rest of the file first: a damaged length must not take memory.
    private T[] ReadValues<T>(long count)
        where T : unmanaged
    {
        if (count < 0 || count > (_end - _stream.Position) / Unsafe.SizeOf<T>())
        {
            throw new InvalidDataException(
                $"The model file is damaged: an array of {count} elements does not fit into the {_end - _stream.Position} bytes that are left.");
        }

        var values = new T[count];
        for (var done = 0; done < count;)
        {
            var chunk = values.AsSpan(done, Math.Min(1 << 26, values.Length - done));
            _stream.ReadExactly(MemoryMarshal.AsBytes(chunk));
            done += chunk.Length;
        }

        return values;
    }

    private T ReadValue<T>()
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() > _end - _stream.Position)
        {
            throw new InvalidDataException("The model file is damaged: it ends in the middle of a number.");
        }

        var value = default(T);
        _stream.ReadExactly(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }
}
