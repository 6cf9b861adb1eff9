namespace ZetDard.Recommenders;

/// <summary>Hold-out splits of interactions into training and test. The parts are disjoint and together the whole; the same data and seed give the same split.</summary>
/// <remarks>Split before anything is learned: vocabularies, popularity, embeddings and graphs belong to the training part.</remarks>
public static class HoldOut
{
    /// <summary>Hides a fraction of each user's interactions, at random: the nearest whole number of them, and never all.</summary>
    /// <param name="data">What to split.</param>
    /// <param name="fraction">Above 0 and below 1.</param>
    /// <param name="seed">Chooses what is hidden.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is outside its range.</exception>
    public static Split<TItem> Fraction<TItem>(InteractionDataset<TItem> data, double fraction, int seed)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckFraction(fraction);
        var random = new Random(seed);
        var hidden = new bool[data.Matrix.EntryCount];
        for (var row = 0; row < data.Users.Count; row++)
        {
            Hide(data.Matrix, row, CountOf(data.Matrix.Degree(row), fraction), random, hidden);
        }

        return Divide(data, hidden);
    }

    /// <summary>Hides <paramref name="k"/> interactions of each user who has more than that; the others stay whole in the training data.</summary>
    /// <param name="data">What to split.</param>
    /// <param name="k">How many, 1 or more.</param>
    /// <param name="seed">Chooses what is hidden.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1.</exception>
    public static Split<TItem> LeaveKOut<TItem>(InteractionDataset<TItem> data, int k, int seed)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
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
    /// <param name="data">What to split; needs times.</param>
    /// <param name="from">The first moment of the test part.</param>
    /// <exception cref="ArgumentException">The data has no times.</exception>
    public static Split<TItem> After<TItem>(InteractionDataset<TItem> data, DateTimeOffset from)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        return Divide(data, Array.ConvertAll(TimesOf(data), time => time >= from.ToUnixTimeSeconds()));
    }

    /// <summary>Hides the latest fraction of all interactions; those of the same second stay together, in the test part.</summary>
    /// <param name="data">What to split; needs times.</param>
    /// <param name="fraction">Above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is outside its range.</exception>
    /// <exception cref="ArgumentException">The data has no times.</exception>
    public static Split<TItem> Latest<TItem>(InteractionDataset<TItem> data, double fraction)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckFraction(fraction);
        var times = TimesOf(data);
        Array.Sort(times);
        var count = Math.Max(1, (int)Math.Round(times.Length * fraction));
        return After(data, DateTimeOffset.FromUnixTimeSeconds(times[^count]));
    }

    /// <summary>Takes some users out of the training data whole, and divides what they have into history and test.</summary>
    /// <param name="data">What to split.</param>
    /// <param name="userCount">How many users, 1 or more and fewer than there are.</param>
    /// <param name="fraction">Part of their interactions that is hidden, above 0 and below 1; never all.</param>
    /// <param name="seed">Chooses the users and what is hidden.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="userCount"/> or <paramref name="fraction"/> is outside its range.</exception>
    public static UnseenSplit<TItem> UnseenUsers<TItem>(InteractionDataset<TItem> data, int userCount, double fraction, int seed)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(data);
        if (userCount < 1 || userCount >= data.Users.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(userCount), userCount, $"Of {data.Users.Count} users 1 … {data.Users.Count - 1} can be taken out.");
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
        var (history, test) = Fraction(taken, fraction, seed);
        return new(train, history, test);
    }

    /// <summary>Of <paramref name="count"/> interactions the number to hide: the nearest to the fraction that leaves at least one.</summary>
    private static int CountOf(int count, double fraction) => Math.Min((int)Math.Round(count * fraction), count - 1);

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

    private static long[] TimesOf<TItem>(InteractionDataset<TItem> data)
        where TItem : struct, IId<TItem> =>
        data.UnixSeconds.IsEmpty
            ? throw new ArgumentException("A split by time needs the times of the interactions, and this data has none; read them from a time column.", nameof(data))
            : data.UnixSeconds.ToArray();

    private static void CheckFraction(double fraction)
    {
        if (!(fraction > 0 && fraction < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The fraction to hide must be above 0 and below 1.");
        }
    }
}
