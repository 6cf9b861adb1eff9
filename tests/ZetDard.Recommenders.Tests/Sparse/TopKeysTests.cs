using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class TopKeysTests
{
    // Oracle: a full sort by descending weight, then ascending index.
    [Fact]
    public void Sorted_gives_the_best_k_of_all_that_reach_the_floor() =>
        Gen.Select(Gen.Int[1, 20].Array[0, 300], Gen.Int[1, 40], Gen.Int[1, 100]).Sample((eighths, k, capacity) =>
        {
            var top = new TopKeys(k, capacity);
            for (var round = 0; round < 2; round++)         // the second after a reset
            {
                top.Reset(0);
                for (var index = 0; index < eighths.Length; index++)
                {
                    var key = TopKey.Of(eighths[index] / 8f, index);
                    if (key >= top.Floor)
                    {
                        top.Add(key);
                    }
                }

                var expected = eighths.Select((value, index) => (Weight: value / 8f, Index: index)).OrderByDescending(
                    entry => entry.Weight).ThenBy(entry => entry.Index).Take(k);
                Assert.Equal(expected, top.Sorted().ToArray().Reverse().Select(key => (TopKey.Score(key), TopKey.Index(key))));
            }
        }, iter: 2000);

    // Oracle: the order of the pairs themselves. Any two finite scores of either sign, ties among them.
    [Fact]
    public void Keys_order_like_scores_then_indices_and_give_both_back() =>
        Gen.Select(Scores, Scores, Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue]).Sample((left, right, i, j) =>
        {
            Assert.Equal((left + 0f, i), (TopKey.Score(TopKey.Of(left, i)), TopKey.Index(TopKey.Of(left, i))));
            Assert.Equal(left != right ? left.CompareTo(right) : j.CompareTo(i), TopKey.Of(left, i).CompareTo(TopKey.Of(right, j)));
            Assert.True(TopKey.Below(left) < TopKey.Of(left, int.MaxValue));
            Assert.Equal(left < right, TopKey.Of(left, 0) < TopKey.Below(right));
        });

    private static readonly Gen<float> Scores = Gen.OneOf(
        Gen.Single.Where(float.IsFinite), Gen.Int[-2, 2].Select(value => (float)value), Gen.Const(-0f), Gen.Const(float.Epsilon));

    [Fact]
    public void Reset_wants_scores_above_0_of_the_threshold_and_more()
    {
        var top = new TopKeys(2, 8);
        top.Reset(0.5f);
        Assert.True(TopKey.Of(0.5f, int.MaxValue) >= top.Floor);
        Assert.True(TopKey.Of(MathF.BitDecrement(0.5f), 0) < top.Floor);
        top.Reset(0);
        Assert.True(TopKey.Of(float.Epsilon, int.MaxValue) >= top.Floor);
        Assert.True(TopKey.Of(0, 0) < top.Floor);
    }
}
