using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>The recommenders that one fit gave; a model may lack some of them.</summary>
internal sealed record FittedModel
{
    /// <summary>Recommends songs (or other items). Where the model also recommends artists, <c>Find</c> gives that recommender.</summary>
    public IRecommender<SongId>? Songs { get; init; }

    /// <summary>Recommends artists; set by models that recommend nothing else.</summary>
    public IRecommender<ArtistId>? Artists { get; init; }

    public IRecommender<UserId>? Friends { get; init; }

    /// <summary>Options that the fit chose, for the report.</summary>
    public IReadOnlyDictionary<string, object> Chosen { get; init; } = new Dictionary<string, object>();
}
