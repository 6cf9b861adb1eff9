using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>What one fit gave; a model need not recommend everything.</summary>
internal sealed record FittedModel
{
    public IRecommender<SongId>? Songs { get; init; }

    public IRecommender<ArtistId>? Artists { get; init; }

    public IRecommender<UserId>? Friends { get; init; }
}
