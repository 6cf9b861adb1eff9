using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>Friends by the number of items that two users share: the plainest measure of interests.</summary>
internal sealed class OverlapOracle(InteractionDataset<SongId> data) : IRecommender<UserId>
{
    private readonly CsrMatrix _byItem = data.Matrix.Transpose();

    public IReadOnlyList<Recommendation<UserId>> Recommend(RecommendationRequest<UserId> request)
    {
        var self = data.RowOf(request.Profile);
        var scores = new double?[data.Users.Count];
        foreach (var item in data.KnownItems(request.Profile))
        {
            foreach (var user in _byItem.Row(item))
            {
                scores[user] = (scores[user] ?? 0) + 1;
            }
        }

        return PlainRanking.Top(request, data.Users, scores, [self]);
    }
}
