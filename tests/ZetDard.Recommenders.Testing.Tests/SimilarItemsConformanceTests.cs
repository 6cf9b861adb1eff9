namespace ZetDard.Recommenders.Testing.Tests;

public sealed class SimilarItemsConformanceTests
{
    private static readonly SongId[] Items = [new(1), new(2), new(40)];

    [Fact]
    public void Check_passes_what_keeps_its_promises() => SimilarItemsConformance.Check(new Neighbours(), Items);

    [Theory]
    [InlineData("none", "There are items like one that is known")]
    [InlineData("more", "There are n similar items at most")]
    [InlineData("itself", "An item is not similar to itself")]
    [InlineData("twice", "No similar item is listed twice")]
    [InlineData("infinite", "Scores of similar items are finite")]
    [InlineData("order", "Scores order similar items")]
    [InlineData("ties", "ties by ascending index")]
    [InlineData("grows", "A shorter list of similar items is the start of a longer one")]
    [InlineData("counts", "Concurrent calls give the same similar items")]
    [InlineData("unknown", "An unknown item has no similar items")]
    [InlineData("lenient", "Similar items with n = 0")]
    public void A_fault_is_named(string fault, string promise)
    {
        var error = Assert.Throws<ConformanceException>(() => SimilarItemsConformance.Check(new Neighbours(fault), Items));
        Assert.Contains(error.Broken, broken => broken.Contains(promise, StringComparison.Ordinal));
    }

    /// <summary>Of the songs 1 … 50, those with the nearest numbers.</summary>
    private sealed class Neighbours(string fault = "") : ISimilarItems<SongId>
    {
        private int _calls;

        public IReadOnlyList<Recommendation<SongId>> Similar(SongId item, int n)
        {
            if (fault != "lenient")
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
            }

            if (fault == "none" || (fault != "unknown" && item.Value is < 1 or > 50))
            {
                return [];
            }

            var list = Enumerable.Range(1, 50).Where(other => fault == "itself" || other != item.Value)
                .Select(other => new Recommendation<SongId>(new(other), 1f / (1 + Math.Abs(other - item.Value))))
                .OrderByDescending(r => r.Score).ThenBy(r => fault == "ties" ? -r.Item.Value : r.Item.Value)
                .Take(fault == "more" ? n + 1 : n).ToArray();
            return fault switch
            {
                "twice" when n > 1 => [list[0], list[0] with { Score = list[0].Score / 2 }],
                "infinite" => [.. list.Select(r => r with { Score = float.PositiveInfinity })],
                "order" => [.. list.Reverse()],
                "grows" when n == 3 => [.. list.Skip(1)],
                "counts" => [.. list.Select(r => r with { Score = r.Score * Interlocked.Increment(ref _calls) })],
                _ => list,
            };
        }
    }
}
