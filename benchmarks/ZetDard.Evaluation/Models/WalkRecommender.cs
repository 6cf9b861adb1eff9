using ZetDard.Clustering;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>The list of the thesis, one song for each song of the listener, as a ranking.</summary>
internal sealed class WalkRecommender(ClusterRecommender<SongId> clusters) : IRecommender<SongId>
{
    public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => clusters.Walk(request);
}
