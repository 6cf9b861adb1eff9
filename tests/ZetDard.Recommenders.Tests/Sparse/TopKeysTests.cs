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
                    var key = TopKeys.Key(eighths[index] / 8f, index);
                    if (key >= top.Floor)
                    {
                        top.Add(key);
                    }
                }

                var expected = eighths.Select((value, index) => (Weight: value / 8f, Index: index)).OrderByDescending(entry => entry.Weight).ThenBy(entry => entry.Index).Take(k);
                Assert.Equal(expected, top.Sorted().ToArray().Reverse().Select(key => (TopKeys.Weight(key), TopKeys.Index(key))));
            }
        }, iter: 2000);

    [Fact]
    public void Reset_wants_weights_of_the_threshold_and_more()
    {
        var top = new TopKeys(2, 8);
        top.Reset(0.5f);
        Assert.True(TopKeys.Key(0.5f, int.MaxValue) >= top.Floor);
        Assert.True(TopKeys.Key(MathF.BitDecrement(0.5f), 0) < top.Floor);
    }
}
