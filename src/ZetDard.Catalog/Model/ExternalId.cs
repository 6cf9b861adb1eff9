namespace ZetDard.Catalog;

/// <summary>What a thing is called elsewhere.</summary>
/// <param name="Kind">What it is: <see cref="ZetDard.Recommenders.IdKind{TId}.Name"/>, such as <c>artist</c>.</param>
/// <param name="Source">Who calls it so, such as <c>name</c> for a plain name.</param>
/// <param name="Key">The key there; ordinal comparison, nothing is folded.</param>
/// <param name="Id">The id here. Several keys may share one id; a key has one id, and the first one stays.</param>
public sealed record ExternalId(string Kind, string Source, string Key, long Id);
