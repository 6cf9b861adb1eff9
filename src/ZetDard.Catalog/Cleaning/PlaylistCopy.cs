using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A playlist that is nearly a copy of an earlier one.</summary>
/// <param name="Copy">The later list.</param>
/// <param name="Original">The earlier list that is kept; of several the most similar.</param>
/// <param name="Similarity">The Jaccard similarity of their songs: songs of both / songs of either, 0 … 1.</param>
public readonly record struct PlaylistCopy(PlaylistId Copy, PlaylistId Original, double Similarity);
