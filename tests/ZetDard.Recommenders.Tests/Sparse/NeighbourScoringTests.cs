using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class NeighbourScoringTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // By hand: 0 -> 1 (.5), 2 (.25); 1 -> 2 (.75), 3 (.5); 2 -> 0 (1).
    private static readonly NeighbourLists Hand = new(4, [0, 2, 4, 5, 5], [1, 2, 2, 3, 0], [0.5f, 0.25f, 0.75f, 0.5f, 1f]);

    private static readonly Vocabulary<SongId> Songs = new([new(10), new(11), new(12), new(13)]);

    [Fact]
    public void Score_adds_the_weights_of_the_history()
    {
        var scores = new float[] { 9, 9, 9, 9 };
        NeighbourScoring.Score(Hand, [0, 1], scores);
        Assert.Equal([0f, 0.5f, 1f, 0.5f], scores);
        NeighbourScoring.Score(Hand, [], scores);
        Assert.Equal(new float[4], scores);
    }

    [Fact]
    public void TopItems_leaves_out_known_items_and_items_without_a_positive_score()
    {
        var histories = new CsrMatrix(4, [0, 2, 2, 3, 4], [0, 1, 3, 2]);
        var top = NeighbourScoring.TopItems(Hand, histories, 10, cancellationToken: Token);
        Assert.Equal([2, 3], top.Neighbours(0).ToArray());
        Assert.Equal([1f, 0.5f], top.Weights(0).ToArray());
        Assert.Empty(top.Neighbours(1).ToArray());
        Assert.Empty(top.Neighbours(2).ToArray());
        Assert.Equal([0], top.Neighbours(3).ToArray());

        var some = NeighbourScoring.TopItems(Hand, histories, [3, 0, 3], 1, cancellationToken: Token);
        Assert.Equal([0, 2, 0], some.Columns.ToArray());
    }

    // Oracle: every score of every user, added up in order of the items and sorted in full. Weights of both signs and many ties.
    [Fact]
    public void Both_versions_agree_with_the_definition_for_any_lists() =>
        Gen.Select(SparseData.SmallPatterns, Gen.Int[1, 70], Gen.Int[1, 3], Gen.Int).Sample((histories, n, threadCount, seed) =>
        {
            var lists = RandomLists(histories.ColumnCount, histories.ColumnCount, seed);
            var expected = SparseData.Best(
                histories.ColumnCount, Enumerable.Range(0, histories.RowCount).Select(user => Definition(lists, histories, user)), n);
            SparseData.AssertSame(expected, NeighbourScoringReference.TopItems(lists, histories, null, n, threadCount, null, Token));
            SparseData.AssertSame(expected, NeighbourScoring.TopItems(lists, histories, n, threadCount));
        }, iter: 300);

    // Oracle: the clear version, over lists short enough to mark the lines they touch and over longer ones, for users of both kinds.
    [Fact]
    public void Fast_version_gives_the_bits_of_the_clear_one_for_larger_lists() =>
        Gen.Select(
            Gen.Int[1, 60], Gen.Int[500, 2500], Gen.Int[1, 30], Gen.Int,
            Gen.OneOf(Gen.Const(1), Gen.Const(10), Gen.Const(100), Gen.Const(2000))).Sample((userCount, itemCount, length, seed, n) =>
        {
            var lists = RandomLists(itemCount, length, seed);
            var histories = SparseData.Pattern(userCount, itemCount, user => user * 3, seed);
            SparseData.AssertSame(
                NeighbourScoringReference.TopItems(lists, histories, null, n, 2, null, Token),
                NeighbourScoring.TopItems(lists, histories, n, 2));
        }, iter: 15);

    [Fact]
    public void TopItems_has_the_bits_of_Score()
    {
        var lists = RandomLists(2000, 30, seed: 3);
        var histories = SparseData.Pattern(40, 2000, user => user, seed: 4);
        var top = NeighbourScoring.TopItems(lists, histories, 10, cancellationToken: Token);
        var scores = new float[2000];
        for (var user = 0; user < histories.RowCount; user++)
        {
            NeighbourScoring.Score(lists, histories.Row(user), scores);
            Assert.Equal(top.Neighbours(user).ToArray().Select(item => scores[item]), top.Weights(user).ToArray());
        }
    }

    [Fact]
    public void Explain_shares_the_score_among_the_history_and_counts_users_where_it_can()
    {
        var reason = NeighbourScoring.Explain(Hand, Songs, [0, 1, 3], item: 2, count: 5);
        Assert.Equal([(new SongId(11), 0.75f, null), (new SongId(10), 0.25f, null)], reason.Select(Told));
        // A share of all, not of what is told.
        Assert.Equal([(new SongId(11), 0.75f, null)], NeighbourScoring.Explain(Hand, Songs, [0, 1, 3], 2, count: 1).Select(Told));
        Assert.Empty(NeighbourScoring.Explain(Hand, Songs, [0, 1], 2, count: 0));
        Assert.Empty(NeighbourScoring.Explain(Hand, Songs, [3], 2, count: 5));
        Assert.Empty(NeighbourScoring.Explain(Hand, Songs, [], 2, count: 5));

        var users = new CsrMatrix(4, [0, 3, 5, 7, 7], [0, 1, 2, 1, 3, 1, 2]);
        Assert.Equal(
            [(new SongId(11), 0.75f, new Support(1, 2)), (new SongId(10), 0.25f, new Support(2, 3))],
            NeighbourScoring.Explain(Hand, Songs, [0, 1, 3], 2, 5, users).Select(Told));

        static (SongId Song, float Share, Support? Support) Told(
            Contribution part) => (part.Is<SongId>(out var song) ? song : default, part.Share, part.Support);
    }

    [Fact]
    public void Similar_is_the_start_of_the_list_of_an_item()
    {
        Assert.Equal([new(new SongId(11), 0.5f)], NeighbourScoring.Similar(Hand, Songs, new(10), 1));
        Assert.Equal([new(new SongId(11), 0.5f), new(new SongId(12), 0.25f)], NeighbourScoring.Similar(Hand, Songs, new(10), 9));
        Assert.Empty(NeighbourScoring.Similar(Hand, Songs, new(13), 9));
        Assert.Empty(NeighbourScoring.Similar(Hand, Songs, new(99), 9));
    }

    [Fact]
    public void Members_refuse_misuse()
    {
        var histories = new CsrMatrix(4, [0, 1], [0]);
        Assert.Throws<ArgumentException>(() => NeighbourScoring.Score(Hand, [0], new float[3]));
        Assert.Contains(
            "ascend strictly", Assert.Throws<ArgumentException>(() => NeighbourScoring.Score(Hand, [1, 1], new float[4])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NeighbourScoring.Score(Hand, [4], new float[4]));
        Assert.Throws<ArgumentException>(() => NeighbourScoring.Score(Hand, [-1], new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighbourScoring.TopItems(Hand, histories, 0, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighbourScoring.TopItems(Hand, histories, [1], 1, cancellationToken: Token));
        Assert.Throws<ArgumentException>(() => NeighbourScoring.TopItems(Hand, new CsrMatrix(3, [0], []), 1, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighbourScoring.Explain(Hand, Songs, [0], 4, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighbourScoring.Explain(Hand, Songs, [-1], 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighbourScoring.Explain(Hand, Songs, [0], 0, -1));
        Assert.Throws<ArgumentException>(() => NeighbourScoring.Explain(Hand, new Vocabulary<SongId>([new(1)]), [0], 0, 1));
        Assert.Contains(
            "transpose", Assert.Throws<ArgumentException>(() => NeighbourScoring.Explain(Hand, Songs, [0], 0, 1, histories)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => NeighbourScoring.Similar(Hand, Songs, new(10), 0));
    }

    private static (int Column, float Weight)[] Definition(NeighbourLists lists, CsrMatrix histories, int user)
    {
        var scores = new float[histories.ColumnCount];
        foreach (var item in histories.Row(user))
        {
            for (var i = 0; i < lists.Neighbours(item).Length; i++)
            {
                scores[lists.Neighbours(item)[i]] += lists.Weights(item)[i];
            }
        }

        var candidates = Enumerable.Range(0, scores.Length).Where(item => scores[item] > 0 && !histories.Contains(user, item));
        return [.. candidates.Select(item => (item, scores[item]))];
    }

    private static NeighbourLists RandomLists(int itemCount, int longest, int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, itemCount).Select(_ =>
            Enumerable.Range(0, random.Next(longest + 1)).Select(_ => random.Next(itemCount)).Distinct()
                .Select(item => (item, random.Next(-2, 9) / 8f)).ToArray()).ToArray();
        return SparseData.Best(itemCount, rows, longest);
    }
}
