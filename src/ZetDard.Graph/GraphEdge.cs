using QuikGraph;

namespace ZetDard.Graph;

/// <summary>A directed edge of a <see cref="MusicGraph"/>. Edges that have no direction stand twice, once each way.</summary>
/// <param name="Source">Where it starts.</param>
/// <param name="Target">Where it ends.</param>
/// <param name="Weight">|Ui ∩ Uj| / |Ui| from song to song, 1 between nodes of different kinds and between followers.</param>
public readonly record struct GraphEdge(GraphNode Source, GraphNode Target, float Weight) : IEdge<GraphNode>;
