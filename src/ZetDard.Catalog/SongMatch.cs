using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>A song whose title resembles another.</summary>
/// <param name="Song">The most popular song of that title.</param>
/// <param name="Title">Its title as the catalogue has it.</param>
/// <param name="Similarity">Dice similarity of the pairs of neighbouring characters, 0 … 1; 1 for equal names.</param>
public readonly record struct SongMatch(SongId Song, string Title, double Similarity);
