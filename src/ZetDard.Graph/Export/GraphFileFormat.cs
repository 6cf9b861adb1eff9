namespace ZetDard.Graph;

/// <summary>A file format for graphs.</summary>
public enum GraphFileFormat
{
    /// <summary>GraphML, for Gephi, yEd, networkx and igraph.</summary>
    GraphMl,

    /// <summary>GEXF 1.2, Gephi's own.</summary>
    Gexf,

    /// <summary>JSON in the node-link form of networkx 3.6: <c>nodes</c> with id, kind and label; <c>edges</c> with source, target, relation and weight.</summary>
    /// <remarks>
    /// <c>nx.node_link_graph(data, edges="edges")</c> reads it with networkx 3.4 and later, where 3.4 and 3.5 would look for <c>links</c> unless told;
    /// older versions take <c>nx.node_link_graph(data, link="edges")</c>. D3 takes the edges as links: <c>forceLink(data.edges)</c>.
    /// </remarks>
    Json,
}
