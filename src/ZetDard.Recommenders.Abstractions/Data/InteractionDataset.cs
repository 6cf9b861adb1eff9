namespace ZetDard.Recommenders;

/// <summary>
/// Implicit feedback: a sparse matrix of users × items with the vocabularies of both. Immutable and safe for concurrent use.
/// </summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public sealed class InteractionDataset<TItem>
    where TItem : struct, IId<TItem>
{
    private readonly long[] _times;

    /// <summary>Makes a dataset over a matrix that is <paramref name="users"/> × <paramref name="items"/>.</summary>
    /// <param name="users">The ids of the rows.</param>
    /// <param name="items">The ids of the columns.</param>
    /// <param name="matrix">The interactions; values, where there are any, are weights above 0.</param>
    /// <param name="unixSeconds">
    /// The time of each entry in the order of the matrix, or <see langword="null"/>. Kept: do not change it afterwards.
    /// </param>
    /// <param name="rows">What a row is.</param>
    /// <exception cref="ArgumentException">The sizes disagree, or a weight is not above 0.</exception>
    public InteractionDataset(
        Vocabulary<UserId> users, Vocabulary<TItem> items, CsrMatrix matrix, long[]? unixSeconds = null, RowKind rows = RowKind.User)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.RowCount != users.Count || matrix.ColumnCount != items.Count)
        {
            throw new ArgumentException(
                $"The matrix is {matrix.RowCount} x {matrix.ColumnCount}, the vocabularies are {users.Count} x {items.Count}; they must agree.",
                nameof(matrix));
        }

        if (unixSeconds is not null && unixSeconds.Length != matrix.EntryCount)
        {
            throw new ArgumentException(
                $"There are {unixSeconds.Length} times for {matrix.EntryCount} interactions; give one each, or null.", nameof(unixSeconds));
        }

        foreach (var weight in matrix.Values)
        {
            if (weight <= 0)
            {
                throw new ArgumentException(
                    $"A weight must be above 0, but one is {weight}; leave out what does not count.", nameof(matrix));
            }
        }

        Users = users;
        Items = items;
        Matrix = matrix;
        Rows = rows;
        _times = unixSeconds ?? [];
    }

    /// <summary>The ids of the rows.</summary>
    public Vocabulary<UserId> Users { get; }

    /// <summary>The ids of the columns: the items that can be recommended.</summary>
    public Vocabulary<TItem> Items { get; }

    /// <summary>The interactions, users × items; values are weights.</summary>
    public CsrMatrix Matrix { get; }

    /// <summary>The time of each entry of <see cref="Matrix"/> in seconds since 1970; empty where no times are known.</summary>
    public ReadOnlySpan<long> UnixSeconds => _times;

    /// <summary>What a row is.</summary>
    public RowKind Rows { get; }

    /// <summary>The profile of the listener (or playlist) of a row.</summary>
    public Profile ProfileOf(int row) => Rows == RowKind.User ? Profile.Of(Users[row]) : Profile.Of(new PlaylistId(Users[row].Value));

    /// <summary>Whether the data can serve a profile of this kind: its rows are of that kind, or it is a history of its items.</summary>
    public bool CanServe(Profile profile) =>
        (profile, Rows) is (UserProfile, RowKind.User) or (PlaylistProfile, RowKind.Playlist) or (HistoryProfile<TItem>, _);

    /// <summary>The row of a profile's user or playlist, or −1 where the data does not have them or the profile is a history.</summary>
    /// <exception cref="ArgumentException">
    /// The profile is of a kind that this data cannot serve; the message names the kinds that it can.
    /// </exception>
    public int RowOf(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (!CanServe(profile))
        {
            throw new ArgumentException(
                $"This model cannot serve {profile.Kind}. It serves {(Rows == RowKind.User ? "a user (Profile.Of(UserId))" : "a playlist (Profile.Of(PlaylistId))")}" +
                $" and a history of {IdKind<TItem>.Name}s (Profile.FromHistory).", nameof(profile));
        }

        return profile switch
        {
            UserProfile user => Users.IndexOf(user.User),
            PlaylistProfile list => Users.IndexOf(new UserId(list.Playlist.Value)),
            _ => -1,
        };
    }

    /// <summary>The indices of the items that a profile knows, ascending and distinct; unknown users and items are left out.</summary>
    /// <exception cref="ArgumentException">
    /// The profile is of a kind that this data cannot serve; the message names the kinds that it can.
    /// </exception>
    public ReadOnlySpan<int> KnownItems(Profile profile)
    {
        var row = RowOf(profile);
        if (row >= 0)
        {
            return Matrix.Row(row);
        }

        if (profile is not HistoryProfile<TItem> history)
        {
            return [];
        }

        var known = new SortedSet<int>();
        foreach (var item in history.Items)
        {
            var index = Items.IndexOf(item);
            if (index >= 0)
            {
                known.Add(index);
            }
        }

        return known.ToArray();
    }

    /// <summary>The interactions, ordered by row and column.</summary>
    public IEnumerable<Interaction<TItem>> ToInteractions()
    {
        for (var row = 0; row < Matrix.RowCount; row++)
        {
            for (var entry = Matrix.Offsets[row]; entry < Matrix.Offsets[row + 1]; entry++)
            {
                yield return new(
                    Users[row],
                    Items[Matrix.Columns[entry]],
                    Matrix.HasValues ? Matrix.Values[entry] : 1,
                    _times.Length > 0 ? _times[entry] : 0);
            }
        }
    }
}

/// <summary>Makes interaction datasets.</summary>
public static class InteractionDataset
{
    /// <summary>Makes a dataset of (user, item) pairs without weights; repeated pairs count once. Indices follow ascending ids.</summary>
    public static InteractionDataset<TItem> FromPairs<TItem>(IEnumerable<(UserId User, TItem Item)> pairs, RowKind rows = RowKind.User)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var builder = new InteractionDatasetBuilder<TItem>();
        foreach (var (user, item) in pairs)
        {
            builder.Add(user, item);
        }

        return builder.Build(rows);
    }

    /// <summary>
    /// Makes a dataset of interactions; weights of repeated pairs are added up, the latest time is kept. Indices follow ascending ids.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not finite and above 0.</exception>
    public static InteractionDataset<TItem> From<TItem>(IEnumerable<Interaction<TItem>> interactions, RowKind rows = RowKind.User)
        where TItem : struct, IId<TItem>
    {
        ArgumentNullException.ThrowIfNull(interactions);
        var builder = new InteractionDatasetBuilder<TItem>();
        foreach (var interaction in interactions)
        {
            builder.Add(interaction.User, interaction.Item, interaction.Weight, interaction.UnixSeconds);
        }

        return builder.Build(rows);
    }
}
