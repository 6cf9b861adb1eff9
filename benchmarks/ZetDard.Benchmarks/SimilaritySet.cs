using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>
/// The similarities that are measured, by name: two that count in integers, one whose users have weights, one whose entries
/// have.
/// </summary>
internal static class SimilaritySet
{
    public static ItemSimilarity Of(string name) => name switch
    {
        "Directed" => ItemSimilarity.Directed,
        "Cosine" => ItemSimilarity.Cosine,
        "RP3beta" => ItemSimilarity.RP3Beta(),
        "TfIdf of counts" => ItemSimilarity.TfIdf,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such similarity."),
    };

    /// <summary>The interactions of a set; with counts, geometric with mean 10, where the similarity looks at them.</summary>
    public static CsrMatrix Interactions(InteractionSet set, string name) => WithCounts(SyntheticInteractions.Create(set), name);

    public static CsrMatrix WithCounts(CsrMatrix pattern, string name)
    {
        if (Of(name).Entries == EntryWeight.One)
        {
            return pattern;
        }

        var random = new Random(42);
        var counts = new float[pattern.EntryCount];
        for (var entry = 0; entry < counts.Length; entry++)
        {
            counts[entry] = 1 + (float)Math.Floor(Math.Log(1 - random.NextDouble()) / Math.Log(0.9));
        }

        return new CsrMatrix(pattern.ColumnCount, pattern.Offsets.ToArray(), pattern.Columns.ToArray(), counts);
    }
}
