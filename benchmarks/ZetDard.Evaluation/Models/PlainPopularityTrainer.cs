using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>The same list for everybody: items by the number of users who have them.</summary>
internal sealed class PlainPopularityTrainer : IRecommenderTrainer<SongId>
{
    public Task<IRecommender<SongId>> FitAsync(TrainingData<SongId> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var counts = new double?[data.Interactions.Items.Count];
        foreach (var column in data.Interactions.Matrix.Columns)
        {
            counts[column] = (counts[column] ?? 0) + 1;
        }

        return Task.FromResult<IRecommender<SongId>>(new Recommender(data.Interactions, counts));
    }

    private sealed class Recommender(InteractionDataset<SongId> data, double?[] counts) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) =>
            PlainRanking.Top(request, data.Items, counts, data.KnownItems(request.Profile).ToArray());
    }
}
