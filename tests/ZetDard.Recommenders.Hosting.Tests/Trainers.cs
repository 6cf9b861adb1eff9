namespace ZetDard.Recommenders.Hosting.Tests;

/// <summary>Trainers of tests.</summary>
internal static class Trainers
{
    /// <summary>A trainer of models that cannot be saved.</summary>
    public static IRecommenderTrainer<SongId> Unsaveable { get; } =
        Trainer.From<SongId>(data => new UnsaveableRecommender(new PopularityRecommender<SongId>(data.Interactions)), "unsaveable");

    /// <summary>A trainer that says in its description what its options are.</summary>
    public static IRecommenderTrainer<SongId> WithOptions(string description) =>
        Trainer.From<SongId>(data => new PopularityRecommender<SongId>(data.Interactions), description);

    private sealed class UnsaveableRecommender(IRecommender<SongId> inner) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => inner.Recommend(request);
    }
}
