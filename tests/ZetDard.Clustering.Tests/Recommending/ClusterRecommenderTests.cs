using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using ZetDard.Recommenders;

namespace ZetDard.Clustering.Tests;

public sealed class ClusterRecommenderTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.model");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    // Two clusters on a line: songs 1 to 5 at 0 … 4, songs 11 to 14 at 0, 10, 11 and 13. Nobody has song 14.
    private static TrainingData<SongId> Line(params IEnumerable<(int User, int Song)> pairs) =>
        new(InteractionDataset.FromPairs(
            pairs.Concat([.. Enumerable.Range(1, 5).Select(song => (9, song)), (9, 11), (9, 12), (9, 13), (9, 99)])
                .Select(pair => (new UserId(pair.Item1), new SongId(pair.Item2)))))
        {
            ItemFeatures = new(
                new([.. Songs(1, 2, 3, 4, 5, 11, 12, 13, 14)]),
                ["cluster", "place"],
                [0, 0, 0, 1, 0, 2, 0, 3, 0, 4, 1, 0, 1, 10, 1, 11, 1, 13]),
        };

    private static IEnumerable<SongId> Songs(params IEnumerable<int> songs) => songs.Select(song => new SongId(song));

    private static Task<ClusterRecommender<SongId>> FitAsync(TrainingData<SongId> data) =>
        new ClusterRecommenderTrainer<SongId>(new ColumnClusterer(), new() { Similarity = Similarity.Euclidean, Standardize = false })
            .FitAsync(data, cancellationToken: Cancellation);

    private static string Print(IEnumerable<Recommendation<SongId>> list) =>
        string.Join(", ", list.Select(
            r => r.Reason is [var because] && because.Is(out SongId own) ? $"{r.Item.Value}<{own.Value}" : $"{r.Item.Value}"));

    [Fact]
    public async Task Walk_gives_one_song_for_each_song_of_the_list_in_its_order()
    {
        var model = await FitAsync(Line());

        // 13 is nearest to 12, but 12 is nearest to 13 and known. 99 has no features, 77 is unknown to all: both are skipped.
        var walk = model.Walk(Profile.FromHistory(Songs(12, 99, 3, 77, 2, 12)));
        Assert.Equal("13<12, 4<3, 1<2", Print(walk));
        Assert.Equal([-1f, -1, -1], walk.Select(step => step.Score));

        // Who comes first gets the song that is nearest to both.
        Assert.Equal("3<4, 2<5", Print(model.Walk(Profile.FromHistory(Songs(4, 5)))));
        Assert.Equal("3<5, 2<4", Print(model.Walk(Profile.FromHistory(Songs(5, 4)))));

        // Nothing is left for the last ones.
        Assert.Equal("3<1, 4<2", Print(model.Walk(Profile.FromHistory(Songs(1, 2, 5)))));
        Assert.Empty(model.Walk(Profile.FromHistory(Songs(1, 2, 3, 4, 5))));
    }

    [Fact]
    public async Task Walk_keeps_the_length_the_lists_and_the_cold_songs_of_a_request()
    {
        var model = await FitAsync(Line());
        var request = new RecommendationRequest<SongId>(Profile.FromHistory(Songs(13, 1, 3)), 10);
        Assert.Equal("12<13, 2<1, 4<3", Print(model.Walk(request)));
        Assert.Equal("12<13, 2<1", Print(model.Walk(request with { N = 2 })));
        Assert.Equal("11<13, 2<1, 5<3", Print(model.Walk(request with { Deny = Songs(12, 4).ToHashSet() })));
        Assert.Equal("5<1", Print(model.Walk(request with { Allow = Songs(5).ToHashSet() })));
        var cold = request with { Profile = Profile.FromHistory(Songs(12, 13)), N = 1, IncludeCold = true };
        Assert.Equal("14<12", Print(model.Walk(cold)));
        var ruled = Assert.Throws<ArgumentException>(() => model.Walk(request with { Rules = new() { MaxPerArtist = 1 } }));
        Assert.Contains("WithRules", ruled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Walk_of_a_user_goes_by_times_and_without_times_by_index()
    {
        var data = Line((1, 5), (1, 3));
        Assert.Equal("2<3, 4<5", Print((await FitAsync(data)).Walk(Profile.Of(new UserId(1)))));
        var timed = InteractionDataset.From(data.Interactions.ToInteractions()
            .Select(one => one with { UnixSeconds = one.Item.Value == 5 ? 100 : 200 }));
        Assert.Equal("4<5, 2<3", Print((await FitAsync(data with { Interactions = timed })).Walk(Profile.Of(new UserId(1)))));
    }

    [Fact]
    public async Task Lists_are_ordered_by_the_nearest_song_of_the_cluster_and_end_with_the_clusters()
    {
        var model = await FitAsync(Line());
        var list = model.Recommend(Profile.FromHistory(Songs(5, 1)), n: 10, reasonCount: 3);
        Assert.Equal("2<1, 4<5, 3<1", Print(list));
        Assert.Equal([-1f, -1, -2], list.Select(r => r.Score));

        // With what is known: of the own songs only those that another own song is near to.
        var withKnown = new RecommendationRequest<SongId>(Profile.FromHistory(Songs(1, 2, 12)), 10) { KeepKnown = true, ReasonCount = 1 };
        Assert.Equal("1<2, 2<1, 3<2, 13<12, 4<2, 5<2, 11<12", Print(model.Recommend(withKnown)));
        var cold = withKnown with { Profile = Profile.FromHistory(Songs(12)), IncludeCold = true };
        Assert.Equal("13<12, 14<12, 11<12", Print(model.Recommend(cold)));
    }

    [Fact]
    public async Task Similar_songs_are_those_of_the_cluster_that_somebody_has()
    {
        var model = await FitAsync(Line());
        Assert.Equal("13, 11", Print(model.Similar(new SongId(12))));
        Assert.Equal("13, 12", Print(model.Similar(new SongId(14), 2)));
        Assert.Empty(model.Similar(new SongId(99)));
        Assert.Equal([0, 1, -1], Songs(1, 14, 99).Select(model.ClusterOf));
    }

    // Oracle: the six steps and the ranking, written down one after another, on features of which many are equal.
    [Fact]
    public void Walks_and_lists_agree_with_their_definitions() => Gen.Select(
        Gen.Int[0, 2].Select(Gen.Int[-3, 3], Gen.Int[-3, 3]).Array[1, 60],
        Gen.Int[0, 70].List[0, 20],
        Gen.Int[1, 12],
        Gen.Bool,
        Gen.Enum<Similarity>()).Sample((songs, history, n, includeCold, similarity) =>
    {
        var pool = new FeatureTable<SongId>(
            new([.. Songs(Enumerable.Range(0, songs.Length))]), ["cluster", "x", "y"],
            [.. songs.SelectMany(song => new float[] { song.Item1, song.Item2, song.Item3 })]);
        var warm = (2 * songs.Length / 3) + 1;          // those that somebody has
        var data = new TrainingData<SongId>(InteractionDataset.FromPairs(
            Enumerable.Range(0, Math.Min(warm, songs.Length)).Select(song => (new UserId(1), new SongId(song)))))
        {
            ItemFeatures = pool,
        };
        var model = new ClusterRecommenderTrainer<SongId>(new ColumnClusterer(), new() { Similarity = similarity, Standardize = false })
            .FitAsync(data, cancellationToken: Cancellation).GetAwaiter().GetResult();
        var request = new RecommendationRequest<SongId>(Profile.FromHistory(Songs(history)), n) { IncludeCold = includeCold };
        int[] list = [.. history.Where(song => song < songs.Length).Distinct()];
        int[] candidates = [.. Enumerable.Range(0, songs.Length).Where(song => (includeCold || song < warm) && !list.Contains(song))];

        var (walk, taken) = (new List<(long, long)>(), new HashSet<int>());
        foreach (var own in list)
        {
            int[] near = [.. candidates.Where(song => songs[song].Item1 == songs[own].Item1 && !taken.Contains(song))];
            if (near.Length > 0 && walk.Count < n)
            {
                var nearest = near.MaxBy(song => Score(own, song));     // the first of equal ones
                taken.Add(nearest);
                walk.Add((nearest, own));
            }
        }

        var ranked = from song in candidates
                     let own = list.Where(own => songs[song].Item1 == songs[own].Item1).ToArray()
                     where own.Length > 0
                     let score = own.Max(one => Score(one, song))
                     orderby score descending, song
                     select ((long)song, score);
        Assert.Equal(walk, model.Walk(request).Select(step => (step.Item.Value, step.Reason[0].Id)));
        var (expected, actual) = (ranked.Take(n).ToArray(), model.Recommend(request));
        Assert.Equal(expected.Length, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.score, pair.Second.Score, 1e-5f));
        if (similarity != Similarity.Cosine)        // where equal scores are equal to the bit
        {
            Assert.Equal(expected.Select(one => one.Item1), actual.Select(r => r.Item.Value));
        }

        float Score(int left, int right)
        {
            var (a, b) = (pool.Row(left).ToArray(), pool.Row(right).ToArray());
            double dot = a.Zip(b, (x, y) => x * y).Sum();
            var norms = Math.Sqrt(a.Sum(x => x * x)) * Math.Sqrt(b.Sum(x => x * x));
            var score = similarity switch
            {
                Similarity.Euclidean => -Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum()),
                Similarity.Cosine => norms == 0 ? 0 : dot / norms,
                _ => dot,
            };
            return MathF.Round((float)score, 5);
        }
    }, iter: 300);

    [Fact]
    public async Task Songs_whose_scores_are_equal_in_single_precision_go_by_their_number()
    {
        // In double precision song 3 is nearer to song 1 than song 2 is, by less than a float can tell.
        var data = new TrainingData<SongId>(InteractionDataset.FromPairs(Songs(1, 2, 3, 4).Select(song => (new UserId(1), song))))
        {
            ItemFeatures = new(new([.. Songs(1, 2, 3, 4)]), ["cluster", "x", "y"], [0, 0, 0, 0, 1, 1e-5f, 0, 1, 0, 0, 2, 0]),
        };
        var model = await FitAsync(data);
        var profile = Profile.FromHistory(Songs(1));
        Assert.Equal("2<1", Print(model.Walk(profile)));
        Assert.Equal("2", Print(model.Similar(new SongId(1), 1)));
        Assert.Equal("2, 3", Print(model.Recommend(profile, n: 2)));
    }

    [Fact]
    public async Task Columns_of_any_scale_count_alike_unless_asked_otherwise()
    {
        // By tempo song 2 is nearest to song 1, by the columns together song 3.
        var data = new TrainingData<SongId>(InteractionDataset.FromPairs(Songs(1, 2, 3, 4).Select(song => (new UserId(1), song))))
        {
            ItemFeatures = new(
                new([.. Songs(1, 2, 3, 4)]), ["cluster", "tempo", "energy"], [0, 100, .9f, 0, 101, .1f, 0, 110, .9f, 0, 150, .2f]),
        };
        var profile = Profile.FromHistory(Songs(1));
        foreach (var (standardize, nearest) in new[] { (true, 3), (false, 2) })
        {
            var trainer = new ClusterRecommenderTrainer<SongId>(
                new ColumnClusterer(), new() { Standardize = standardize, Similarity = Similarity.Euclidean });
            var model = await trainer.FitAsync(data, cancellationToken: Cancellation);
            Assert.Equal(nearest, model.Recommend(profile, n: 1)[0].Item.Value);
        }
    }

    [Fact]
    public async Task Saved_models_walk_and_rank_as_before()
    {
        var model = await FitAsync(Line((1, 3), (1, 12)));
        ModelFile.Save(model, _path);
        var loaded = ModelFile.Load<SongId>(_path, ClusterRecommender<SongId>.FileFormat).Find<ClusterRecommender<SongId>>()!;
        var request = new RecommendationRequest<SongId>(Profile.Of(new UserId(1)), 10) { IncludeCold = true, ReasonCount = 1 };
        Assert.Equal(Print(model.Recommend(request)), Print(loaded.Recommend(request)));
        Assert.Equal(Print(model.Walk(request)), Print(loaded.Walk(request)));
        Assert.Equal("2 clusters of 4 to 5 of 9 songs", loaded.Summary);
    }

    [Fact]
    public async Task Without_features_there_is_an_error_that_names_them()
    {
        var trainer = new ClusterRecommenderTrainer<SongId>(new ColumnClusterer());
        var data = Line();
        var none = await Assert.ThrowsAsync<ArgumentException>(
            () => trainer.FitAsync(data with { ItemFeatures = null }, cancellationToken: Cancellation));
        Assert.Contains("TrainingData.ItemFeatures", none.Message, StringComparison.Ordinal);
        var empty = await Assert.ThrowsAsync<ArgumentException>(
            () => trainer.FitAsync(data with { ItemFeatures = new(new([]), ["x"], []) }, cancellationToken: Cancellation));
        Assert.Contains("no rows", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Features_of_other_songs_alone_serve_cold_songs_to_histories()
    {
        var data = Line() with { Interactions = InteractionDataset.FromPairs([(new UserId(1), new SongId(99))]) };
        var model = await FitAsync(data);
        Assert.Empty(model.Recommend(Profile.Of(new UserId(1))));
        Assert.Empty(model.Recommend(Profile.FromHistory(Songs(1))));
        var request = new RecommendationRequest<SongId>(Profile.FromHistory(Songs(1)), 2) { IncludeCold = true };
        Assert.Equal("2, 3", Print(model.Recommend(request)));
        Assert.Equal("2<1", Print(model.Walk(request)));
    }

    [Theory]
    [InlineData("same", 8)]         // one cluster
    [InlineData("own", 0)]          // as many clusters as songs
    public async Task The_number_of_clusters_may_be_one_or_that_of_the_songs(string clusters, int expected)
    {
        var songs = Enumerable.Range(1, 10).ToArray();
        var data = new TrainingData<SongId>(InteractionDataset.FromPairs(Songs(songs).Select(song => (new UserId(1), song))))
        {
            ItemFeatures = new(
                new([.. Songs(songs)]), ["cluster", "constant", "x"],
                [.. songs.SelectMany(song => new float[] { clusters == "same" ? 7 : song, 5, song % 4 })]),
        };
        var model = await new ClusterRecommenderTrainer<SongId>(new ColumnClusterer()).FitAsync(data, cancellationToken: Cancellation);
        Assert.Equal(clusters == "same" ? 1 : 10, model.ClusterCount);
        Assert.Equal(expected, model.Recommend(Profile.FromHistory(Songs(2, 3)), n: 20).Count);
        Assert.Equal(Math.Min(2, expected), model.Walk(Profile.FromHistory(Songs(2, 3))).Count);
        Assert.Empty(model.Recommend(Profile.FromHistory(Songs(songs))));
        Assert.Empty(model.Recommend(Profile.FromHistory(Songs())));
        Assert.Empty(model.Walk(Profile.FromHistory(Songs())));
    }

    [Fact]
    public async Task A_clusterer_that_forgets_rows_is_an_error_that_names_it()
    {
        var trainer = new ClusterRecommenderTrainer<SongId>(new Forgetful());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => trainer.FitAsync(Line(), cancellationToken: Cancellation));
        Assert.Contains("Forgetful", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_composed_like_all_others()
    {
        var data = Line((1, 3), (2, 99));
        var model = await FitAsync(data);
        IRecommender<SongId> popularity = new PopularityRecommender<SongId>(data.Interactions);
        var blend = Recommender.Blend((model, .5), (popularity, .5));
        Assert.NotEmpty(blend.Recommend(Profile.Of(new UserId(1))));
        Assert.NotEmpty(model.WithFallback(popularity).Recommend(Profile.Of(new UserId(2))));
        Assert.Empty(model.Recommend(Profile.Of(new UserId(2))));

        var learned = new ClusterRecommenderTrainer<SongId>(new ColumnClusterer()).With(new FactorLearner<SongId>(new() { FactorCount = 2 }));
        Assert.NotNull(await learned.FitAsync(data with { ItemFeatures = null }, cancellationToken: Cancellation));

        var artists = new TrainingData<ArtistId>(
            InteractionDataset.FromPairs([(new UserId(1), new ArtistId(1)), (new UserId(2), new ArtistId(2))]))
        {
            ItemFeatures = new(new([new(1), new(2)]), ["x"], [0, 0]),
        };
        var ofArtists = await new ClusterRecommenderTrainer<ArtistId>(new ColumnClusterer())
            .FitAsync(artists, cancellationToken: Cancellation);
        Assert.Equal(2, Assert.Single(ofArtists.Walk(Profile.Of(new UserId(1)))).Item.Value);
    }

    [Fact]
    public async Task A_container_composes_it_of_a_keyed_clusterer()
    {
        var services = new ServiceCollection();
        services.AddZetDardComponent<IClustererTrainer>("column", _ => new ColumnClusterer());
        services.AddZetDardClusterRecommender<SongId>().Configure(options => options.Clusterer = "column");
        services.AddZetDardClusterRecommender<SongId>("other").Configure(options => options.Clusterer = "colum");
        await using var provider = services.BuildServiceProvider();
        var trainer = provider.GetComponent<IRecommenderTrainer<SongId>>(ClusterRecommenderTrainer.Key);
        Assert.NotNull(await trainer.FitAsync(Line(), cancellationToken: Cancellation));
        var unknown = Assert.Throws<InvalidOperationException>(() => provider.GetComponent<IRecommenderTrainer<SongId>>("other"));
        Assert.Contains("the nearest is 'column'", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_their_range_are_refused()
    {
        var error = Assert.ThrowsAny<ArgumentException>(
            () => new ClusterRecommenderTrainer<SongId>(new ColumnClusterer(), new() { Similarity = (Similarity)7 }));
        Assert.Contains(nameof(ClusterRecommenderOptions.Similarity), error.Message, StringComparison.Ordinal);
    }

    private sealed class Forgetful : IClustererTrainer, IClusterer
    {
        public int ClusterCount => 1;

        public IReadOnlyList<int> Assignments => [0, 0];

        public int Assign(FeatureRow row) => 0;

        public Task<IClusterer> FitAsync(
            IReadOnlyList<FeatureRow> rows, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
            Task.FromResult<IClusterer>(this);
    }
}
