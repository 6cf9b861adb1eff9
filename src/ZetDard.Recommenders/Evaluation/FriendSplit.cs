namespace ZetDard.Recommenders;

/// <summary>
/// Friends divided into those that a model may know and those that it should find, with strangers to compare them with. Pairs have no
/// direction.
/// </summary>
/// <param name="Users">All who can be friends: the users of the interactions.</param>
/// <param name="Known">The friends that a model may know; <see langword="null"/> where there are none.</param>
/// <param name="Hidden">The pairs that should be found, each once, of two of the users, and not known.</param>
/// <param name="Strangers">Pairs of users who are no friends, each once; see <see cref="SampleStrangers"/>.</param>
public sealed record FriendSplit(
    Vocabulary<UserId> Users,
    Relation<UserId, UserId>? Known,
    IReadOnlyList<(UserId A, UserId B)> Hidden,
    IReadOnlyList<(UserId A, UserId B)> Strangers)
{
    /// <summary>The default number of strangers.</summary>
    public const int DefaultStrangerCount = 200_000;

    /// <summary>Draws distinct pairs of users who are no friends, as many as asked or as exist.</summary>
    /// <param name="users">Among whom.</param>
    /// <param name="friends">The pairs of friends, known or hidden, in any direction.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="seed">Chooses the pairs.</param>
    /// <exception cref="ArgumentException">All pairs of the users are friends.</exception>
    public static IReadOnlyList<(UserId A, UserId B)> SampleStrangers(
        Vocabulary<UserId> users, IEnumerable<(UserId A, UserId B)> friends, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(friends);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var taken = friends
            .Select(pair => Ordered(users.IndexOf(pair.A), users.IndexOf(pair.B)))
            .Where(pair => pair.A >= 0 && pair.A != pair.B)
            .ToHashSet();
        var available = ((long)users.Count * (users.Count - 1) / 2) - taken.Count;
        if (available == 0)
        {
            throw new ArgumentException(
                $"All pairs of the {users.Count} users are friends; there is none to sample as strangers.", nameof(friends));
        }

        var random = new Random(seed);
        var chosen = new HashSet<(int A, int B)>();
        if (available <= 2L * count)        // drawing until enough are found would take long: list them all
        {
            var all = Enumerable.Range(0, users.Count)
                .SelectMany(a => Enumerable.Range(a + 1, users.Count - a - 1).Select(b => (a, b)))
                .Where(pair => !taken.Contains(pair))
                .ToArray();
            random.Shuffle(all);
            chosen = [.. all.Take(count)];
        }

        while (chosen.Count < Math.Min(count, available))
        {
            var pair = Ordered(random.Next(users.Count), random.Next(users.Count));
            if (pair.A != pair.B && !taken.Contains(pair))
            {
                chosen.Add(pair);
            }
        }

        return [.. chosen.Select(pair => (users[pair.A], users[pair.B]))];
    }

    /// <summary>
    /// The cases of an experiment: each user who has a hidden friend, in the order of the hidden pairs; known friends may not be
    /// recommended.
    /// </summary>
    /// <exception cref="ArgumentException">No pair is hidden.</exception>
    public IReadOnlyList<RankingCase<UserId>> Cases()
    {
        if (Hidden.Count == 0)
        {
            throw new ArgumentException("No pair of friends is hidden, so there is nothing to find.");
        }

        var known = FriendsOf(Known?.Pairs() ?? []);
        return [.. FriendsOf(Hidden).Select(user => new RankingCase<UserId>(Profile.Of(user.Key), user.ToHashSet())
        {
            User = user.Key,
            Deny = known.Contains(user.Key) ? known[user.Key].ToHashSet() : null,
        })];
    }

    /// <summary>Two that are the same in either direction.</summary>
    internal static (int A, int B) Ordered(int a, int b) => (Math.Min(a, b), Math.Max(a, b));

    private static ILookup<UserId, UserId> FriendsOf(IEnumerable<(UserId A, UserId B)> pairs) =>
        pairs.SelectMany(pair => new[] { pair, (A: pair.B, B: pair.A) }).ToLookup(pair => pair.A, pair => pair.B);
}
