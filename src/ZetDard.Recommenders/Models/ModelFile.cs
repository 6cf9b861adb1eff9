using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZetDard.Recommenders;

/// <summary>Saves models to files and loads them.</summary>
/// <remarks>
/// Layout: 8 bytes <c>ZETDARD</c> and the layout's version; the length of a JSON header (4 bytes), the header (<see cref="ModelCard"/>);
/// the content; SHA-256 of all before. Written aside and renamed: a reader never sees half a file. Loading executes nothing from the file.
/// </remarks>
public static class ModelFile
{
    private const int HashLength = 32;
    private const byte LayoutVersion = 1;

    private static ReadOnlySpan<byte> Magic => "ZETDARD"u8;

    /// <summary>Saves a model; an existing file is replaced as a whole.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file.</param>
    /// <param name="origin">Where the model came from, for the card: <c>ModelOrigin.Of(trainer, data)</c>.</param>
    /// <exception cref="NotSupportedException">This model, or a part of it, cannot be saved.</exception>
    public static void Save<TItem>(IRecommender<TItem> model, string path, ModelOrigin? origin = null)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var saveable = model.Find<ISaveable>()
            ?? throw new NotSupportedException($"{model.GetType().Name} cannot be saved: it has no ISaveable.");
        SaveModel(saveable, path, origin);
    }

    /// <summary>Saves a model that is no recommender; an existing file is replaced as a whole.</summary>
    /// <inheritdoc cref="Save{TItem}(IRecommender{TItem}, string, ModelOrigin?)" path="/param"/>
    public static void SaveModel(ISaveable model, string path, ModelOrigin? origin = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        DataFile.Replace(path, file => WriteTo(file, model, origin));
    }

    /// <summary>Saves a classifier; an existing file is replaced as a whole.</summary>
    /// <exception cref="NotSupportedException">This classifier cannot be saved.</exception>
    /// <inheritdoc cref="Save{TItem}(IRecommender{TItem}, string, ModelOrigin?)" path="/param"/>
    public static void Save<TSource>(IClassifier<TSource> model, string path, ModelOrigin? origin = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var saveable = model as ISaveable
            ?? throw new NotSupportedException($"{model.GetType().Name} cannot be saved: it is no ISaveable.");
        SaveModel(saveable, path, origin);
    }

    /// <summary>Loads a recommender.</summary>
    /// <param name="path">The file.</param>
    /// <param name="formats">The kinds that may be in it, for example <c>GraphModel.FileFormat</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no model, truncated, damaged, of an unknown kind, of a newer version, or a model of other items; the
    /// message says which.
    /// </exception>
    public static IRecommender<TItem> Load<TItem>(string path, params IReadOnlyCollection<ModelFormat> formats)
        where TItem : struct, IId<TItem> => LoadAs<IRecommender<TItem>>(path, $"recommender of {IdKind<TItem>.Name}s", formats);

    /// <summary>Loads a classifier; the caller disposes it.</summary>
    /// <inheritdoc cref="Load{TItem}" path="/exception"/>
    /// <param name="path">The file.</param>
    /// <param name="formats">The kinds that may be in it.</param>
    public static IClassifier<TSource> LoadClassifier<TSource>(string path, params IReadOnlyCollection<ModelFormat> formats) =>
        LoadAs<IClassifier<TSource>>(path, $"classifier of {typeof(TSource).Name}", formats);

    /// <summary>Loads a model that is no recommender.</summary>
    /// <inheritdoc cref="Load{TItem}(string, IReadOnlyCollection{ModelFormat})" path="/exception"/>
    /// <param name="path">The file.</param>
    /// <param name="format">The kind that must be in it.</param>
    public static TModel LoadModel<TModel>(string path, ModelFormat format)
        where TModel : class, ISaveable
    {
        ArgumentNullException.ThrowIfNull(format);
        return LoadAs<TModel>(path, format.Kind, [format]);
    }

    /// <summary>Loads a model that is no recommender from a stream, for example a resource of a package.</summary>
    /// <param name="stream">The whole content of a model file; read from its beginning, must allow seeking.</param>
    /// <param name="format">The kind that must be in it.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="InvalidDataException">
    /// It holds no model of this kind, or is truncated, damaged or of a newer version; the message says which.
    /// </exception>
    public static TModel LoadModel<TModel>(Stream stream, ModelFormat format)
        where TModel : class, ISaveable
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(format);
        if (!stream.CanSeek)
        {
            throw new ArgumentException(
                "A model's checksum stands at its end: give a stream that can seek, such as a MemoryStream.", nameof(stream));
        }

        stream.Position = 0;
        return LoadAs<TModel>(stream, "The model", format.Kind, [format]);
    }

    /// <summary>
    /// Reads the card of a model file: what it holds and where it came from. The model is not read, and its checksum is not
    /// looked at.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no model, or its head is damaged; the message says which.</exception>
    public static ModelCard ReadCard(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = Open(path);
        return Explained(path, () => ReadHead(file, file.Length));
    }

    private static TModel LoadAs<TModel>(string path, string wanted, IReadOnlyCollection<ModelFormat> formats)
        where TModel : class
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(formats);
        using var file = Open(path);
        return LoadAs<TModel>(file, path, wanted, formats);
    }

    private static TModel LoadAs<TModel>(Stream file, string name, string wanted, IReadOnlyCollection<ModelFormat> formats)
        where TModel : class => Explained(
            name, () => ReadFrom(file, formats) as TModel ?? throw new InvalidDataException($"It holds no {wanted}."));

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);

    private static T Explained<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or JsonException)
        {
            throw new InvalidDataException($"{name} cannot be loaded. {e.Message}", e);
        }
    }

    private static void WriteTo(Stream file, ISaveable model, ModelOrigin? origin)
    {
        file.Write(Magic);
        file.WriteByte(LayoutVersion);
        var library = typeof(ModelFile).Assembly.GetName().Version?.ToString(3) ?? "";
        var card = new ModelCard(model.Format.Kind, model.Format.Version, library, origin, model.Summary);
        var header = JsonSerializer.SerializeToUtf8Bytes(card, ModelCardJson.Default.ModelCard);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        model.Write(new ModelWriter(file));
        file.Flush();
        file.Write(HashOf(file, file.Position));
    }

    private static ISaveable ReadFrom(Stream file, IReadOnlyCollection<ModelFormat> formats)
    {
        var end = file.Length - HashLength;
        RequireMagic(file);
        if (end < 0 || !HasRightHash(file, end))
        {
            throw Damaged();
        }

        file.Position = 0;
        var card = ReadHead(file, end);
        var model = ModelReader.Read(formats, card.Kind, card.Version, new ModelReader(file, end, formats));
        return file.Position == end
            ? model
            : throw new InvalidDataException(
                $"Its format '{card.Kind}' left {end - file.Position} bytes unread: what is written and what is read do not agree.");
    }

    // Reads up to the content, so that the content is what is read next.
    private static ModelCard ReadHead(Stream file, long end)
    {
        RequireMagic(file);
        Span<byte> length = stackalloc byte[sizeof(int)];
        if (file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length)
        {
            throw Damaged();
        }

        var headerLength = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (headerLength < 0 || file.Position + headerLength > end)
        {
            throw Damaged();
        }

        var header = new byte[headerLength];
        file.ReadExactly(header);
        return JsonSerializer.Deserialize(header, ModelCardJson.Default.ModelCard) is { Kind: not null } card ? card : throw Damaged();
    }

    private static void RequireMagic(Stream file)
    {
        Span<byte> start = stackalloc byte[Magic.Length + 1];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..Magic.Length].SequenceEqual(Magic))
        {
            throw new InvalidDataException("It is no model file of ZetDard.Recommenders.");
        }

        if (start[^1] != LayoutVersion)
        {
            throw new InvalidDataException($"Its layout has version {start[^1]}; this version of the library reads {LayoutVersion}.");
        }
    }

    private static InvalidDataException Damaged() =>
        new("It is truncated or damaged: its checksum is wrong. Copy it again, or fit the model anew.");

    private static bool HasRightHash(Stream file, long end)
    {
        var actual = HashOf(file, end);
        var stored = new byte[HashLength];
        file.ReadExactly(stored);
        return stored.AsSpan().SequenceEqual(actual);
    }

    /// <summary>Returns the hash of the first <paramref name="end"/> bytes, and leaves the position after them.</summary>
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

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelCard))]
internal sealed partial class ModelCardJson : JsonSerializerContext;
