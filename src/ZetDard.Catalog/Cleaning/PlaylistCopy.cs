using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A playlist that is a near copy of an earlier one.</summary>
/// <param name="Copy">The later playlist.</param>
/// <param name="Original">The earlier playlist, which is kept; of several the most similar one.</param>
/// <param name="Similarity">The Jaccard similarity of their songs: songs in both / songs in either, 0 … 1.</param>
public readonly record struct PlaylistCopy(PlaylistId Copy, PlaylistId Original, double Similarity);
