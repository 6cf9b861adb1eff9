using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Writes and reads <see cref="GraphModel"/>.</summary>
public sealed class GraphModelFormat : IModelFormat
{
    /// <inheritdoc/>
    public string Kind => GraphTrainer.Key;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public void Write(ISaveable model, ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var graph = (GraphModel)model;
        writer.WriteJson(graph.Options, GraphJson.Default.GraphOptions);
        writer.Write(graph.Data.Interactions);
        writer.WriteOptional(graph.Data.Artists, writer.Write);
        writer.WriteOptional(graph.Data.Friends, writer.Write);
        writer.Write(graph.Graph.SongWeights);
        writer.WriteOptional(graph.TasteVectors, vectors =>
        {
            writer.Write(vectors.Size);
            writer.Write<float>(vectors.SongVectors);
        });
    }

    /// <inheritdoc/>
    public ISaveable Read(ModelReader reader, int version)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var options = new GraphOptionsValidator().Validated(reader.ReadJson(GraphJson.Default.GraphOptions));
        var data = new TrainingData<SongId>(reader.ReadDataset<SongId>())
        {
            Artists = reader.ReadOptional(reader.ReadRelation<SongId, ArtistId>),
            Friends = reader.ReadOptional(reader.ReadRelation<UserId, UserId>),
        };
        var graph = new MusicGraph(data, reader.ReadNeighbourLists(data.Interactions.Items.Count, data.Interactions.Items.Count));
        var vectors = reader.ReadOptional(() => TasteVectors.Of(graph, reader.ReadInt32(), reader.ReadArray<float>()));
        return GraphTrainer.Compose(data, graph, options, vectors, CancellationToken.None);
    }
}
