using CsCheck;

namespace ZetDard.Recommenders.Tests;

public sealed class HoldOutTests
{
    private static readonly Gen<InteractionDataset<SongId>> Datasets = Gen.Select(
            Gen.Int[1, 12],
            Gen.Int[1, 15],
            Gen.Int[1, 5],
            Gen.Int[1, 20]
        )
        .Array[1, 90]
        .Select(rows =>
            InteractionDataset.From(rows.Select(row => new Interaction<SongId>(new(row.Item1), new(row.Item2), row.Item3, row.Item4)))
        );

    [Fact]
    public void Fraction_hides_the_nearest_number_of_each_user_and_never_all() =>
        Gen.Select(Datasets, Gen.Double[.05, .95], Gen.Int)
            .Sample(
                (data, fraction, seed) =>
                {
                    if (!Degrees(data).Any(count => Math.Min((int)Math.Round(fraction * count), count - 1) > 0))
                    {
                        Assert.Contains(
                            $"the most that one has is {Degrees(data).Max()}",
                            Assert.Throws<ArgumentException>(() => HoldOut.Fraction(data, fraction, seed)).Message,
                            StringComparison.Ordinal
                        );
                        return;
                    }

                    var split = HoldOut.Fraction(data, fraction, seed);
                    CheckParts(data, split.Train, split.Test);
                    for (var row = 0; row < data.Users.Count; row++)
                    {
                        var count = data.Matrix.Degree(row);
                        Assert.Equal(Math.Min((int)Math.Round(fraction * count), count - 1), CountOf(split.Test, data.Users[row]));
                    }
                }
            );

    [Fact]
    public void LeaveKOut_hides_k_of_each_user_who_has_more() =>
        Gen.Select(Datasets, Gen.Int[1, 5], Gen.Int)
            .Sample(
                (data, k, seed) =>
                {
                    if (Degrees(data).Max() <= k)
                    {
                        Assert.Contains(
                            "Choose a smaller k",
                            Assert.Throws<ArgumentException>(() => HoldOut.LeaveKOut(data, k, seed)).Message,
                            StringComparison.Ordinal
                        );
                        return;
                    }

                    var (train, test) = HoldOut.LeaveKOut(data, k, seed);
                    CheckParts(data, train, test);
                    for (var row = 0; row < data.Users.Count; row++)
                    {
                        Assert.Equal(data.Matrix.Degree(row) > k ? k : 0, CountOf(test, data.Users[row]));
                    }
                }
            );

    // Nothing that a model learns from is as late as anything that it is asked for, of whatever listener: no item of the future trains.
    [Fact]
    public void Latest_hides_nothing_earlier_than_what_it_leaves_and_as_near_to_the_fraction_as_ties_allow() =>
        Gen.Select(Datasets.Where(data => data.UnixSeconds.ToArray().Distinct().Count() > 1), Gen.Double[.05, .95])
            .Sample(
                (data, fraction) =>
                {
                    var (train, test) = HoldOut.TemporalFraction(data, fraction);
                    CheckParts(data, train, test);
                    Assert.True(train.UnixSeconds.ToArray().Max() < test.UnixSeconds.ToArray().Min());
                    var times = data.UnixSeconds.ToArray();
                    var wanted = fraction * times.Length;
                    var nearest = times
                        .Distinct()
                        .Select(from => times.Count(time => time >= from))
                        .Where(count => count < times.Length)
                        .Min(count => Math.Abs(count - wanted));
                    Assert.Equal(nearest, Math.Abs(test.Matrix.EntryCount - wanted));
                }
            );

    [Fact]
    public void After_hides_what_happened_from_the_moment_on() =>
        Gen.Select(Datasets.Where(data => data.UnixSeconds.ToArray().Distinct().Count() > 1), Gen.Int[1, 20])
            .Sample(
                (data, second) =>
                {
                    var times = data.UnixSeconds.ToArray();
                    var moment = DateTimeOffset.FromUnixTimeSeconds(second);
                    if (second <= times.Min() || second > times.Max())
                    {
                        var error = Assert.Throws<ArgumentException>(() => HoldOut.After(data, moment));
                        Assert.Contains(
                            second <= times.Min()
                                ? "Nothing happened before 1970-01-01 00:00:"
                                : "Nothing happened at or after 1970-01-01 00:00:",
                            error.Message,
                            StringComparison.Ordinal
                        );
                        return;
                    }

                    var (train, test) = HoldOut.After(data, moment);
                    CheckParts(data, train, test);
                    Assert.True(train.UnixSeconds.ToArray().Max() < second && test.UnixSeconds.ToArray().Min() >= second);
                }
            );

    [Fact]
    public void Latest_takes_the_earlier_of_two_moments_as_near_to_the_fraction()
    {
        var data = WithTimes(1, 2, 2, 3); // a half are 2 of 4: from second 3 on there is 1, from second 2 on there are 3
        Assert.Equal(3, HoldOut.TemporalFraction(data, .5).Test.Matrix.EntryCount);
    }

    [Theory]
    [InlineData("of 2 here 2 have none", new long[] { 0, 0 })]
    [InlineData("of 3 here 1 have none", new long[] { 5, 0, 7 })]
    [InlineData("All 3 interactions have the same time, 1970-01-01 00:00:05 UTC", new long[] { 5, 5, 5 })]
    [InlineData(
        "All 2 interactions have the same time, 9000000000000 seconds after 1970",
        new long[] { 9_000_000_000_000, 9_000_000_000_000 }
    )]
    public void Latest_refuses_times_that_order_nothing_and_says_what_to_do(string message, long[] times)
    {
        var error = Assert.Throws<ArgumentException>(() => HoldOut.TemporalFraction(WithTimes(times), .5));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("use HoldOut.Fraction", error.Message, StringComparison.Ordinal);
    }

    // Times in milliseconds, read as seconds, are beyond the year 9999.
    [Fact]
    public void Latest_orders_times_of_any_size() =>
        Assert.Equal(1, HoldOut.TemporalFraction(WithTimes(1_700_000_000_000, 1_700_000_000_001), .5).Test.Matrix.EntryCount);

    [Fact]
    public void UnseenUsers_leaves_nothing_of_them_in_the_training_data() =>
        Gen.Select(Datasets.Where(data => data.Users.Count > 1), Gen.Double[.05, .95], Gen.Int)
            .Sample(
                (data, fraction, seed) =>
                {
                    var count = 1 + (Math.Abs(seed % 100) % (data.Users.Count - 1));
                    Split<SongId> split;
                    try
                    {
                        split = HoldOut.UnseenUsers(data, count, fraction, seed);
                    }
                    catch (ArgumentException tooShort)
                        when (tooShort.Message.Contains("Choose a greater fraction or more users", StringComparison.Ordinal))
                    {
                        Assert.Contains(Degrees(data), degree => Math.Min((int)Math.Round(fraction * degree), degree - 1) <= 0);
                        return;
                    }

                    Assert.NotEmpty(split.Train.Users);
                    Assert.NotEmpty(split.Test.Users);
                    CheckParts(data, split.Train, split.History!, split.Test);
                    Assert.Equal(count, split.History!.Users.Count);
                    Assert.Empty(split.Train.Users.Intersect(split.History.Users));
                }
            );

    // Every user has at least four, so that no method refuses.
    [Fact]
    public void The_same_seed_gives_the_same_split() =>
        Gen.Select(Gen.Int[4, 12].Array[4, 8], Gen.Int)
            .Sample(
                (counts, seed) =>
                {
                    var data = InteractionDataset.FromPairs<SongId>(
                        counts.SelectMany(
                            (count, user) => Enumerable.Range(1, count).Select(item => (new UserId(user + 1), new SongId(item)))
                        )
                    );
                    foreach (
                        var split in (Func<Split<SongId>>[])
                            [
                                () => HoldOut.Fraction(data, .5, seed),
                                () => HoldOut.LeaveKOut(data, 2, seed),
                                () => HoldOut.UnseenUsers(data, 2, .5, seed),
                            ]
                    )
                    {
                        Assert.Equal(split().Train.ToInteractions(), split().Train.ToInteractions());
                        Assert.Equal(split().Test.ToInteractions(), split().Test.ToInteractions());
                    }
                }
            );

    [Fact]
    public void Splits_refuse_what_they_cannot_do()
    {
        var data = InteractionDataset.FromPairs<SongId>([(new(1), new(1)), (new(1), new(2))]);
        Assert.Throws<ArgumentOutOfRangeException>(() => HoldOut.Fraction(data, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HoldOut.Fraction(data, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HoldOut.LeaveKOut(data, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HoldOut.UnseenUsers(data, 1, .2, 1));
        Assert.Throws<ArgumentException>(() => HoldOut.TemporalFraction(data, .2));
        Assert.Throws<ArgumentException>(() => HoldOut.After(data, DateTimeOffset.UnixEpoch));
        var nothing = InteractionDataset.FromPairs<SongId>([]);
        Assert.Throws<ArgumentException>(() => HoldOut.Fraction(nothing, .5, 1));
        Assert.Throws<ArgumentException>(() => HoldOut.LeaveKOut(nothing, 1, 1));
        Assert.Throws<ArgumentException>(() => HoldOut.TemporalFraction(nothing, .5));
    }

    [Fact]
    public void Friends_parts_are_disjoint_and_rebuild_the_whole() =>
        Gen.Select(Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9]).Array[1, 30], Gen.Double[.05, .95], Gen.Int)
            .Sample(
                (follows, fraction, seed) =>
                {
                    // Users 1 … 8 have interactions, 9 has none; 20 and 21 are strangers to all.
                    var data = new TrainingData<SongId>(
                        InteractionDataset.FromPairs<SongId>(
                            from user in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 20, 21]
                            select (new UserId(user), new SongId(1))
                        )
                    )
                    {
                        Friends = Relation.FromPairs(follows.Select(pair => (new UserId(pair.Item1), new UserId(pair.Item2)))),
                    };
                    var pairs = follows
                        .Where(pair => pair.Item1 != pair.Item2 && pair.Item1 < 9 && pair.Item2 < 9)
                        .Select(pair => Pair(new(pair.Item1), new(pair.Item2)))
                        .Distinct()
                        .ToArray();
                    if (pairs.Length < 2)
                    {
                        Assert.Contains(
                            "Give TrainingData.Friends",
                            Assert.Throws<ArgumentException>(() => HoldOut.Friends(data, fraction, seed)).Message,
                            StringComparison.Ordinal
                        );
                        return;
                    }

                    var split = HoldOut.Friends(data, fraction, seed, strangerCount: 1000);
                    Assert.Equal(Math.Clamp((int)Math.Round(fraction * pairs.Length), 1, pairs.Length - 1), split.Hidden.Count);
                    var known = split.Known!.Pairs().ToHashSet();
                    Assert.All(split.Hidden, pair => Assert.False(known.Contains(pair) || known.Contains((pair.B, pair.A))));
                    Assert.True(known.SetEquals(data.Friends.Pairs().Where(pair => !split.Hidden.Contains(Pair(pair.From, pair.To)))));
                    Assert.Equal(45 - pairs.Length, split.Strangers.Distinct().Count());
                    Assert.Empty(split.Strangers.Intersect(pairs));
                    Assert.Equal(split.Hidden, HoldOut.Friends(data, fraction, seed).Hidden);

                    static (UserId, UserId) Pair(UserId a, UserId b) => a.Value < b.Value ? (a, b) : (b, a);
                }
            );

    [Fact]
    public void SampleStrangers_draws_distinct_pairs_that_are_no_friends()
    {
        var users = new Vocabulary<UserId>(Enumerable.Range(1, 20).Select(id => new UserId(id)));
        (UserId, UserId)[] friends =
        [
            (new(2), new(1)),
            (new(3), new(4)),
            (new(1), new(3)),
            (new(1), new(2)),
            (new(1), new(99)),
            (new(5), new(5)),
        ];
        foreach (var count in new[] { 5, 60, 1000 })
        {
            var strangers = FriendSplit.SampleStrangers(users, friends, count, seed: 1);
            Assert.Equal(Math.Min(count, 187), strangers.Distinct().Count());
            Assert.All(strangers, pair =>
                Assert.True(pair.A.Value < pair.B.Value && !friends.Contains(pair) && !friends.Contains((pair.B, pair.A)))
            );
            Assert.Equal(strangers, FriendSplit.SampleStrangers(users, friends, count, seed: 1));
        }

        Assert.Throws<ArgumentException>(() => FriendSplit.SampleStrangers(new([new UserId(1), new UserId(2)]), friends, 1, seed: 1));
    }

    // The parts are disjoint and together the whole, weights and times included; their vocabularies hold nothing else.
    private static void CheckParts(InteractionDataset<SongId> whole, params InteractionDataset<SongId>[] parts)
    {
        Assert.Equal(
            whole.ToInteractions().OrderBy(row => row.User.Value).ThenBy(row => row.Item.Value),
            parts.SelectMany(part => part.ToInteractions()).OrderBy(row => row.User.Value).ThenBy(row => row.Item.Value)
        );
        foreach (var part in parts)
        {
            Assert.Equal(part.Users, part.ToInteractions().Select(row => row.User).Distinct());
            Assert.Equal(part.Items, part.ToInteractions().Select(row => row.Item).Distinct().OrderBy(item => item.Value));
        }
    }

    private static int CountOf(InteractionDataset<SongId> part, UserId user) =>
        part.Users.IndexOf(user) is >= 0 and var row ? part.Matrix.Degree(row) : 0;

    private static IEnumerable<int> Degrees(InteractionDataset<SongId> data) =>
        Enumerable.Range(0, data.Users.Count).Select(data.Matrix.Degree);

    private static InteractionDataset<SongId> WithTimes(params long[] times) =>
        InteractionDataset.From(times.Select((time, i) => new Interaction<SongId>(new(1), new(i + 1), UnixSeconds: time)));
}
