using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>The same list for everybody: items by the number of users who have them.</summary>
internal sealed class PlainPopularityTrainer : IRecommenderTrainer<SongId>
{
    public Task<IRecommender<SongId>> FitAsync(TrainingData<SongId> data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var counts = new int[data.Interactions.Items.Count];
        foreach (var column in data.Interactions.Matrix.Columns)
        {
            counts[column]++;
        }

        int[] order = [.. Enumerable.Range(0, counts.Length).OrderByDescending(item => counts[item])];
        return Task.FromResult<IRecommender<SongId>>(new Recommender(data.Interactions, counts, order));
    }

    private sealed class Recommender(InteractionDataset<SongId> data, int[] counts, int[] order) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            HashSet<int> left = request.KeepKnown ? [] : [.. data.KnownItems(request.Profile)];
            return
            [
                .. order.Where(item => !left.Contains(item) && request.Admits(data.Items[item]))
                    .Take(request.N)
                    .Select(item => new Recommendation<SongId>(data.Items[item], counts[item])),
            ];
        }
    }
}
