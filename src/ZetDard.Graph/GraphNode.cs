namespace ZetDard.Graph;

/// <summary>A node of a <see cref="MusicGraph"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Its index among the nodes of its kind.</param>
public readonly record struct GraphNode(NodeKind Kind, int Index);
