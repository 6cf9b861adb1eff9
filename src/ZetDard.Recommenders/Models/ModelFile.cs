using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZetDard.Recommenders;

/// <summary>Saves models to files and loads them.</summary>
/// <remarks>
/// Layout: 8 bytes <c>ZETDARD</c> and the layout's version; the length of a JSON header (4 bytes), the header (kind, version, library);
/// the content; SHA-256 of all before. Written aside and renamed: a reader never sees half a file. Loading executes nothing from the file.
/// </remarks>
public static class ModelFile
{
    private const int HashLength = 32;
    private const byte LayoutVersion = 1;

    private static ReadOnlySpan<byte> Magic => "ZETDARD"u8;

    /// <summary>Saves a model; an existing file is replaced as a whole.</summary>
    /// <exception cref="NotSupportedException">This model, or a part of it, cannot be saved.</exception>
    public static void Save<TItem>(IRecommender<TItem> model, string path)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        SaveModel(model.Find<ISaveable>() ?? throw new NotSupportedException($"{model.GetType().Name} cannot be saved: it has no ISaveable."), path);
    }

    /// <summary>Saves a model that is no recommender; an existing file is replaced as a whole.</summary>
    public static void SaveModel(ISaveable model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        DataFile.Replace(path, file => WriteTo(file, model));
    }

    /// <summary>Loads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="formats">The kinds that may be in it, for example <c>new GraphModelFormat()</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no model, truncated, damaged, of an unknown kind, of a newer version, or a model of other items; the message says which.</exception>
    public static IRecommender<TItem> Load<TItem>(string path, params IReadOnlyCollection<IModelFormat> formats)
        where TItem : struct, IId<TItem> => LoadAs<IRecommender<TItem>>(path, $"recommender of {IdKind<TItem>.Name}s", formats);

    /// <summary>Loads a model that is no recommender.</summary>
    /// <inheritdoc cref="Load{TItem}(string, IReadOnlyCollection{IModelFormat})" path="/exception"/>
    /// <param name="path">The file.</param>
    /// <param name="format">The kind that must be in it.</param>
    public static TModel LoadModel<TModel>(string path, IModelFormat format)
        where TModel : class, ISaveable
    {
        ArgumentNullException.ThrowIfNull(format);
        return LoadAs<TModel>(path, format.Kind, [format]);
    }

    /// <summary>Loads a model that is no recommender from a stream, for example a resource of a package.</summary>
    /// <param name="stream">The whole content of a model file; read from its beginning, must allow seeking.</param>
    /// <param name="format">The kind that must be in it.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="InvalidDataException">It holds no model of this kind, or is truncated, damaged or of a newer version; the message says which.</exception>
    public static TModel LoadModel<TModel>(Stream stream, IModelFormat format)
        where TModel : class, ISaveable
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(format);
        if (!stream.CanSeek)
        {
            throw new ArgumentException("A model's checksum stands at its end: give a stream that can seek, such as a MemoryStream.", nameof(stream));
        }

        stream.Position = 0;
        return LoadAs<TModel>(stream, "The model", format.Kind, [format]);
    }

    private static TModel LoadAs<TModel>(string path, string wanted, IReadOnlyCollection<IModelFormat> formats)
        where TModel : class
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(formats);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
        return LoadAs<TModel>(file, path, wanted, formats);
    }

    private static TModel LoadAs<TModel>(Stream file, string name, string wanted, IReadOnlyCollection<IModelFormat> formats)
        where TModel : class
    {
        try
        {
            return ReadFrom(file, formats) as TModel ?? throw new InvalidDataException($"It holds no {wanted}.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or JsonException)
        {
            throw new InvalidDataException($"{name} cannot be loaded. {e.Message}", e);
        }
    }

    private static void WriteTo(Stream file, ISaveable model)
    {
        file.Write(Magic);
        file.WriteByte(LayoutVersion);
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new ModelHeader(model.Format.Kind, model.Format.Version, typeof(ModelFile).Assembly.GetName().Version?.ToString(3) ?? ""), ModelHeaderJson.Default.ModelHeader);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        model.Format.Write(model, new ModelWriter(file));
        file.Flush();
        file.Write(HashOf(file, file.Position));
    }

    private static ISaveable ReadFrom(Stream file, IReadOnlyCollection<IModelFormat> formats)
    {
        Span<byte> start = stackalloc byte[Magic.Length + 1 + sizeof(int)];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..Magic.Length].SequenceEqual(Magic))
        {
            throw new InvalidDataException("It is no model file of ZetDard.Recommenders.");
        }

        if (start[Magic.Length] != LayoutVersion)
        {
            throw new InvalidDataException($"Its layout has version {start[Magic.Length]}; this version of the library reads {LayoutVersion}.");
        }

        var end = file.Length - HashLength;
        var headerLength = BinaryPrimitives.ReadInt32LittleEndian(start[^sizeof(int)..]);
        if (headerLength < 0 || start.Length + (long)headerLength > end || !HasRightHash(file, end))
        {
            throw new InvalidDataException("It is truncated or damaged: its checksum is wrong. Copy it again, or fit the model anew.");
        }

        file.Position = start.Length;
        var header = new byte[headerLength];
        file.ReadExactly(header);
        var kind = JsonSerializer.Deserialize(header, ModelHeaderJson.Default.ModelHeader) ?? throw new InvalidDataException("Its header is empty.");
        return ModelReader.Read(formats, kind.Kind, kind.Version, new ModelReader(file, end, formats));
    }

    private static bool HasRightHash(Stream file, long end)
    {
        var actual = HashOf(file, end);
        var stored = new byte[HashLength];
        file.ReadExactly(stored);
        return stored.AsSpan().SequenceEqual(actual);
    }

    /// <summary>The hash of the first <paramref name="end"/> bytes; leaves the position behind them.</summary>
    /// <exception cref="EndOfStreamException">The file became shorter meanwhile.</exception>
    internal static byte[] HashOf(Stream file, long end)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        file.Position = 0;
        while (file.Position < end)
        {
            var read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, end - file.Position));
            if (read == 0)
            {
                throw new EndOfStreamException($"It ends at byte {file.Position} of {end}: it became shorter while it was read.");
            }

            hash.AppendData(buffer, 0, read);
        }

        return hash.GetHashAndReset();
    }
}

internal sealed record ModelHeader(string Kind, int Version, string Library);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelHeader))]
internal sealed partial class ModelHeaderJson : JsonSerializerContext;
