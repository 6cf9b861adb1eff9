namespace ZetDard.Recommenders;

/// <summary>
/// One kind of model file, and how it is read. A package registers its formats (<c>AddZetDardModelFormat</c>); without a
/// container they are given to <see cref="ModelFile.Load{TItem}"/>.
/// </summary>
public sealed class ModelFormat
{
    /// <summary>A kind of file of which there is one version.</summary>
    /// <param name="kind">Its name in files, for example <c>popularity/song</c>. It never changes.</param>
    /// <param name="read">
    /// Reads the content, whose checksum is right, in the order in which it was written; throws
    /// <see cref="InvalidDataException"/> where it does not fit together.
    /// </param>
    public ModelFormat(string kind, Func<ModelReader, ISaveable> read)
        : this(kind, version: 1, (reader, _) => read(reader)) => ArgumentNullException.ThrowIfNull(read);

    /// <summary>A kind of file whose content has changed.</summary>
    /// <param name="kind">Its name in files. It never changes.</param>
    /// <param name="version">The version that models write now, 1 or more.</param>
    /// <param name="read">Reads the content that a version from 1 to <paramref name="version"/> wrote.</param>
    public ModelFormat(string kind, int version, Func<ModelReader, int, ISaveable> read)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentNullException.ThrowIfNull(read);
        (Kind, Version, Read) = (kind, version, read);
    }

    /// <summary>The name of the kind in files.</summary>
    public string Kind { get; }

    /// <summary>The version that models write now.</summary>
    public int Version { get; }

    internal Func<ModelReader, int, ISaveable> Read { get; }
}
