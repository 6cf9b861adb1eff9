namespace ZetDard.Graph;

/// <summary>A file format for graphs.</summary>
public enum GraphFileFormat
{
    /// <summary>GraphML, for Gephi, yEd, networkx and igraph.</summary>
    GraphMl,

    /// <summary>GEXF 1.2, Gephi's own.</summary>
    Gexf,

    /// <summary>JSON in the node-link form of networkx 3.6: <c>nodes</c> with id, kind and label; <c>edges</c> with source,
    /// target, relation and weight.</summary>
    /// <remarks>
    /// <c>nx.node_link_graph(data, edges="edges")</c> reads it with networkx 3.4 and later; versions 3.4 and 3.5 look for
    /// <c>links</c> by default, so give the key.
    /// For older versions it is <c>nx.node_link_graph(data, link="edges")</c>, and for D3 <c>forceLink(data.edges)</c>.
    /// </remarks>
    Json,
}
