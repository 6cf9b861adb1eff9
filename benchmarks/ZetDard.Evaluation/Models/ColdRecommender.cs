using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>Asks a recommender for songs that nobody has too, where it can rank them.</summary>
internal sealed class ColdRecommender(IRecommender<SongId> recommender) : IRecommender<SongId>
{
    public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) =>
        recommender.Recommend(request with { IncludeCold = true });

    // Lists of many listeners at once would pass this class by.
    public TAbility? Find<TAbility>()
        where TAbility : class =>
        this as TAbility ?? (typeof(TAbility) == typeof(IBatchRecommender<SongId>) ? null : recommender.Find<TAbility>());
}
