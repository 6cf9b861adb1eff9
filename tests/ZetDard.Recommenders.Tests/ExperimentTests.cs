namespace ZetDard.Recommenders.Tests;

public sealed class ExperimentTests
{
    // Oracle: by hand. Item 10 has 3 of 4 users, 20 two, 30 one; the fixed list is 30, 20, 10.
    [Fact]
    public async Task RunAsync_agrees_with_the_hand_computed_table()
    {
        var train = InteractionDataset.FromPairs<SongId>(
            [(new(1), new(10)), (new(2), new(10)), (new(3), new(10)), (new(3), new(20)), (new(4), new(20)), (new(4), new(30))]);
        var test = InteractionDataset.FromPairs<SongId>(
            [(new(1), new(20)), (new(1), new(99)), (new(2), new(30)), (new(7), new(10))]);      // 99 was never seen, user 7 neither
        var cases = Experiment.Cases(train, test);
        Assert.Equal(2, cases.Count);

        var result = await Experiment.RunAsync(
            Trainer.From<SongId>(data => new FixedList(data.Interactions)), new(train), [.. cases, new(Profile.Of(new UserId(3)), new HashSet<SongId>())],
            new() { K = [1, 2] }, cancellationToken: TestContext.Current.CancellationToken);

        // Both users get 30, 20. User 1 (20, 99): one hit at place 2. User 2 (30): a hit at place 1.
        Assert.Equal(2, result.UserCount);
        Assert.Equal(.5, result.Metrics["recall@1"], 12);
        Assert.Equal(.75, result.Metrics["recall@2"], 12);
        Assert.Equal((1 + (.6309297536 / 1.6309297536)) / 2, result.Metrics["ndcg@2"], 9);
        Assert.Equal(.5, result.Metrics["precision@2"], 12);
        Assert.Equal(1, result.Metrics["hit@2"], 12);
        Assert.Equal(.75, result.Metrics["mrr@2"], 12);
        Assert.Equal(1.0 / 3, result.Metrics["coverage@1"], 12);
        Assert.Equal(2.0 / 3, result.Metrics["coverage@2"], 12);
        Assert.Equal(2, result.Metrics["novelty@1"], 12);
        Assert.Equal(1.5, result.Metrics["novelty@2"], 12);
        Assert.Equal(new Interval(.5, 1), result.Intervals["recall@2"]);
        Assert.DoesNotContain("coverage@1", result.Intervals.Keys);
    }

    [Fact]
    public void Measure_serves_unseen_users_from_their_history()
    {
        var data = InteractionDataset.FromPairs<SongId>(from user in Enumerable.Range(1, 6) from item in new[] { 10, 20, 30 } select (new UserId(user), new SongId(item)));
        var split = HoldOut.UnseenUsers(data, 2, .34, seed: 1);
        var result = Experiment.Measure(new FixedList(split.Train), split.Train, Experiment.Cases(split), new() { K = [3] }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, result.Metrics["recall@3"]);      // two of three are known and left out: the third is the hidden one
        Assert.Equal(1, result.Metrics["mrr@3"]);
    }

    [Fact]
    public void Measure_refuses_to_measure_nothing()
    {
        var train = InteractionDataset.FromPairs<SongId>([(new(1), new(10))]);
        var model = new FixedList(train);
        Assert.Throws<ArgumentException>(() => Experiment.Measure(model, train, [], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => Experiment.Measure(model, train, [], new() { K = [0] }, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public async Task Resample_counts_out_of_range_are_refused_before_the_fit(int resampleCount)
    {
        var train = InteractionDataset.FromPairs<SongId>([(new(1), new(10))]);
        RankingCase<SongId>[] cases = [new(Profile.Of(new UserId(1)), new HashSet<SongId> { new(20) })];
        var options = new ExperimentOptions { ResampleCount = resampleCount };
        var unfit = Trainer.From<SongId>(_ => throw new InvalidOperationException("It was fitted."));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Experiment.RunAsync(unfit, new(train), cases, options, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(nameof(ExperimentOptions.ResampleCount), error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Experiment.Measure(new FixedList(train), train, cases, options, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Conventions_name_the_number_of_resamples_as_a_default() =>
        Assert.Contains("(1,000 resamples where the options name no other number, seeded)", Experiment.Conventions[^1], StringComparison.Ordinal);

    /// <summary>Recommends 30, 20, 10 to everybody.</summary>
    private sealed class FixedList(InteractionDataset<SongId> data) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            var known = data.KnownItems(request.Profile).ToArray();
            return [.. new long[] { 30, 20, 10 }.Select(id => new SongId(id)).Where(id => !known.Contains(data.Items.IndexOf(id))).Take(request.N).Select((id, i) => new Recommendation<SongId>(id, -i))];
        }
    }
}
