using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Seeded interactions with the shape of listening data: few popular items, few busy users.</summary>
/// <remarks>
/// An item's popularity is 1 / (rank + 10)^0.9, its label a shuffled one; a user's activity is log-normal with sigma 0.8.
/// Pairs are unique: a user draws by popularity until they have as many different items as their activity says, and no user has
/// more than a quarter of the items.
/// </remarks>
internal static class SyntheticInteractions
{
    public static CsrMatrix Create(InteractionSet set) => set switch
    {
        InteractionSet.Tiny => Create(2_000, 1_000, 40_000),
        InteractionSet.Small => Create(50_000, 20_000, 2_000_000),
        InteractionSet.Large => Create(200_000, 100_000, 10_000_000),
        InteractionSet.Huge => Create(2_000_000, 300_000, 100_000_000),
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "There is no such set."),
    };

    public static CsrMatrix Create(int userCount, int itemCount, int interactionCount, int seed = 42)
    {
        var random = new Random(seed);
        var offsets = Offsets(Activities(userCount, random), itemCount / 4, interactionCount);
        var (itemOf, acceptance, alias) = Popularity(itemCount, random);
        var columns = new int[interactionCount];
        var lastUserWith = new int[itemCount];          // 1 + the last user who has an item
        for (var user = 0; user < userCount; user++)
        {
            for (var place = offsets[user]; place < offsets[user + 1];)
            {
                var rank = random.Next(itemCount);
                var item = itemOf[random.NextDouble() < acceptance[rank] ? rank : alias[rank]];
                if (lastUserWith[item] != user + 1)
                {
                    lastUserWith[item] = user + 1;
                    columns[place++] = item;
                }
            }

            columns.AsSpan(offsets[user], offsets[user + 1] - offsets[user]).Sort();
        }

        return new CsrMatrix(itemCount, offsets, columns);
    }

    /// <summary>exp(0.8 z), z normal by Box and Muller.</summary>
    private static double[] Activities(int userCount, Random random)
    {
        var activities = new double[userCount];
        for (var user = 0; user < userCount; user++)
        {
            var z = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            activities[user] = Math.Exp(0.8 * z);
        }

        return activities;
    }

    /// <summary>
    /// Divides the interactions among users in proportion to their activity, at most <paramref name="most"/> to a user; what
    /// rounding and the bound leave over is given to the others, one each, until nothing is left.
    /// </summary>
    private static int[] Offsets(double[] activities, int most, int interactionCount)
    {
        if ((long)activities.Length * most < interactionCount)
        {
            throw new ArgumentException($"{activities.Length} users of at most {most} items each cannot have {interactionCount} interactions.");
        }

        var share = interactionCount / activities.Sum();
        var degrees = Array.ConvertAll(activities, activity => (int)Math.Min(activity * share, most));
        var left = interactionCount - degrees.Sum();
        for (var user = 0; left > 0; user = (user + 1) % degrees.Length)
        {
            if (degrees[user] < most)
            {
                degrees[user]++;
                left--;
            }
        }

        var offsets = new int[degrees.Length + 1];
        for (var user = 0; user < degrees.Length; user++)
        {
            offsets[user + 1] = offsets[user] + degrees[user];
        }

        return offsets;
    }

    /// <summary>
    /// Tables to draw a rank by its popularity in constant time (alias method, Walker 1977; tables by Vose 1991), and the
    /// shuffled labels.
    /// </summary>
    private static (int[] ItemOf, double[] Acceptance, int[] Alias) Popularity(int itemCount, Random random)
    {
        var acceptance = new double[itemCount];
        for (var rank = 0; rank < itemCount; rank++)
        {
            acceptance[rank] = Math.Pow(rank + 10, -0.9);
        }

        var scale = itemCount / acceptance.Sum();
        var alias = new int[itemCount];
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var rank = 0; rank < itemCount; rank++)
        {
            acceptance[rank] *= scale;
            (acceptance[rank] < 1 ? small : large).Push(rank);
        }

        while (small.TryPop(out var poor) && large.TryPop(out var rich))
        {
            alias[poor] = rich;
            acceptance[rich] -= 1 - acceptance[poor];
            (acceptance[rich] < 1 ? small : large).Push(rich);
        }

        // Rounding may leave a few ranks on one stack. They keep their whole place; a rank that was popped without a partner
        // gets rank 0 as its alias.
        var itemOf = new int[itemCount];
        for (var item = 0; item < itemCount; item++)
        {
            itemOf[item] = item;
        }

        random.Shuffle(itemOf);
        return (itemOf, acceptance, alias);
    }
}
