using CsCheck;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Tests.Composition;

public sealed class RulesTests
{
    private static readonly UserId Me = new(1);

    // Songs 10 to 19 are of artist 1, 20 to 29 of artist 2, and so on; 13 is also of artist 2; 90 is of nobody. I have 10 and 30.
    private static readonly TrainingData<SongId> Data = new(
        InteractionDataset.FromPairs<SongId>([(Me, new(10)), (Me, new(30)), (new(2), new(20))]))
    {
        Artists = Relation.FromPairs(
            new long[] { 10, 11, 12, 13, 20, 21, 22, 30, 31, 40, 41, 42 }
                .Select(song => (new SongId(song), new ArtistId(song / 10)))
                .Append((new(13), new(2)))),
        Versions = Relation.FromPairs<SongId, SongId>([(new(21), new(20)), (new(22), new(21)), (new(31), new(30)), (new(41), new(42))]),
    };

    private static readonly long[] InOrder = [11, 12, 13, 20, 21, 22, 31, 40, 41, 42, 90];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Rules_keep_the_promises() => CheckAsync(data => new PopularityRecommender<SongId>(data.Interactions).WithRules(data));

    [Fact]
    public Task Rules_over_a_blend_with_names_keep_the_promises() => CheckAsync(data => Recommender
        .Blend<SongId>((new PopularityRecommender<SongId>(data.Interactions), 3), (new PopularityRecommender<SongId>(data.Interactions), 1))
        .WithFallback(new PopularityRecommender<SongId>(data.Interactions))
        .WithRules(data)
        .WithNames(NameTable.Empty));

    [Fact]
    public void MaxPerArtist_takes_the_best_of_each_and_counts_a_song_of_two_for_both() =>
        Assert.Equal([11, 20, 31, 40, 90], Listed(new() { MaxPerArtist = 1 }));

    [Fact]
    public void MaxPerArtist_of_two_leaves_out_a_song_whose_second_artist_is_full() =>
        Assert.Equal([13, 20, 12, 90], Listed(new() { MaxPerArtist = 2 }, order: [13, 20, 21, 12, 11, 90]));

    [Fact]
    public void Known_artists_are_those_of_whom_the_listener_has_a_song() =>
        Assert.Equal([11, 12, 13, 31], Listed(new() { Artists = ArtistChoice.Known }));

    [Fact]
    public void New_artists_are_those_of_whom_the_listener_has_no_song_and_never_unknown_ones() =>
        Assert.Equal([20, 21, 22, 40, 41, 42], Listed(new() { Artists = ArtistChoice.New }));

    [Fact]
    public void One_version_is_listed_of_each_song_and_none_of_what_the_listener_has() =>
        Assert.Equal([11, 12, 13, 20, 40, 41, 90], Listed(new() { OneVersion = true }));

    [Fact]
    public void Rules_hold_together() =>
        Assert.Equal([20, 40], Listed(new() { Artists = ArtistChoice.New, MaxPerArtist = 1, OneVersion = true }));

    [Fact]
    public void What_the_listener_has_is_no_other_version_of_itself_where_known_items_are_kept()
    {
        var list = Ordered(30, 31, 10).WithRules(Data).Recommend(
            new(Profile.Of(Me), 10) { KeepKnown = true, Rules = new() { OneVersion = true } });
        Assert.Equal([30, 10], list.Select(r => r.Item.Value));
    }

    [Fact]
    public void The_artists_of_a_history_are_those_of_its_songs_even_where_nobody_has_these()
    {
        var rules = new ListRules { Artists = ArtistChoice.New };
        Assert.Equal([20, 21, 22, 31], Ordered(InOrder).WithRules(Data).Recommend(
            new(Profile.FromHistory<SongId>([new(12), new(42), new(999)]), 10) { Rules = rules }).Select(r => r.Item.Value));
        Assert.Equal([11, 12, 31, 40, 41, 42], Ordered(InOrder).WithRules(Data).Recommend(
            new(Profile.FromHistory<ArtistId>([new(2), new(999)]), 10) { Rules = rules }).Select(r => r.Item.Value));
    }

    [Fact]
    public void A_stranger_has_no_artists()
    {
        var ruled = Ordered(InOrder).WithRules(Data);
        Assert.Empty(ruled.Recommend(new(Profile.Of(new UserId(99)), 20) { Rules = new() { Artists = ArtistChoice.Known } }));
        Assert.Equal(InOrder[..^1], ruled.Recommend(new(Profile.Of(new UserId(99)), 20) { Rules = new() { Artists = ArtistChoice.New } })
            .Select(r => r.Item.Value));
    }

    [Fact]
    public void Rules_of_a_request_win_over_the_defaults()
    {
        var ruled = Ordered(InOrder).WithRules(Data, new() { MaxPerArtist = 1 });
        Assert.Equal([11, 20, 31, 40, 90], ruled.Recommend(Profile.Of(Me)).Select(r => r.Item.Value));
        Assert.Equal(InOrder[..10], ruled.Recommend(new(Profile.Of(Me), 10) { Rules = ListRules.None }).Select(r => r.Item.Value));
        Assert.Equal(
            [11, 12, 13, 31],
            ruled.Recommend(new(Profile.Of(Me), 10) { Rules = new() { Artists = ArtistChoice.Known } }).Select(r => r.Item.Value));
        Assert.Equal(
            [11, 12, 20, 21, 31, 40, 41, 90],
            ruled.WithRules(Data, new() { MaxPerArtist = 2 }).Recommend(Profile.Of(Me)).Select(r => r.Item.Value));
    }

    [Fact]
    public void A_rule_without_its_data_is_refused_at_once_or_at_the_request()
    {
        var bare = new TrainingData<SongId>(Data.Interactions);
        foreach (var (rules, needed) in new (ListRules, string)[]
        {
            (new() { MaxPerArtist = 1 }, "TrainingData.Artists"),
            (new() { Artists = ArtistChoice.New }, "TrainingData.Artists"),
            (new() { OneVersion = true }, "TrainingData.Versions"),
        })
        {
            var error = Assert.Throws<ArgumentException>("defaults", () => Ordered(InOrder).WithRules(bare, rules));
            Assert.Contains(needed, error.Message, StringComparison.Ordinal);
            var ruled = Ordered(InOrder).WithRules(bare);
            error = Assert.Throws<ArgumentException>("request", () => ruled.Recommend(new(Profile.Of(Me), 10) { Rules = rules }));
            Assert.Contains(needed, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_recommender_without_rules_refuses_them_also_in_combinations()
    {
        var popularity = new PopularityRecommender<SongId>(Data.Interactions);
        foreach (var recommender in new[]
        {
            popularity,
            popularity.WithFallback(popularity),
            Recommender.Blend<SongId>((popularity, 1)),
            Recommender.Blend<SongId>((popularity.WithRules(Data), 1)),             // each list would keep them, not their sum
            popularity.WithRules(Data).WithFallback(popularity.WithRules(Data)),
            popularity.WithNames(NameTable.Empty),
        })
        {
            var error = Assert.Throws<ArgumentException>(() =>
                recommender.Recommend(new(Profile.Of(Me), 10) { Rules = new() { MaxPerArtist = 1 } }));
            Assert.Contains("WithRules(data)", error.Message, StringComparison.Ordinal);
            Assert.NotEmpty(recommender.Recommend(new(Profile.Of(Me), 10) { Rules = ListRules.None }));
        }
    }

    [Fact]
    public void Reasons_are_those_of_the_recommender_inside()
    {
        var profile = Profile.Of(Me);
        var inner = Recommender.Blend<SongId>((new PopularityRecommender<SongId>(Data.Interactions), 0.5), (Ordered(InOrder), 0.5));
        var all = inner.Recommend(new(profile, 100) { ReasonCount = 3 }).ToDictionary(r => r.Item);
        var list = inner.WithRules(Data).Recommend(new(profile, 3) { ReasonCount = 3, Rules = new() { MaxPerArtist = 1 } });
        Assert.Equal(3, list.Count);
        Assert.All(list, r =>
        {
            Assert.Equal(all[r.Item].Score, r.Score);
            Assert.Equal(all[r.Item].Reason.ToString(), r.Reason.ToString());
            Assert.NotEmpty(r.Reason);
        });
    }

    [Fact]
    public void A_saved_recommender_keeps_its_default_rules_and_its_data()
    {
        var path = Path.GetTempFileName();
        try
        {
            var data = MusicWorld.Create(new() { UserCount = 60, SongCount = 80, ArtistCount = 10, ColdSongCount = 6 }).ToTrainingData();
            var ruled = new PopularityRecommender<SongId>(data.Interactions).WithRules(
                data, new() { MaxPerArtist = 2, Artists = ArtistChoice.Known, OneVersion = true });
            ModelFile.Save(ruled, path);
            var loaded = ModelFile.Load<SongId>(path, [.. CompositionModelFormats.For<SongId>(), PopularityRecommender<SongId>.FileFormat]);
            for (var row = 0; row < 20; row++)
            {
                var request = new RecommendationRequest<SongId>(data.Interactions.ProfileOf(row), 15) { ReasonCount = 1 };
                Assert.Equal(
                    ruled.Recommend(request).Select(r => (r.Item, r.Score)), loaded.Recommend(request).Select(r => (r.Item, r.Score)));
                var discover = request with { Rules = new() { Artists = ArtistChoice.New } };
                Assert.Equal(ruled.Recommend(discover).Select(r => r.Item), loaded.Recommend(discover).Select(r => r.Item));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_update_brings_new_artists_and_versions_under_the_rules()
    {
        var ruled = new Growing(Data.Interactions).WithRules(Data, new() { MaxPerArtist = 1 });
        var additions = new TrainingData<SongId>(
            InteractionDataset.FromPairs<SongId>([(Me, new(50)), (new(3), new(51)), (new(3), new(52))]))
        {
            Artists = Relation.FromPairs<SongId, ArtistId>([(new(50), new(5)), (new(51), new(5)), (new(52), new(5))]),
            Versions = Relation.FromPairs<SongId, SongId>([(new(51), new(50))]),
        };
        var updated = ruled.Find<IIncremental<SongId>>()!.Update(additions, Cancellation);
        var profile = Profile.Of(Me);
        Assert.Equal([20, 51], updated.Recommend(profile).Select(r => r.Item.Value));
        Assert.Equal([20, 52], updated.Recommend(new(profile, 10) { Rules = new() { OneVersion = true } }).Select(r => r.Item.Value));
        Assert.Equal(
            [51, 52], updated.Recommend(new(profile, 10) { Rules = new() { Artists = ArtistChoice.Known } }).Select(r => r.Item.Value));
        Assert.Equal([20], ruled.Recommend(profile).Select(r => r.Item.Value));
    }

    [Fact]
    public void Abilities_that_would_bypass_the_rules_are_not_found_and_names_are_put_around_them()
    {
        var names = NameTable.Empty.With<SongId>([(new(11), "Eleven")]);
        var inner = new Growing(Data.Interactions);
        var ruled = inner.WithNames(names, Data.Artists).WithRules(Data, new() { MaxPerArtist = 1 });
        Assert.Null(ruled.Find<IBatchRecommender<SongId>>());
        Assert.Null(ruled.Find<IItemScorer<SongId>>());
        Assert.Same(inner, ruled.Find<ISimilarItems<SongId>>());
        Assert.Same(names, ruled.Find<NameTable>());
        Assert.Same(ruled, ruled.Find<IRecommender<SongId>>());
        Assert.Null(Ordered(11).WithRules(Data).Find<IIncremental<SongId>>());

        var expected = ruled.Recommend(Profile.Of(new UserId(9))).Select(r => r.Item);
        Assert.Equal([10, 20, 30], expected.Select(song => song.Value));
        Assert.Equal(expected, ruled.RecommendNamed(Profile.Of(new UserId(9))).Select(r => r.Id));
        var filled = Ordered(11).WithNames(names).WithFallback(Ordered(12));
        Assert.Equal(["Eleven", "song 12"], filled.RecommendNamed(Profile.Of(Me)).Select(r => r.Title));
    }

    // implicit issue 736 gave N + |filter| items, issues 198 and 345 fewer than N: what is filtered is made up for, and not more than that.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    [InlineData(int.MaxValue)]
    public void There_are_exactly_N_where_N_exist_however_deep_they_are(int n)
    {
        // 3,000 songs of the listener's artist come first, then one song each of 500 other artists.
        var songs = Enumerable.Range(100, 3_500).Select(song => (long)song).ToArray();
        var data = new TrainingData<SongId>(InteractionDataset.FromPairs<SongId>([(Me, new(99))]))
        {
            Artists = Relation.FromPairs(songs.Append(99).Select(song => (new SongId(song), new ArtistId(song < 3_100 ? 1 : song)))),
        };
        var deny = songs[^100..].Select(song => new SongId(song)).ToHashSet();
        var list = Ordered(songs).WithRules(data).Recommend(
            new(Profile.Of(Me), n) { Deny = deny, Rules = new() { Artists = ArtistChoice.New } });
        Assert.Equal(songs[3_000..3_400].Take(n), list.Select(r => r.Item.Value));
    }

    // implicit pull request 507: an allow-list shorter than N gave invalid items.
    [Fact]
    public void An_allow_list_shorter_than_N_gives_what_it_holds()
    {
        var allow = new HashSet<SongId> { new(11), new(12), new(40), new(777) };
        var list = Ordered(InOrder).WithRules(Data).Recommend(
            new(Profile.Of(Me), 10) { Allow = allow, Rules = new() { MaxPerArtist = 1 } });
        Assert.Equal([11, 40], list.Select(r => r.Item.Value));
    }

    // tuff issue 672: where all candidates were of one kind, a limit for each kind ended the list at half its length.
    [Fact]
    public void A_limit_above_what_an_artist_has_shortens_no_list()
    {
        var ofOne = Data with { Artists = Relation.FromPairs(InOrder.Select(song => (new SongId(song), new ArtistId(1)))) };
        Assert.Equal(InOrder, Ordered(InOrder)
            .WithRules(ofOne)
            .Recommend(new(Profile.Of(Me), 20) { Rules = new() { MaxPerArtist = 11 } })
            .Select(r => r.Item.Value));
        Assert.Equal(InOrder[..4], Ordered(InOrder)
            .WithRules(ofOne)
            .Recommend(new(Profile.Of(Me), 20) { Rules = new() { MaxPerArtist = 4 } })
            .Select(r => r.Item.Value));
    }

    [Fact]
    public void Rules_are_the_greedy_definition_on_any_data()
    {
        var pairs = Gen.Select(Gen.Long[1, 40], Gen.Long[1, 6]).Array[0, 60];
        var versions = Gen.Select(Gen.Long[1, 40], Gen.Long[1, 40]).Array[0, 15];
        var rules = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Bool).Select((max, artists, one) => new ListRules
        {
            MaxPerArtist = max == 0 ? null : max,
            Artists = (ArtistChoice)artists,
            OneVersion = one,
        });
        Gen.Select(
            pairs,
            versions,
            Gen.Long[1, 40].Array[0, 10],
            rules,
            Gen.Int[1, 45],
            Gen.Bool).Sample((artistPairs, versionPairs, own, rule, n, keepKnown) =>
        {
            var order = Enumerable.Range(1, 40).Select(song => (long)(song * 17 % 41)).ToArray();
            var data = new TrainingData<SongId>(InteractionDataset.FromPairs(own.Select(song => (Me, new SongId(song)))))
            {
                Artists = Relation.FromPairs(artistPairs.Select(pair => (new SongId(pair.Item1), new ArtistId(pair.Item2)))),
                Versions = Relation.FromPairs(versionPairs.Select(pair => (new SongId(pair.Item1), new SongId(pair.Item2)))),
            };
            var inner = new Fixed(order, own);
            var request = new RecommendationRequest<SongId>(Profile.Of(Me), n) { KeepKnown = keepKnown, Rules = rule };
            var expected = Greedy(
                inner.Recommend(request with { N = 1000, Rules = null }),
                data,
                own.Select(song => new SongId(song)).ToHashSet(),
                rule).Take(n);
            Assert.Equal(expected, inner.WithRules(data).Recommend(request).Select(r => r.Item));
        });
    }

    private static List<SongId> Greedy(
        IReadOnlyList<Recommendation<SongId>> all, TrainingData<SongId> data, HashSet<SongId> own, ListRules rules)
    {
        var ownArtists = own.SelectMany(data.Artists!.Of).ToHashSet();
        var kept = new List<SongId>();
        foreach (var song in all.Select(r => r.Item))
        {
            var artists = data.Artists.Of(song).ToArray();
            var isChosen = rules.Artists == ArtistChoice.Any
                || (rules.Artists == ArtistChoice.Known && artists.Any(ownArtists.Contains))
                || (rules.Artists == ArtistChoice.New && artists.Length > 0 && !artists.Any(ownArtists.Contains));
            var hasRoom = artists.All(artist =>
                kept.Count(other => data.Artists.Of(other).Contains(artist)) < (rules.MaxPerArtist ?? int.MaxValue));
            var isNew = !rules.OneVersion
                || !kept.Any(other => AreVersions(other, song))
                && (own.Contains(song) || !own.Any(other => AreVersions(other, song)));
            if (isChosen && hasRoom && isNew)
            {
                kept.Add(song);
            }
        }

        return kept;

        bool AreVersions(SongId left, SongId right)
        {
            var reached = new HashSet<SongId> { left };
            while (true)
            {
                var next = data.Versions!.Pairs().Where(pair => reached.Contains(pair.From) || reached.Contains(pair.To))
                    .SelectMany(pair => new[] { pair.From, pair.To })
                    .ToArray();
                if (next.All(reached.Contains))
                {
                    return reached.Contains(right);
                }

                reached.UnionWith(next);
            }
        }
    }

    private static Task CheckAsync(Func<TrainingData<SongId>, IRecommender<SongId>> make) => RecommenderConformance.CheckAsync(
        _ => Trainer.From(make),
        RecommenderPromises.ServesAnyone,
        formats: [.. CompositionModelFormats.For<SongId>(), PopularityRecommender<SongId>.FileFormat],
        cancellationToken: Cancellation);

    private static IEnumerable<long> Listed(ListRules rules, long[]? order = null) =>
        Ordered(order ?? InOrder).WithRules(Data).Recommend(new(Profile.Of(Me), 20) { Rules = rules }).Select(r => r.Item.Value);

    private static Fixed Ordered(params long[] songs) => new(songs, [10, 30]);

    /// <summary>Lists songs in a fixed order; knows which the listener has.</summary>
    private sealed class Fixed(long[] songs, long[] known) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            Ranking.RefuseRules(request);
            return [.. songs
                .Where(song => request.KeepKnown || !known.Contains(song))
                .Where(song => request.Admits(new(song)))
                .Take(request.N)
                .Select(song => new Recommendation<SongId>(new(song), songs.Length - Array.IndexOf(songs, song), new(
                    request.ReasonCount > 0 ? [Contribution.OfFeature($"place of {song}", 0.5f)] : [])))];
        }
    }

    /// <summary>Popularity that takes in new interactions, and other abilities.</summary>
    private sealed class Growing(
        InteractionDataset<SongId> data) : IRecommender<SongId>, IIncremental<SongId>, IBatchRecommender<SongId>, ISimilarItems<SongId>
    {
        private readonly PopularityRecommender<SongId> _popularity = new(data);

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => _popularity.Recommend(request);

        public IReadOnlyList<Recommendation<SongId>>[] RecommendMany(
            IReadOnlyList<RecommendationRequest<SongId>> requests, CancellationToken cancellationToken = default) =>
            [.. requests.Select(Recommend)];

        public IReadOnlyList<Recommendation<SongId>> Similar(SongId item, int n = 10) => [];

        public IRecommender<SongId> Update(TrainingData<SongId> additions, CancellationToken cancellationToken = default) =>
            new Growing(InteractionDataset.From(data.ToInteractions().Concat(additions.Interactions.ToInteractions())));
    }
}
