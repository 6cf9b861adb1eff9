namespace ZetDard.Recommenders;

/// <summary>Makes the key of a row from the fields of its key columns.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <param name="fields">The fields, in the order of the key columns.</param>
/// <param name="key">Receives the key.</param>
/// <returns>Whether the row has a key. Rows without one are listed as unmatched.</returns>
public delegate bool FeatureKey<TKey>(IReadOnlyList<string> fields, out TKey key);
