using ZetDard.Evaluation.Models;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Classifying;

/// <summary>A classifier that can be asked for by name.</summary>
/// <param name="Name">Package/kind in lower case.</param>
/// <param name="IsDefault">Whether it has a row when no model is named.</param>
/// <param name="Grid">What <c>--tune</c> chooses from; the first is taken without it.</param>
internal sealed record ClassifierModel<TSource>(string Name, bool IsDefault, IReadOnlyList<Candidate<TSource>> Grid) : INamedModel
{
    /// <summary>Why it may be no better than <see cref="Baseline"/>, for the row where it is not.</summary>
    public string? Weakness { get; init; }

    /// <summary>The name of the model that the others are held against.</summary>
    public static string Baseline => "knn";

    public bool IsOracle => false;

    /// <summary>The same model of other things, of which it sees a part.</summary>
    public ClassifierModel<TThing> Select<TThing>(Func<IClassifierTrainer<TSource>, IClassifierTrainer<TThing>> map) =>
        new(Name, IsDefault, [.. Grid.Select(candidate => new Candidate<TThing>(candidate.Options, map(candidate.Trainer)))])
        {
            Weakness = Weakness,
        };
}
