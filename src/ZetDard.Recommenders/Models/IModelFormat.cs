namespace ZetDard.Recommenders;

/// <summary>How one kind of model is written to a file and read back. Its package registers it; <see cref="ModelFile"/> uses it.</summary>
public interface IModelFormat
{
    /// <summary>The name of the kind in files, for example <c>popularity/song</c>. It never changes.</summary>
    string Kind { get; }

    /// <summary>The version that <see cref="Write"/> writes, 1 or more; <see cref="Read"/> is given files of this version and older.</summary>
    int Version { get; }

    /// <summary>Writes a model of this kind.</summary>
    void Write(ISaveable model, ModelWriter writer);

    /// <summary>Reads a model of this kind.</summary>
    /// <param name="reader">The content, whose checksum is right.</param>
    /// <param name="version">The version that wrote it, 1 … <see cref="Version"/>.</param>
    /// <exception cref="InvalidDataException">The content does not fit together.</exception>
    ISaveable Read(ModelReader reader, int version);
}
