using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class ScoreBufferTests
{
    // Oracle: an array of all scores. The same buffer serves all cases, so that each also shows that the one before left nothing.
    [Fact]
    public void Add_and_set_give_what_an_array_gives_and_touch_it() =>
        Gen.Select(Gen.Int[1, 5_000], Gen.Int[0, 4_999].Array[0, 20].Array[0, 30], Gen.Int[0, 2]).Sample((length, lists, way) =>
    {
        using var scores = ScoreBuffer.Rent(length);
        var expected = new float[length];
        Assert.Equal(expected, scores.Values);
        foreach (var list in lists)
        {
            var indices = Array.ConvertAll(list, index => index % length);
            var weights = Array.ConvertAll(indices, index => 1f + index);
            switch (way)
            {
                case 0: scores.Add(indices, 0.5f); break;
                case 1: scores.Add(indices, weights, 0.5f); break;
                default: Array.ForEach(indices, index => scores[index] += 0.5f); break;
            }

            for (var i = 0; i < indices.Length; i++)
            {
                expected[indices[i]] += way == 1 ? 0.5f * weights[i] : 0.5f;
            }
        }

        scores.Multiply(3, [.. Enumerable.Range(0, length).Select(index => index % 5f)]);
        scores.Multiply(2);
        expected = [.. expected.Select((score, index) => 2 * (3 * score * (index % 5f)))];
        Assert.Equal(expected, scores.Values);

        var last = -1;
        var outside = Enumerable.Range(0, length).ToHashSet();
        foreach (var (start, end) in scores.Touched)
        {
            Assert.True(last < start && start < end && end <= length);
            last = end;
            outside.ExceptWith(Enumerable.Range(start, end - start));
        }

        Assert.All(outside, index => Assert.Equal(0, scores[index]));
    });

    [Fact]
    public void Touched_follows_a_few_additions_and_is_whole_after_many()
    {
        using var scores = ScoreBuffer.Rent(10_000);
        Assert.Empty(Runs(scores));
        scores.Add([5, 9_999], 1);
        scores.Add([16, 40, 8_000], 1);
        Assert.Equal([(0, 48), (8_000, 8_016), (9_984, 10_000)], Runs(scores));
        scores.Add([.. Enumerable.Range(0, 700)], 1);
        Assert.Equal([(0, 10_000)], Runs(scores));
    }

    [Fact]
    public void Span_touches_all()
    {
        using (var scores = ScoreBuffer.Rent(3_000))
        {
            scores.Span.Fill(7);
            Assert.Equal([(0, 3_000)], Runs(scores));
        }

        using var next = ScoreBuffer.Rent(3_000);
        Assert.True(next.Values.IndexOfAnyExcept(0f) < 0);
    }

    [Fact]
    public void Dispose_may_be_called_again_and_ends_the_use()
    {
        var scores = ScoreBuffer.Rent(10);
        scores.Dispose();
        using var other = ScoreBuffer.Rent(10);
        scores.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scores[0] = 1);
        using var third = ScoreBuffer.Rent(10);
        third[3] = 1;
        Assert.Equal(0, other[3]);
    }

    private static List<(int Start, int End)> Runs(ScoreBuffer scores)
    {
        var runs = new List<(int, int)>();
        foreach (var run in scores.Touched)
        {
            runs.Add(run);
        }

        return runs;
    }
}
