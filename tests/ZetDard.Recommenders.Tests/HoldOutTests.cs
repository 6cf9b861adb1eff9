using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class HoldOutTests
{
    private static readonly Gen<InteractionDataset<SongId>> Datasets =
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 15], Gen.Int[1, 5], Gen.Int[0, 20]).Array[1, 90].Select(rows =>
            InteractionDataset.From(rows.Select(row => new Interaction<SongId>(new(row.Item1), new(row.Item2), row.Item3, row.Item4))));

    [Fact]
    public void Fraction_hides_the_nearest_number_of_each_user_and_never_all() =>
        Gen.Select(Datasets, Gen.Double[.05, .95], Gen.Int).Sample((data, fraction, seed) =>
        {
            var split = HoldOut.Fraction(data, fraction, seed);
            CheckParts(data, split.Train, split.Test);
            for (var row = 0; row < data.Users.Count; row++)
            {
                var count = data.Matrix.Degree(row);
                Assert.Equal(Math.Min((int)Math.Round(fraction * count), count - 1), CountOf(split.Test, data.Users[row]));
            }
        });

    [Fact]
    public void LeaveKOut_hides_k_of_each_user_who_has_more() =>
        Gen.Select(Datasets, Gen.Int[1, 5], Gen.Int).Sample((data, k, seed) =>
        {
            var (train, test) = HoldOut.LeaveKOut(data, k, seed);
            CheckParts(data, train, test);
            for (var row = 0; row < data.Users.Count; row++)
            {
                Assert.Equal(data.Matrix.Degree(row) > k ? k : 0, CountOf(test, data.Users[row]));
            }
        });

    [Fact]
    public void Latest_hides_nothing_earlier_than_what_it_leaves() =>
        Gen.Select(Datasets.Where(data => !data.UnixSeconds.IsEmpty), Gen.Double[.05, .95]).Sample((data, fraction) =>
        {
            var (train, test) = HoldOut.Latest(data, fraction);
            CheckParts(data, train, test);
            Assert.All(train.ToInteractions(), early => Assert.All(test.ToInteractions(), late => Assert.True(early.UnixSeconds < late.UnixSeconds)));
            Assert.True(test.Matrix.EntryCount >= (int)Math.Round(fraction * data.Matrix.EntryCount));
        });

    [Fact]
    public void UnseenUsers_leaves_nothing_of_them_in_the_training_data() =>
        Gen.Select(Datasets.Where(data => data.Users.Count > 1), Gen.Double[.05, .95], Gen.Int).Sample((data, fraction, seed) =>
        {
            var count = 1 + (Math.Abs(seed % 100) % (data.Users.Count - 1));
            var split = HoldOut.UnseenUsers(data, count, fraction, seed);
            CheckParts(data, split.Train, split.History, split.Test);
            Assert.Equal(count, split.History.Users.Count);
            Assert.Empty(split.Train.Users.Intersect(split.History.Users));
        });

    [Fact]
    public void Fraction_depends_on_the_seed_only() =>
        Gen.Select(Datasets, Gen.Int).Sample((data, seed) =>
            HoldOut.Fraction(data, .5, seed).Test.ToInteractions().SequenceEqual(HoldOut.Fraction(data, .5, seed).Test.ToInteractions()));

    [Fact]
    public void Splits_refuse_what_they_cannot_do()
    {
        var data = InteractionDataset.FromPairs<SongId>([(new(1), new(1)), (new(1), new(2))]);
        Assert.Throws<ArgumentOutOfRangeException>(() => HoldOut.Fraction(data, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HoldOut.Fraction(data, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HoldOut.LeaveKOut(data, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HoldOut.UnseenUsers(data, 1, .2, 1));
        Assert.Contains("no", Assert.Throws<ArgumentException>(() => HoldOut.Latest(data, .2)).Message, StringComparison.Ordinal);
    }

    // The parts are disjoint and together the whole, weights and times included; their vocabularies hold nothing else.
    private static void CheckParts(InteractionDataset<SongId> whole, params InteractionDataset<SongId>[] parts)
    {
        Assert.Equal(
            whole.ToInteractions().OrderBy(row => row.User.Value).ThenBy(row => row.Item.Value),
            parts.SelectMany(part => part.ToInteractions()).OrderBy(row => row.User.Value).ThenBy(row => row.Item.Value));
        foreach (var part in parts)
        {
            Assert.Equal(part.Users, part.ToInteractions().Select(row => row.User).Distinct());
            Assert.Equal(part.Items, part.ToInteractions().Select(row => row.Item).Distinct().OrderBy(item => item.Value));
        }
    }

    private static int CountOf(InteractionDataset<SongId> part, UserId user) => part.Users.IndexOf(user) is >= 0 and var row ? part.Matrix.Degree(row) : 0;
}
