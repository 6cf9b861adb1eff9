using System.Runtime.InteropServices;

namespace ZetDard.Recommenders;

/// <summary>Collects interactions one by one, in any order, and builds a dataset. For bulk reading; not safe for concurrent use.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
/// <remarks>
/// Takes 8 bytes an interaction while collecting, 4 more once a weight other than 1 is given and 8 more once a time is given.
/// </remarks>
/// <example>
/// <code>
/// var builder = new InteractionDatasetBuilder&lt;SongId&gt;();
/// builder.Add(new UserId(1), new SongId(42), weight: 3);
/// builder.Add(new UserId(2), new SongId(42));
/// InteractionDataset&lt;SongId&gt; interactions = builder.Build();
/// </code>
/// </example>
public sealed class InteractionDatasetBuilder<TItem>
    where TItem : struct, IId<TItem>
{
    private readonly IndexBuilder<UserId> _users = new();
    private readonly IndexBuilder<TItem> _items = new();
    private List<float>? _weights;
    private List<long>? _times;

    /// <summary>Number of interactions added, repeated ones included.</summary>
    public int Count => _users.Count;

    /// <summary>Adds one interaction.</summary>
    /// <param name="user">The row.</param>
    /// <param name="item">The column.</param>
    /// <param name="weight">Finite and above 0.</param>
    /// <param name="unixSeconds">Seconds since 1970; 0 where unknown.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="weight"/> is not finite and above 0.</exception>
    public void Add(UserId user, TItem item, float weight = 1, long unixSeconds = 0)
    {
        if (!(weight > 0) || !float.IsFinite(weight))
        {
            throw new ArgumentOutOfRangeException(
                nameof(weight),
                weight,
                $"The weight of user {user.Value} and {IdKind<TItem>.Name} {item.Value} must be finite and above 0.");
        }

        AddTo(ref _weights, weight, 1);
        AddTo(ref _times, unixSeconds, 0);
        _users.Add(user);
        _items.Add(item);
    }

    /// <summary>
    /// Builds the dataset: weights of repeated pairs are added up, the latest time is kept. Indices follow ascending ids.
    /// </summary>
    /// <param name="rows">What a row is.</param>
    /// <param name="countsRepetitions">
    /// Whether pairs are added up also where all weights are 1, because each interaction is an event; otherwise such a pair counts once.
    /// </param>
    public InteractionDataset<TItem> Build(RowKind rows = RowKind.User, bool countsRepetitions = false)
    {
        var (users, rowIndex) = _users.Build();
        var (items, columnIndex) = _items.Build();
        var matrix = CsrMatrix.FromEntries(
            users.Count, items.Count, rowIndex, columnIndex, _weights is null ? [] : CollectionsMarshal.AsSpan(_weights));
        if (countsRepetitions && _weights is null && matrix.EntryCount < rowIndex.Length)
        {
            var ones = new float[rowIndex.Length];
            Array.Fill(ones, 1);
            matrix = CsrMatrix.FromEntries(users.Count, items.Count, rowIndex, columnIndex, ones);
        }

        return new(users, items, matrix, _times is null ? null : LatestTimes(matrix, rowIndex, columnIndex), rows);
    }

    private long[] LatestTimes(CsrMatrix matrix, int[] rowIndex, int[] columnIndex)
    {
        var times = new long[matrix.EntryCount];
        Array.Fill(times, long.MinValue);       // times before 1970 are below 0
        var columns = matrix.Columns;
        for (var i = 0; i < rowIndex.Length; i++)
        {
            // Without repeated pairs and in order, as stores give them, the i-th interaction is the i-th entry.
            var entry = i < columns.Length
                && columns[i] == columnIndex[i]
                && matrix.Offsets[rowIndex[i]] <= i
                && i < matrix.Offsets[rowIndex[i] + 1]
                ? i
                : matrix.Offsets[rowIndex[i]] + matrix.Row(rowIndex[i]).BinarySearch(columnIndex[i]);
            times[entry] = Math.Max(times[entry], _times![i]);
        }

        return times;
    }

    // A column is kept only from the first value on that differs from the usual one.
    private void AddTo<T>(ref List<T>? column, T value, T usual)
        where T : struct, IEquatable<T>
    {
        if (column is null && !value.Equals(usual))
        {
            column = [.. Enumerable.Repeat(usual, Count)];
        }

        column?.Add(value);
    }
}
