using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class RankingTests
{
    private static readonly Vocabulary<SongId> Items = new(Enumerable.Range(0, 6).Select(i => new SongId(i)));

    // Oracle: sort all, take n.
    [Fact]
    public void Top_agrees_with_a_full_sort() =>
        Gen.Select(Gen.Float[-2, 2].Array[0, 200], Gen.Int[1, 30], Gen.Bool).Sample((scores, n, roundOff) =>
    {
        if (roundOff)
        {
            scores = Array.ConvertAll(scores, MathF.Round);         // many ties
        }

        foreach (var floor in new[] { 0, float.NegativeInfinity })
        {
            var expected = scores.Select((score, index) => (Index: index, Score: score)).Where(pair => pair.Score > floor)
                .OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Index).Take(n);
            Assert.Equal(expected, Ranking.Top(scores, n, floor));
        }
    });

    // Oracle: the same ranking over all scores.
    [Fact]
    public void Top_of_a_buffer_is_that_of_all_its_scores() => Gen.Select(
        Gen.Int[1, 3_000],
        Gen.Select(Gen.Int[0, 2_999], Gen.Int[-3, 3]).Array[0, 150],
        Gen.Int[1, 40],
        Gen.Int[0, 7]).Sample((length, given, n, filters) =>
    {
        var items = new Vocabulary<SongId>(Enumerable.Range(0, length).Select(i => new SongId(i)));
        var request = new RecommendationRequest<SongId>(Me, n)
        {
            KeepKnown = (filters & 1) != 0,
            Deny = (filters & 2) == 0 ? null : items.Where(item => item.Value % 3 == 0).ToHashSet(),
            Allow = (filters & 4) == 0 ? null : items.Where(item => item.Value % 4 == 0).Append(new SongId(-1)).ToHashSet(),
        };
        int[] known = [.. Enumerable.Range(0, length).Where(item => item % 5 == 0)];
        foreach (var floor in new[] { 0, 1, -1, float.NegativeInfinity })
        {
            using var scores = ScoreBuffer.Rent(length);
            foreach (var (index, score) in given)
            {
                scores.Add([index % length], score);
            }

            var all = scores.Values.ToArray();
            Assert.Equal(Ranking.Top(all, n, floor), Ranking.Top(scores, n, floor));
            Assert.Equal(Ranking.Top(request, items, all, known, floor: floor), Ranking.Top(request, items, scores, known, floor: floor));
        }
    });

    [Fact]
    public void Top_leaves_out_known_denied_and_what_is_not_allowed()
    {
        Assert.Equal([5, 4, 3], Listed(new(Me, 3)));
        Assert.Equal([5, 3, 2], Listed(new(Me, 3) { Deny = Set(4, 77) }));
        Assert.Equal([2, 1], Listed(new(Me, 3) { Allow = Set(1, 2, 77) }));
        Assert.Equal([2], Listed(new(Me, 3) { Allow = Set(1, 2), Deny = Set(1) }));
        Assert.Equal([5, 4, 3, 2, 1], Listed(new(Me, int.MaxValue)));
        Assert.Equal([5, 4, 3, 2, 1], Listed(new(Me), known: [0]));
        Assert.Equal([4, 3, 2, 1], Listed(new(Me), known: [5]));
        Assert.Equal([5, 4], Listed(new(Me, 2) { KeepKnown = true }, known: [5]));
    }

    [Fact]
    public void Top_explains_listed_items_and_only_when_asked()
    {
        var asked = new List<int>();
        float[] scores = [1, 2, 3, 0, 0, 0];
        Ranking.Top(new RecommendationRequest<SongId>(Me, 2), Items, [.. scores], [], Explain);
        Assert.Empty(asked);
        var list = Ranking.Top(new RecommendationRequest<SongId>(Me, 2) { ReasonCount = 1 }, Items, [.. scores], [], Explain);
        Assert.Equal([2, 1], asked);
        Assert.Equal("x2", list[0].Reason[0].Feature);

        Reason Explain(int item)
        {
            asked.Add(item);
            return new([Contribution.OfFeature($"x{item}", 1)]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Request_refuses_a_length_below_1(int n)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new RecommendationRequest<SongId>(Me, n));
        Assert.Contains("must be 1 or more", error.Message, StringComparison.Ordinal);
    }

    private static Profile Me => Profile.Of(new UserId(1));

    private static HashSet<SongId> Set(params long[] ids) => [.. ids.Select(id => new SongId(id))];

    private static IEnumerable<long> Listed(RecommendationRequest<SongId> request, params int[] known) =>
        Ranking.Top(request, Items, [0, 1, 2, 3, 4, 5], known).Select(r => r.Item.Value);
}
