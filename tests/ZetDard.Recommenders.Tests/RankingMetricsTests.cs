using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class RankingMetricsTests
{
    // Oracle: computed by hand. 1 / log2 of 2, 3, 4, 5: 1, .63093, .5, .43068.
    [Theory]
    [InlineData("a", "a", 1, 1, 1, 1, 1, 1)]
    [InlineData("ba", "a", 2, 1, .5, .63093, 1, .5)]
    [InlineData("bca", "a", 2, 0, 0, 0, 0, 0)]                          // found too late
    [InlineData("axbx", "abc", 4, 2.0 / 3, .5, 1.5 / 2.13093, 1, 1)]    // ideal over 3 places
    [InlineData("axb", "abcde", 2, .2, .5, 1 / 1.63093, 1, 1)]          // ideal over k = 2 places
    [InlineData("a", "ab", 4, .5, .25, 1 / 1.63093, 1, 1)]              // a list shorter than k: the rest are misses
    [InlineData("", "ab", 4, 0, 0, 0, 0, 0)]
    [InlineData("xaab", "ab", 4, 1, .5, 1.06161 / 1.63093, 1, .5)]      // the repeated a takes up a place and counts once
    public void Metrics_agree_with_the_hand_computed_table(
        string list, string relevant, int k, double recall, double precision, double ndcg, double hit, double mrr)
    {
        var truth = relevant.ToHashSet();
        var items = list.ToCharArray();
        Assert.Equal(recall, RankingMetrics.Recall(items, truth, k), 4);
        Assert.Equal(precision, RankingMetrics.Precision(items, truth, k), 4);
        Assert.Equal(ndcg, RankingMetrics.Ndcg(items, truth, k), 4);
        Assert.Equal(hit, RankingMetrics.Hit(items, truth, k), 4);
        Assert.Equal(mrr, RankingMetrics.ReciprocalRank(items, truth, k), 4);
    }

    [Fact]
    public void Metrics_refuse_an_empty_truth_and_k_below_1()
    {
        Assert.Throws<ArgumentException>(() => RankingMetrics.Recall<char>(['a'], new HashSet<char>(), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.Ndcg<char>(['a'], new HashSet<char> { 'a' }, 0));
    }

    [Fact]
    public void Ndcg_is_1_exactly_when_the_first_places_are_all_relevant() =>
        Gen.Select(Gen.Shuffle(Enumerable.Range(0, 12).ToArray()), Gen.Int[1, 12], Gen.Int[1, 15]).Sample((list, relevantCount, k) =>
        {
            var relevant = Enumerable.Range(0, relevantCount).ToHashSet();
            var isPerfect = list.Take(Math.Min(k, relevantCount)).All(relevant.Contains);
            return isPerfect == (RankingMetrics.Ndcg(list, relevant, k) > 1 - 1e-12);
        });

    // Oracle: the definition, over all pairs.
    [Fact]
    public void Auc_agrees_with_counting_all_pairs() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 20], Gen.Int[0, 5].Array[1, 20]).Sample((positives, negatives) =>
        {
            var expected = positives.Average(p => negatives.Average(n => p > n ? 1 : p == n ? .5 : 0));
            return Math.Abs(expected - RankingMetrics.Auc(
                Array.ConvertAll(positives, p => (double)p), Array.ConvertAll(negatives, n => (double)n))) < 1e-12;
        });

    [Fact]
    public void Auc_refuses_what_it_cannot_compare()
    {
        Assert.Throws<ArgumentException>(() => RankingMetrics.Auc([1], []));
        Assert.Throws<ArgumentException>(() => RankingMetrics.Auc([], [1]));
        Assert.Throws<ArgumentException>(() => RankingMetrics.Auc([double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => RankingMetrics.Auc([1], [1, double.NaN]));
    }

    // Oracle: the normal approximation of the mean of 400 values; its half-width is 1.96 standard errors.
    [Fact]
    public void OfMean_is_near_the_normal_interval()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 400).Select(_ => random.NextDouble()).ToArray();
        var mean = values.Average();
        var half = 1.96 * Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) / values.Length);
        var interval = Bootstrap.OfMean(values, seed: 42);
        Assert.Equal(mean - half, interval.Low, .1 * half);
        Assert.Equal(mean + half, interval.High, .1 * half);
        Assert.Equal(interval, Bootstrap.OfMean(values, seed: 42));
        Assert.Equal(new Interval(3, 3), Bootstrap.OfMean([3], seed: 42));
        Assert.Throws<ArgumentException>(() => Bootstrap.OfMean([], seed: 42));
    }
}
