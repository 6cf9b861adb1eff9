using CsCheck;

namespace ZetDard.Recommenders.Tests.Composition;

public sealed class BlendTests
{
    private static readonly Profile Me = Profile.Of(new UserId(1));
    private static readonly float[] Floors = [0, 0.5f, -1, float.NegativeInfinity];

    // Songs 0 to 19; those from 15 on nobody has.
    private static readonly Gen<Scores> AnyScores = Gen.Select(
        Gen.Select(Gen.Long[0, 19], Gen.OneOf(Gen.Const(0f), Gen.Int[-3, 9].Select(score => score / 2f), Gen.Float[1e-15f, 1e15f])).Array[
            0,
            25
        ],
        Gen.Int[0, 19].Select(song => (long)song).Array[0, 5],
        Gen.Int[0, 3].Select(floor => Floors[floor]),
        Gen.Bool,
        (scores, known, floor, isAscending) =>
            new Scores(
                [
                    .. isAscending
                        ? scores.DistinctBy(pair => pair.Item1).OrderBy(pair => pair.Item1)
                        : scores.DistinctBy(pair => pair.Item1),
                ],
                known,
                floor
            )
    );

    private static readonly Gen<RecommendationRequest<SongId>> AnyRequest = Gen.Select(
        Gen.Int[1, 25],
        Gen.Bool,
        Gen.Bool,
        Gen.Long[0, 19].HashSet[0, 8],
        Gen.Long[0, 19].HashSet[0, 8],
        Gen.Int[0, 2],
        (n, keepKnown, includeCold, allow, deny, lists) =>
            new RecommendationRequest<SongId>(Me, n)
            {
                KeepKnown = keepKnown,
                IncludeCold = includeCold,
                Allow = lists == 1 ? allow.Select(song => new SongId(song)).ToHashSet() : null,
                Deny = lists == 2 ? deny.Select(song => new SongId(song)).ToHashSet() : null,
            }
    );

    [Fact]
    public void Scores_and_lists_give_the_same_blend_to_the_bit() =>
        Gen.Select(Gen.Select(AnyScores, Gen.Double[0.001, 1000]).Array[1, 3], AnyRequest)
            .Sample(
                (parts, request) =>
                {
                    var byScores = Recommender.Blend<SongId>([.. parts.Select(part => ((IRecommender<SongId>)part.Item1, part.Item2))]);
                    var byLists = Recommender.Blend<SongId>([
                        .. parts.Select(part => ((IRecommender<SongId>)new Lists(part.Item1), part.Item2)),
                    ]);
                    Assert.Equal(
                        byLists.Recommend(request).Select(r => (r.Item, r.Score)),
                        byScores.Recommend(request).Select(r => (r.Item, r.Score))
                    );
                }
            );

    [Fact]
    public void Scores_of_a_large_catalogue_give_the_same_blend_as_lists()
    {
        var random = new Random(1);
        var songs = Enumerable.Range(0, 10_000).Select(song => (long)song).ToArray();
        var dense = new Scores([.. songs.Select(song => (song, random.NextSingle()))], [3, 5_000], 0);
        var sparse = new Scores([.. songs.Select(song => (song, song % 1_000 == 7 ? random.NextSingle() : 0))], [7], 0, isSparse: true);
        var request = new RecommendationRequest<SongId>(Me, 500);
        foreach (var parts in new Scores[][] { [dense, sparse], [sparse, dense], [sparse, sparse] })
        {
            var byScores = Recommender.Blend<SongId>((parts[0], 2), (parts[1], 1)).Recommend(request);
            var byLists = new BlendRecommender<SongId>([(parts[0], 2), (new Lists(parts[1]), 1)])
                .RecommendByLists(request, int.MaxValue)
                .Best;
            Assert.Equal(byLists.Select(r => (r.Item, r.Score)), byScores.Select(r => (r.Item, r.Score)));
        }
    }

    // implicit issue 172: scores with a list of items were others than those without.
    [Fact]
    public void Scores_do_not_depend_on_what_is_allowed_or_denied()
    {
        var blend = Recommender.Blend<SongId>(
            (new Scores([(1, 8), (2, 4), (3, 1)], [], 0), 0.5),
            (new Scores([(1, 1), (3, 2)], [], 0), 0.5)
        );
        Assert.Equal([(1L, 0.75f), (3L, 0.5625f), (2L, 0.25f)], blend.Recommend(Me).Select(r => (r.Item.Value, r.Score)));
        Assert.Equal(
            [(3L, 0.5625f), (2L, 0.25f)],
            blend.Recommend(new(Me) { Deny = new HashSet<SongId> { new(1) } }).Select(r => (r.Item.Value, r.Score))
        );
        Assert.Equal(
            [(2L, 0.25f)],
            blend.Recommend(new(Me) { Allow = new HashSet<SongId> { new(2) } }).Select(r => (r.Item.Value, r.Score))
        );
    }

    // lancedb issue 1671: an item that one of two rankers did not list had a score that was no number.
    [Fact]
    public void An_item_that_one_part_lacks_counts_0_there()
    {
        var list = Recommender.Blend<SongId>((new Scores([(1, 2)], [], 0), 1), (new Lists(new Scores([(2, 4)], [], 0)), 3)).Recommend(Me);
        Assert.Equal([(2L, 0.75f), (1L, 0.25f)], list.Select(r => (r.Item.Value, r.Score)));
    }

    // lancedb pull request 3155: in a linear combination a missing score and a bad one were not treated alike; here both count 0.
    [Fact]
    public void A_negative_score_counts_as_0_and_stays_a_candidate()
    {
        var parts = new Scores([(1, -5), (2, -1)], [], float.NegativeInfinity);
        foreach (var part in new IRecommender<SongId>[] { parts, new Lists(parts) })
        {
            Assert.Equal([(1L, 0f), (2L, 0f)], Recommender.Blend<SongId>((part, 1)).Recommend(Me).Select(r => (r.Item.Value, r.Score)));
        }
    }

    [Theory]
    [InlineData(1e39, 2e39)]
    [InlineData(1e-45, 2e-45)]
    [InlineData(double.MaxValue / 2, double.MaxValue)]
    [InlineData(double.Epsilon, 2 * double.Epsilon)]
    [InlineData(1, 2)]
    public void Only_the_ratio_of_weights_counts(double first, double second)
    {
        var blend = Recommender.Blend<SongId>(
            (new Scores([(1, 1), (2, 0.5f)], [], 0), first),
            (new Scores([(2, 1), (3, 0.5f)], [], 0), second)
        );
        Assert.Equal([(2L, 5 / 6f), (1L, 1 / 3f), (3L, 1 / 3f)], blend.Recommend(Me).Select(r => (r.Item.Value, r.Score)));
    }

    [Theory]
    [InlineData(1, 1e-7)]
    [InlineData(1e39, 1e-45)]
    public void Weights_of_which_one_hardly_counts_are_refused(double first, double second)
    {
        var error = Assert.Throws<ArgumentException>("parts", () =>
            Recommender.Blend<SongId>((new Scores([], [], 0), first), (new Scores([], [], 0), second))
        );
        Assert.Contains("may be 1,000,000 times the least", error.Message, StringComparison.Ordinal);
        Recommender.Blend<SongId>((new Scores([], [], 0), 1e6), (new Scores([], [], 0), 1));
    }

    // Parts under rules keep them for what they list; reasons of the rest of the blend are not lost by them.
    [Fact]
    public void A_part_with_rules_of_its_own_gives_its_share_and_its_reasons()
    {
        var data = new TrainingData<SongId>(InteractionDataset.FromPairs<SongId>([(new(1), new(9))]))
        {
            Artists = Relation.FromPairs<SongId, ArtistId>([(new(1), new(1)), (new(2), new(1)), (new(3), new(3))]),
        };
        var ruled = new Scores([(1, 4), (2, 3), (3, 2)], [], 0).WithRules(data, new() { MaxPerArtist = 1 });
        var list = Recommender.Blend<SongId>((ruled, 0.5), (new Scores([(2, 1)], [], 0), 0.5)).Recommend(Me, reasonCount: 2);
        Assert.Equal([(1L, 0.5f), (2L, 0.5f), (3L, 0.25f)], list.Select(r => (r.Item.Value, r.Score)));
    }

    [Fact]
    public void Reasons_are_parts_of_the_whole_score()
    {
        var half = new Scores([(1, 4)], [], 0, share: 0.5f);
        var list = Recommender.Blend<SongId>((half, 0.8), (new Scores([(1, 2)], [], 0, name: "other"), 0.2)).Recommend(Me, reasonCount: 2);
        Assert.Equal("scores (40 %); other (20 %)", list[0].Reason.ToString());
    }

    [Fact]
    public void Items_that_nobody_has_are_measured_by_the_others_and_by_themselves_where_there_are_none()
    {
        var request = new RecommendationRequest<SongId>(Me) { IncludeCold = true };
        foreach (
            var (scores, expected) in new ((long, float)[], (long, float)[])[]
            {
                ([(1, 2), (15, 4)], [(15, 2), (1, 1)]),
                ([(15, 4), (16, 2)], [(15, 1), (16, 0.5f)]),
            }
        )
        {
            var part = new Scores(scores, [], 0);
            Assert.Equal(expected, Recommender.Blend<SongId>((part, 1)).Recommend(request).Select(r => (r.Item.Value, r.Score)));
            Assert.Equal(expected, Recommender.Blend<SongId>((new Lists(part), 1)).Recommend(request).Select(r => (r.Item.Value, r.Score)));
        }
    }

    [Fact]
    public void A_loaded_blend_of_different_vocabularies_is_the_same()
    {
        var path = Path.GetTempFileName();
        try
        {
            var all = new PopularityRecommender<SongId>(
                InteractionDataset.FromPairs<SongId>([(new(1), new(10)), (new(2), new(10)), (new(2), new(20)), (new(3), new(30))])
            );
            var few = new PopularityRecommender<SongId>(InteractionDataset.FromPairs<SongId>([(new(1), new(30)), (new(2), new(5))]));
            var blend = Recommender.Blend<SongId>((all, 0.9), (few, 0.7));
            ModelFile.Save(blend, path);
            var loaded = ModelFile.Load<SongId>(path, [.. CompositionModelFormats.For<SongId>(), PopularityRecommender<SongId>.FileFormat]);
            foreach (var profile in new[] { Me, Profile.Of(new UserId(2)), Profile.FromHistory<SongId>([new(20)]) })
            {
                Assert.Equal(
                    blend.Recommend(profile).Select(r => (r.Item, r.Score)),
                    loaded.Recommend(profile).Select(r => (r.Item, r.Score))
                );
                Assert.NotEmpty(loaded.Recommend(profile));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Fixed scores; songs from 15 to 19 are cold.</summary>
    private sealed class Scores(
        (long Song, float Score)[] scores,
        long[] known,
        float floor,
        bool isSparse = false,
        string name = "scores",
        float share = 1
    ) : IRecommender<SongId>, IItemScorer<SongId>
    {
        public Vocabulary<SongId> Items { get; } = new(scores.Select(pair => new SongId(pair.Song)));

        public float Floor => floor;

        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request)
        {
            using var buffer = ScoreBuffer.Rent(Items.Count);
            return Ranking.Top(request, Items, buffer, Score(request, buffer), _ => new([Contribution.OfFeature(name, share)]), floor);
        }

        public ReadOnlySpan<int> Score(RecommendationRequest<SongId> request, ScoreBuffer buffer)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                if (scores[i].Score != 0 || !isSparse)
                {
                    buffer[i] = scores[i].Song is >= 15 and < 20 && !request.IncludeCold ? float.NegativeInfinity : scores[i].Score;
                }
            }

            return known.Select(song => Items.IndexOf(new(song))).Where(item => item >= 0).ToArray();
        }

        public override string ToString() => $"{string.Join(' ', scores)} known {string.Join(' ', known)} floor {floor}";
    }

    private sealed class Lists(IRecommender<SongId> inner) : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => inner.Recommend(request);
    }
}
