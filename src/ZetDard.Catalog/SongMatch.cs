using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A song whose title is similar to a searched one.</summary>
/// <param name="Song">The most popular song of that title.</param>
/// <param name="Title">The song's title in the catalogue.</param>
/// <param name="Similarity">The Dice similarity of the pairs of neighbouring characters, 0 … 1; 1 for equal titles.</param>
public readonly record struct SongMatch(SongId Song, string Title, double Similarity);
