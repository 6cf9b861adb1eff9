using System.Globalization;

namespace ZetDard.Recommenders;

/// <summary>
/// Hold-out splits of interactions into training and test. The parts are disjoint and together the whole; the same data and seed give the
/// same split.
/// </summary>
/// <remarks>
/// Split before anything is learned: vocabularies, popularity, embeddings and graphs belong to the training part.
/// No part is ever empty: data of which nothing can be hidden, or of which nothing would be left to learn from, is an error whose message
/// says what to do.
/// </remarks>
/// <example>
/// <code>
/// var split = HoldOut.Fraction(data.Interactions, 0.2, seed: 42);
/// var model = await trainer.FitAsync(data with { Interactions = split.Train });
/// </code>
/// </example>
public static class HoldOut
{
    /// <summary>Hides a fraction of each user's interactions, at random: the nearest whole number of them, and never all.</summary>
    /// <param name="data">What to split.</param>
    /// <param name="fraction">Above 0 and below 1.</param>
    /// <param name="seed">Chooses what is hidden.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is outside its range.</exception>
    /// <exception cref="ArgumentException">The fraction of every user's interactions is less than one interaction.</exception>
    public static Split<TItem> Fraction<TItem>(InteractionDataset<TItem> data, double fraction, int seed)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckFraction(fraction);
        var (train, test) = HideFraction(data, fraction, seed);
        return test.Matrix.EntryCount > 0
            ? new(train, test)
            : throw new ArgumentException(
                $"No user has enough to hide {Invariant(fraction)} of it: the most that one has is {MaxOfOneUser(data)}. Choose a greater fraction, or leave such users out.",
                nameof(data));
    }

    /// <summary>
    /// Hides <paramref name="k"/> interactions of each user who has more than that; the others stay whole in the training data.
    /// </summary>
    /// <param name="data">What to split.</param>
    /// <param name="k">How many, 1 or more.</param>
    /// <param name="seed">Chooses what is hidden.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">No user has more than <paramref name="k"/>.</exception>
    public static Split<TItem> LeaveKOut<TItem>(InteractionDataset<TItem> data, int k, int seed)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (MaxOfOneUser(data) <= k)
        {
            throw new ArgumentException(
                $"No user has more than {k} interactions, of which {k} could be hidden: the most that one has is {MaxOfOneUser(data)}. Choose a smaller k.",
                nameof(data));
        }

        var random = new Random(seed);
        var hidden = new bool[data.Matrix.EntryCount];
        for (var row = 0; row < data.Users.Count; row++)
        {
            if (data.Matrix.Degree(row) > k)
            {
                Hide(data.Matrix, row, k, random, hidden);
            }
        }

        return Divide(data, hidden);
    }

    /// <summary>Hides what happened at a time or later, for all users at once, so that nothing of the future is learned.</summary>
    /// <param name="data">What to split; needs the time of every interaction.</param>
    /// <param name="from">The first moment of the test part, to the second.</param>
    /// <exception cref="ArgumentException">A time is unknown, or nothing happened before or nothing after.</exception>
    public static Split<TItem> After<TItem>(InteractionDataset<TItem> data, DateTimeOffset from)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        var times = TimesOf(data);
        var first = from.ToUnixTimeSeconds();
        var (earliest, latest) = (times.Min(), times.Max());
        return first > earliest && first <= latest
            ? DivideAt(data, times, first)
            : throw new ArgumentException(
                $"Nothing happened {(first <= earliest ? "before" : "at or after")} {Moment(first)}, so that the {(first <= earliest ? "training" : "test")} part would be empty: " +
                $"the interactions are from {Moment(earliest)} to {Moment(latest)}. Choose a moment between these, or HoldOut.Fraction.",
                nameof(from));
    }

    /// <summary>Hides the latest fraction of all interactions, for all users at once, so that nothing of the future is learned.</summary>
    /// <param name="data">What to split; needs the time of every interaction.</param>
    /// <param name="fraction">Above 0 and below 1.</param>
    /// <remarks>
    /// Interactions of the same second stay together: the split is made at the moment that hides a fraction as near as possible to the
    /// given one and leaves something in both parts; of two such moments the earlier one is taken.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is outside its range.</exception>
    /// <exception cref="ArgumentException">A time is unknown, or all are the same.</exception>
    public static Split<TItem> TemporalFraction<TItem>(InteractionDataset<TItem> data, double fraction)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckFraction(fraction);
        var times = TimesOf(data);
        var sorted = times.Order().ToArray();
        var borders = Enumerable.Range(1, sorted.Length - 1).Where(i => sorted[i - 1] < sorted[i]).ToArray();
        return borders.Length > 0
            ? DivideAt(data, times, sorted[borders.MinBy(i => Math.Abs(sorted.Length - i - (sorted.Length * fraction)))])
            : throw new ArgumentException(
                $"All {sorted.Length} interactions have the same time, {Moment(sorted[0])}, so that none is later than another; use HoldOut.Fraction, which needs no times.",
                nameof(data));
    }

    /// <summary>
    /// Takes some users out of the training data whole, and divides what they have into history and test: listeners whom the model has
    /// never seen.
    /// </summary>
    /// <param name="data">What to split.</param>
    /// <param name="userCount">How many users, 1 or more and fewer than there are.</param>
    /// <param name="fraction">Part of their interactions that is hidden, above 0 and below 1; never all.</param>
    /// <param name="seed">Chooses the users and what is hidden.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="userCount"/> or <paramref name="fraction"/> is outside its range.
    /// </exception>
    /// <exception cref="ArgumentException">The fraction of what each chosen user has is less than one interaction.</exception>
    public static Split<TItem> UnseenUsers<TItem>(InteractionDataset<TItem> data, int userCount, double fraction, int seed)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        if (userCount < 1 || userCount >= data.Users.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(userCount), userCount, $"Of {data.Users.Count} users 1 … {data.Users.Count - 1} can be taken out.");
        }

        CheckFraction(fraction);
        var users = Enumerable.Range(0, data.Users.Count).ToArray();
        new Random(seed).Shuffle(users);
        var unseen = new bool[data.Matrix.EntryCount];
        foreach (var row in users.AsSpan(0, userCount))
        {
            unseen.AsSpan(data.Matrix.Offsets[row], data.Matrix.Degree(row)).Fill(true);
        }

        var (train, taken) = Divide(data, unseen);
        if (train.Matrix.EntryCount == 0)
        {
            throw new ArgumentException(
                $"The {data.Users.Count - userCount} users who stay have no interactions, so that there is nothing to learn from; take out fewer users.",
                nameof(data));
        }

        var (history, test) = HideFraction(taken, fraction, seed);
        return test.Matrix.EntryCount > 0
            ? new(train, test) { History = history }
            : throw new ArgumentException(
                $"None of the {userCount} users who were taken out has enough to hide {Invariant(fraction)} of it: the most that one has is {MaxOfOneUser(taken)}. " +
                "Choose a greater fraction or more users.", nameof(data));
    }

    /// <summary>Hides a fraction of the pairs of friends, at random, and draws pairs of strangers to compare them with.</summary>
    /// <param name="data">
    /// Its friends are split; pairs of which one user has no interactions stay known. Who follows whom counts as friends, in either
    /// direction.
    /// </param>
    /// <param name="fraction">Above 0 and below 1.</param>
    /// <param name="seed">Chooses what is hidden, and the strangers.</param>
    /// <param name="strangerCount">How many pairs of strangers, 1 or more; fewer where fewer exist.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="fraction"/> or <paramref name="strangerCount"/> is outside its range.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// There are fewer than two pairs of friends with interactions, or all users are friends.
    /// </exception>
    public static FriendSplit Friends<TItem>(
        TrainingData<TItem> data, double fraction, int seed, int strangerCount = FriendSplit.DefaultStrangerCount)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckFraction(fraction);
        var users = data.Interactions.Users;
        var pairs = (data.Friends?.Pairs() ?? []).Select(pair => FriendSplit.Ordered(users.IndexOf(pair.From), users.IndexOf(pair.To)))
            .Where(pair => pair.A >= 0 && pair.A != pair.B).Distinct().ToArray();
        if (pairs.Length < 2)
        {
            throw new ArgumentException(
                $"There are {pairs.Length} pairs of friends who both have interactions; at least two are needed, one to know and one to find. Give TrainingData.Friends.",
                nameof(data));
        }

        new Random(seed).Shuffle(pairs);
        var hidden = pairs[..Math.Clamp((int)Math.Round(pairs.Length * fraction), 1, pairs.Length - 1)];
        var isHidden = hidden.ToHashSet();
        var known = data.Friends!.Pairs().Where(pair =>
            !isHidden.Contains(FriendSplit.Ordered(users.IndexOf(pair.From), users.IndexOf(pair.To))));
        return new(
            users,
            Relation.FromPairs(known),
            Array.ConvertAll(hidden, pair => (users[pair.A], users[pair.B])),
            FriendSplit.SampleStrangers(users, pairs.Select(pair => (users[pair.A], users[pair.B])), strangerCount, seed));
    }

    private static Split<TItem> HideFraction<TItem>(InteractionDataset<TItem> data, double fraction, int seed)
        where TItem : struct, IId<TItem>
    {
        var random = new Random(seed);
        var hidden = new bool[data.Matrix.EntryCount];
        for (var row = 0; row < data.Users.Count; row++)
        {
            Hide(data.Matrix, row, CountOf(data.Matrix.Degree(row), fraction), random, hidden);
        }

        return Divide(data, hidden);
    }

    private static Split<TItem> DivideAt<TItem>(InteractionDataset<TItem> data, long[] times, long first)
        where TItem : struct, IId<TItem> => Divide(data, Array.ConvertAll(times, time => time >= first));

    /// <summary>
    /// Of <paramref name="count"/> interactions the number to hide: the nearest to the fraction that leaves at least one.
    /// </summary>
    private static int CountOf(int count, double fraction) => Math.Max(0, Math.Min((int)Math.Round(count * fraction), count - 1));

    private static int MaxOfOneUser<TItem>(InteractionDataset<TItem> data)
        where TItem : struct, IId<TItem> => Enumerable.Range(0, data.Users.Count).Select(data.Matrix.Degree).DefaultIfEmpty(0).Max();

    private static void Hide(CsrMatrix matrix, int row, int count, Random random, bool[] hidden)
    {
        var entries = new int[matrix.Degree(row)];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = matrix.Offsets[row] + i;
        }

        random.Shuffle(entries);
        for (var i = 0; i < count; i++)
        {
            hidden[entries[i]] = true;
        }
    }

    private static Split<TItem> Divide<TItem>(InteractionDataset<TItem> data, bool[] hidden)
        where TItem : struct, IId<TItem> => new(Part(data, hidden, wanted: false), Part(data, hidden, wanted: true));

    private static InteractionDataset<TItem> Part<TItem>(InteractionDataset<TItem> data, bool[] hidden, bool wanted)
        where TItem : struct, IId<TItem>
    {
        var matrix = data.Matrix;
        var entries = Enumerable.Range(0, matrix.EntryCount).Where(entry => hidden[entry] == wanted).ToArray();
        var newColumn = new int[data.Items.Count];
        foreach (var entry in entries)
        {
            newColumn[matrix.Columns[entry]] = 1;
        }

        var items = new List<TItem>();
        for (var column = 0; column < newColumn.Length; column++)
        {
            if (newColumn[column] == 1)
            {
                newColumn[column] = items.Count;
                items.Add(data.Items[column]);
            }
        }

        var users = new List<UserId>();
        var offsets = new List<int> { 0 };
        var next = 0;
        for (var row = 0; row < data.Users.Count; row++)
        {
            var first = next;
            while (next < entries.Length && entries[next] < matrix.Offsets[row + 1])
            {
                next++;
            }

            if (next > first)
            {
                users.Add(data.Users[row]);
                offsets.Add(next);
            }
        }

        var times = data.UnixSeconds.ToArray();
        var values = matrix.Values.ToArray();
        var columns = matrix.Columns.ToArray();
        return new(
            new(users),
            new(items),
            new(
                items.Count,
                [.. offsets],
                Array.ConvertAll(entries, entry => newColumn[columns[entry]]),
                matrix.HasValues ? Array.ConvertAll(entries, entry => values[entry]) : null),
            times.Length > 0 ? Array.ConvertAll(entries, entry => times[entry]) : null,
            data.Rows);
    }

    // A split by time of interactions some of which have none would put those on a side by chance.
    private static long[] TimesOf<TItem>(InteractionDataset<TItem> data)
        where TItem : struct, IId<TItem>
    {
        var times = data.UnixSeconds.ToArray();
        var unknown = data.Matrix.EntryCount - times.Count(time => time != 0);
        return unknown == 0 && times.Length > 0
            ? times
            : throw new ArgumentException(
                $"A split by time needs the time of every interaction, and of {data.Matrix.EntryCount} here {unknown} have none; " +
                "read them from a time column, leave out those without, or use HoldOut.Fraction, which needs no times.", nameof(data));
    }

    private static string Moment(long unixSeconds) =>
        unixSeconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && unixSeconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC"
            : string.Create(CultureInfo.InvariantCulture, $"{unixSeconds} seconds after 1970");

    private static string Invariant(double fraction) => fraction.ToString(CultureInfo.InvariantCulture);

    private static void CheckFraction(double fraction)
    {
        if (!(fraction > 0 && fraction < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The fraction to hide must be above 0 and below 1.");
        }
    }
}
