using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>What one fit gave; a model need not recommend everything.</summary>
internal sealed record FittedModel
{
    /// <summary>Where it also recommends artists, they are found with <c>Find</c>.</summary>
    public IRecommender<SongId>? Songs { get; init; }

    /// <summary>Of a model that recommends artists only.</summary>
    public IRecommender<ArtistId>? Artists { get; init; }

    public IRecommender<UserId>? Friends { get; init; }

    /// <summary>Options that the fit chose, for the report.</summary>
    public IReadOnlyDictionary<string, object> Chosen { get; init; } = new Dictionary<string, object>();
}
