using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Graph.Tests;

public sealed class WalkTuningTests
{
    // Lists are long and all listeners share songs: the focus tells the taste groups apart.
    private static readonly TrainingData<SongId> Dense = MusicWorld.Create(World).ToTrainingData(withFollows: false) with
    {
        Artists = null,
    };

    private static MusicWorldOptions World =>
        new()
        {
            UserCount = 600,
            SongCount = 500,
            ArtistCount = 50,
            GroupCount = 12,
            MeanSongsPerUser = 60,
        };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Oracle: a graph without the hidden songs of that one user, asked for the user's list.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Measure_values_the_list_of_a_graph_without_the_hidden_songs(double focus)
    {
        var graph = GraphOf(Dense);
        // Another popularity exponent rounds otherwise, which decides ties.
        var numbers = new WalkNumbers(Path: 0.5, Popularity: 0, focus, ArtistWeight: 0);
        var tuning = new WalkTuning(
            graph,
            new(),
            [.. Enumerable.Range(0, graph.Users.Count).Where(user => graph.UserSongs.Degree(user) >= 5).Take(20)]
        );
        tuning.Measure([numbers], caseCount: 40, Cancellation);
        for (var i = 0; i < 40; i++)
        {
            var (listener, hidden) = tuning.Hide(i);
            var user = graph.Users[listener.Row];
            var hiddenSongs = hidden.Select(song => graph.Songs[song]).ToHashSet();
            var rest = Dense.Interactions.ToInteractions().Where(one => one.User != user || !hiddenSongs.Contains(one.Item));
            var without = GraphOf(new(InteractionDataset.From(rest)));
            var scorer = new WalkSongScorer(without, numbers.In(new()));
            var seen = Listener.Of(Profile.Of(user), without);
            using var scores = ScoreBuffer.Rent(without.Songs.Count);
            using var walk = scorer.For(seen);
            walk.AddScores(scores);
            foreach (var song in seen.KnownSongs)
            {
                scores[song] = 0;
            }

            SongId[] list = [.. Ranking.Top(scores, 20).Select(best => without.Songs[best.Index])];
            Assert.Equal(
                0.5 * (RankingMetrics.Recall(list, hiddenSongs, 20) + RankingMetrics.Ndcg(list, hiddenSongs, 20)),
                tuning.ValuesOf(numbers)[i],
                1e-12
            );
        }
    }

    [Fact]
    public void Cases_of_a_user_hide_every_song_once()
    {
        var graph = GraphOf(Dense);
        var tuning = new WalkTuning(graph, new(), [3, 8]);
        var hidden = Enumerable.Range(0, 5).SelectMany(fold => tuning.Hide((2 * fold) + 1).Hidden).ToArray();
        Assert.Equal(graph.UserSongs.Row(8).ToArray(), hidden.Order());
    }

    [Fact]
    public void Choose_gives_the_same_numbers_for_any_number_of_threads()
    {
        var data = MusicWorld
            .Create(
                new()
                {
                    UserCount = 300,
                    SongCount = 400,
                    ArtistCount = 40,
                    MeanSongsPerUser = 40,
                }
            )
            .ToTrainingData(withFollows: false);
        var graph = GraphOf(data);
        var one = WalkTuning.Choose(graph, new() { ThreadCount = 1 }, null, Cancellation);
        Assert.NotEqual(WalkNumbers.Default, one);
        Assert.Equal(one, WalkTuning.Choose(graph, new() { ThreadCount = 4 }, null, Cancellation));
    }

    [Fact]
    public void Choose_keeps_given_numbers_and_chooses_the_others()
    {
        var numbers = WalkTuning.Choose(GraphOf(Dense), new() { PathExponent = 0.45, PopularityExponent = 0.15 }, null, Cancellation);
        Assert.Equal((0.45, 0.15), (numbers.Path, numbers.Popularity));
        Assert.True(numbers.Focus > 1);
    }

    [Fact]
    public void Choose_takes_the_defaults_where_fewer_than_100_listeners_have_5_songs()
    {
        var few = Dense.Interactions.ToInteractions().Where(interaction => interaction.User.Value <= 99 || interaction.Item.Value <= 4);
        Assert.Equal(WalkNumbers.Default, WalkTuning.Choose(GraphOf(new(InteractionDataset.From(few))), new(), null, Cancellation));
    }

    // Every listener has 10 songs at random: no numbers are better than others.
    [Fact]
    public void Choose_takes_the_defaults_where_the_data_says_nothing()
    {
        var random = new Random(1);
        var pairs = Enumerable
            .Range(1, 1_000)
            .SelectMany(user => Enumerable.Range(0, 10).Select(_ => (new UserId(user), new SongId(random.Next(300)))))
            .Distinct();
        Assert.Equal(WalkNumbers.Default, WalkTuning.Choose(GraphOf(new(InteractionDataset.FromPairs(pairs))), new(), null, Cancellation));
    }

    [Fact]
    public void Choose_stops_when_it_is_cancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(() =>
            WalkTuning.Choose(GraphOf(Dense), new(), null, new CancellationToken(canceled: true))
        );

    [Fact]
    public async Task Fit_finds_more_on_dense_data_than_the_fixed_defaults()
    {
        var split = HoldOut.Fraction(Dense.Interactions, 0.2, seed: 7);
        (string, IRecommenderTrainer<SongId>)[] trainers =
        [
            ("chosen", new GraphTrainer()),
            ("fixed", new GraphTrainer(WalkNumbers.Default.In(new()))),
        ];
        var result = await Experiments.CompareAsync(Dense, split, trainers, new() { K = [20] }, cancellationToken: Cancellation);
        var (chosen, before) = (result["chosen"]["ndcg", 20].Value, result["fixed"]["ndcg", 20].Value);
        TestContext.Current.TestOutputHelper?.WriteLine($"nDCG@20: fixed {before:F3}, chosen {chosen:F3}");
        Assert.True(chosen > 1.1 * before, $"nDCG@20 is {chosen}, 1.1 times {before} was expected.");
    }

    [Fact]
    public async Task Model_keeps_the_chosen_numbers_with_other_methods_updates_and_files()
    {
        var model = await new GraphTrainer(new() { Friends = FriendMethod.SharedSongs }).FitAsync(Dense, cancellationToken: Cancellation);
        var chosen = WalkNumbers.Of(model.Options);
        Assert.NotEqual(WalkNumbers.Default, chosen);
        Assert.Contains(chosen.ToString(), model.Summary, StringComparison.Ordinal);
        Assert.Equal(
            chosen with
            {
                Path = 0.4,
            },
            WalkNumbers.Of(
                model
                    .With(o =>
                    {
                        o.Friends = FriendMethod.ConnectedNodes;
                        o.PathExponent = 0.4;
                        o.ListenerFocus = null;
                    })
                    .Options
            )
        );
        var updated = (GraphModel)model.Update(new(InteractionDataset.FromPairs<SongId>([(new(1), new(9_999))])), Cancellation);
        Assert.Equal(chosen, WalkNumbers.Of(updated.Options));
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.model");
        try
        {
            ModelFile.Save(model.Songs, file);
            Assert.Equal(model.Summary, ModelFile.Load<SongId>(file, GraphModel.FileFormat).Find<GraphModel>()!.Summary);
            ModelFile.Save(new Older(), file);
            var error = Assert.Throws<InvalidDataException>(() => ModelFile.Load<SongId>(file, GraphModel.FileFormat));
            Assert.Contains("Fit the graph again", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static MusicGraph GraphOf(TrainingData<SongId> data) =>
        new(data, new NeighbourLists(data.Interactions.Items.Count, new int[data.Interactions.Items.Count + 1], [], []));

    private sealed class Older : IRecommender<SongId>, ISaveable
    {
        public ModelFormat Format { get; } = new(GraphTrainer.Key, _ => throw new NotSupportedException());

        public void Write(ModelWriter writer) { }

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => [];
    }

    // A split keeps the songs that are only in its test part: they have no listener in the training part.
    [Fact]
    public async Task Songs_that_nobody_has_do_not_change_the_choice()
    {
        var world = MusicWorld.Create(World).ToTrainingData(withFollows: false);
        var (data, matrix) = (world.Interactions, world.Interactions.Matrix);
        Vocabulary<SongId> items = new(data.Items.SelectMany((song, i) => i % 10 == 0 ? new[] { new(-1 - song.Value), song } : [song]));
        var wider = new CsrMatrix(
            items.Count,
            matrix.Offsets.ToArray(),
            Array.ConvertAll(matrix.Columns.ToArray(), column => items.IndexOf(data.Items[column])));
        var trainer = new GraphTrainer(new() { PopularityExponent = 0.4 });
        var without = await trainer.FitAsync(world, cancellationToken: Cancellation);
        var with = await trainer.FitAsync(world with { Interactions = new(data.Users, items, wider) }, cancellationToken: Cancellation);
        Assert.Equal(without.Summary, with.Summary);
        Assert.NotEqual(1, without.Options.ListenerFocus);
    }

    // Oracle: the list itself, and the metrics of lists.
    [Fact]
    public void ValueOf_is_the_mean_of_recall_and_ndcg_of_the_list()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            // many are equal, some 0
            float[] scores = [.. Enumerable.Range(0, 1 + random.Next(200)).Select(_ => random.Next(12) / 4f)];
            int[] hits = [.. Enumerable.Range(0, scores.Length).Where(_ => random.Next(6) == 0)];
            var hidden = hits.Concat(Enumerable.Range(scores.Length, random.Next(4))).ToHashSet();
            if (hits.Length == 0)
            {
                continue;
            }

            var list = Array.ConvertAll(Ranking.Top(scores, 20), best => best.Index);
            var expected = 0.5 * (RankingMetrics.Recall(list, hidden, 20) + RankingMetrics.Ndcg(list, hidden, 20));
            Assert.Equal(expected, WalkTuning.ValueOf(scores, hits, hidden.Count), 1e-9);
        }
    }
}
