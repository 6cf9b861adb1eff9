using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Writes and reads <see cref="WordVectors"/>.</summary>
internal sealed class WordVectorsFormat : IModelFormat
{
    public static WordVectorsFormat Instance { get; } = new();

    public string Kind => "lyrics/word-vectors";

    public int Version => 1;

    public void Write(ISaveable model, ModelWriter writer) => Write((WordVectors)model, writer);

    public ISaveable Read(ModelReader reader, int version) => Read(reader);

    public static void Write(WordVectors vectors, ModelWriter writer)
    {
        writer.Write(string.Join('\n', vectors.Words));
        writer.Write<float>(vectors.AllVectors);
        writer.Write<float>(vectors.AllFrequencies);
    }

    public static WordVectors Read(ModelReader reader) => new(reader.ReadString().Split('\n'), reader.ReadArray<float>(), reader.ReadArray<float>());
}
