using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders;

/// <summary>How strongly item i, of a history, points to item j, a candidate: data of which the usual similarities are values.</summary>
/// <remarks>
/// s(i → j) = Σu |u|^−<see cref="UserExponent"/> · w(u, i) · w(u, j) / (|i|^<see cref="RowExponent"/> ·
/// |j|^<see cref="ColumnExponent"/> + <see cref="Shrinkage"/>),
/// summed over the users u who have both. w is what an interaction counts (<see cref="Entries"/>); |i| = Σu w(u, i)² and |u| = Σi w(u, i)²:
/// where interactions count 1, the number of users of an item and of items of a user; otherwise the square of the Euclidean
/// length, so that the exponent 0.5 divides by the length.
/// It is symmetric where the two exponents agree. Pairs that share no user have no similarity, and no item is like itself.
/// </remarks>
public sealed record ItemSimilarity
{
    /// <summary>What an interaction counts. Default <see cref="EntryWeight.One"/>.</summary>
    [EnumDataType(typeof(EntryWeight))]
    public EntryWeight Entries { get; set; }

    /// <summary>How strongly items of the history that many have are held back, 0 … 2. Default 0.5: with the column's 0.5 the
    /// cosine.</summary>
    [Range(0.0, 2.0)]
    public double RowExponent { get; set; } = 0.5;

    /// <summary>How strongly candidates that many have are held back, 0 … 2. Default 0.5: with the row's 0.5 the cosine.</summary>
    [Range(0.0, 2.0)]
    public double ColumnExponent { get; set; } = 0.5;

    /// <summary>How strongly users who have much are held back, 0 … 2. Default 0: all count alike. Where it is above 0, sums are
    /// not counts of integers any more and take about twice as long.</summary>
    [Range(0.0, 2.0)]
    public double UserExponent { get; set; }

    /// <summary>Pulls pairs that share few users towards 0, 0 … 1,000,000. Default 0, which makes the cosine the cosine; with 5
    /// to 20 it found more on every split that was tried (docs/packages/recommenders.md).</summary>
    [Range(0.0, 1e6)]
    public double Shrinkage { get; set; }

    /// <summary>How late repeated plays stop to count more in <see cref="EntryWeight.Bm25"/>, 0 … 1,000. Default 1.2, as in
    /// <c>implicit</c>'s <c>BM25Recommender</c>. Other weights ignore it.</summary>
    [Range(0.0, 1000.0)]
    public double Bm25K1 { get; set; } = 1.2;

    /// <summary>How strongly plays of an item with many plays count less in <see cref="EntryWeight.Bm25"/>, 0 … 1. Default 0.75,
    /// as in <c>implicit</c>'s <c>BM25Recommender</c>. Other weights ignore it.</summary>
    [Range(0.0, 1.0)]
    public double Bm25B { get; set; } = 0.75;

    /// <summary>|Ui ∩ Uj| / √(|Ui| · |Uj|), in (0, 1]; with other <see cref="Entries"/> the cosine of the two columns of weights:
    /// scikit-learn's <c>cosine_similarity</c>, <c>implicit</c>'s <c>CosineRecommender</c>.</summary>
    public static ItemSimilarity Cosine => new();

    /// <summary>|Ui ∩ Uj| / |Ui|, in (0, 1]: of the users of an item of the history, the share who also have the candidate. Not
    /// symmetric: it favours candidates that many have.</summary>
    public static ItemSimilarity Directed => new() { RowExponent = 1, ColumnExponent = 0 };

    /// <summary>The cosine of TF-IDF weights: <c>implicit</c>'s <c>TFIDFRecommender</c>.</summary>
    public static ItemSimilarity TfIdf => new() { Entries = EntryWeight.TfIdf };

    /// <summary>The inner product of BM25 weights: <c>implicit</c>'s <c>BM25Recommender</c>.</summary>
    /// <param name="k1"><see cref="Bm25K1"/>.</param>
    /// <param name="b"><see cref="Bm25B"/>.</param>
    public static ItemSimilarity Bm25(double k1 = 1.2, double b = 0.75) =>
        new() { Entries = EntryWeight.Bm25, RowExponent = 0, ColumnExponent = 0, Bm25K1 = k1, Bm25B = b };

    /// <summary>RP³β: the chance of a walk item → user → item, each step raised to <paramref name="alpha"/>, over the candidate's
    /// popularity raised to <paramref name="beta"/>.</summary>
    /// <param name="alpha">0 … 2; 1 walks by chances. Default 0.5: on splits of three real data sets 0.5 to 0.7 are as good
    /// (docs/packages/recommenders.md).</param>
    /// <param name="beta">0 … 2; 0 is P³α, which favours what many have. Default 0.3: on the same splits 0.2 to 0.4 are as good.</param>
    /// <remarks>
    /// Paudel, Christoffel, Newell and Bernstein: Updatable, Accurate, Diverse, and Scalable Recommendations for Interactive
    /// Applications (ACM TiiS 7(1), 2016).
    /// The definition is that of <c>RP3betaRecommender</c> in Ferrari Dacrema et al. 2019 on interactions that count 1; its
    /// defaults, which are meant to be tuned, are 1 and 0.6.
    /// </remarks>
    public static ItemSimilarity RP3Beta(double alpha = 0.5, double beta = 0.3) =>
        new() { UserExponent = alpha, RowExponent = alpha, ColumnExponent = beta };
}

[OptionsValidator]
internal sealed partial class ItemSimilarityValidator : IValidateOptions<ItemSimilarity>;
