namespace ZetDard.Graph;

/// <summary>A file format for graphs.</summary>
public enum GraphFileFormat
{
    /// <summary>GraphML, for Gephi, yEd, networkx and igraph.</summary>
    GraphMl,

    /// <summary>GEXF 1.2, Gephi's own.</summary>
    Gexf,

    /// <summary>JSON in the node-link form of networkx and D3: nodes with id, kind and label; links with source, target, kind and weight.</summary>
    Json,
}
