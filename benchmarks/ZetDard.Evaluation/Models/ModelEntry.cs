using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>Fits a model; the seed is that of the command line.</summary>
internal delegate Task<FittedModel> Fit(
    TrainingData<SongId> data,
    int seed,
    IProgress<TrainingProgress>? progress,
    CancellationToken cancellationToken
);

/// <summary>A model that can be asked for by name.</summary>
/// <param name="Name">Package/kind in lower case.</param>
/// <param name="Commands">The commands that it has rows in.</param>
/// <param name="IsDefault">Whether it has a row when no model is named.</param>
/// <param name="Options">The options that the report shows.</param>
/// <param name="Fit">Fits the model.</param>
internal sealed record ModelEntry(
    string Name,
    IReadOnlyList<string> Commands,
    bool IsDefault,
    IReadOnlyDictionary<string, object> Options,
    Fit Fit
) : INamedModel
{
    /// <summary>Oracles are slow and plain: they have a row only when they are named.</summary>
    public bool IsOracle => Name.StartsWith("oracle/", StringComparison.Ordinal);

    /// <summary>Whether it may use known friends.</summary>
    public bool UsesFriends => Name.EndsWith("/social", StringComparison.Ordinal);

    /// <summary>Whether it learns from the features of songs, and has a row only where there are some.</summary>
    public bool UsesFeatures { get; init; }
}
