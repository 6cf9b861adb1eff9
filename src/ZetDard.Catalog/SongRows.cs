using System.Runtime.InteropServices;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Collects rows of song numbers, one after another by ascending id, and makes a dataset of them.</summary>
/// <param name="songs">The numbers of the songs.</param>
/// <param name="kind">What a row is.</param>
/// <param name="isWeighted">Whether weights and times are kept; otherwise each song of a row counts 1.</param>
internal sealed class SongRows(SongNumbers songs, RowKind kind, bool isWeighted)
{
    private readonly List<UserId> _rows = [];
    private readonly List<int> _starts = [];
    private readonly List<int> _entries = [];       // the songs of all rows, by number
    private readonly List<(float Weight, long UnixSeconds)> _values = [];       // parallel to _entries, if weights and times are kept
    private int[] _entryOf = [];       // for each song its last entry

    /// <summary>Starts a row.</summary>
    /// <exception cref="InvalidOperationException">The row's id is not above that of the previous row.</exception>
    public void Begin(UserId row)
    {
        if (_rows.Count > 0 && row.Value <= _rows[^1].Value)
        {
            throw new InvalidOperationException(
                $"The store returned {kind} {row.Value} after {kind} {_rows[^1].Value}, but it must return its rows by ascending id.");
        }

        _rows.Add(row);
        _starts.Add(_entries.Count);
    }

    /// <summary>Adds a song to the row. If the row already has the song, the weights are added and the latest time is kept.</summary>
    public void Add(int song, float weight = 1, long unixSeconds = 0)
    {
        if (song >= _entryOf.Length)
        {
            Array.Resize(ref _entryOf, Math.Max(songs.Count, 2 * _entryOf.Length));
        }

        var entry = _entryOf[song];
        if (entry < _starts[^1] || entry >= _entries.Count || _entries[entry] != song)
        {
            _entryOf[song] = _entries.Count;
            _entries.Add(song);
            if (isWeighted)
            {
                _values.Add((weight, Math.Max(0, unixSeconds)));
            }
        }
        else if (isWeighted)
        {
            ref var value = ref CollectionsMarshal.AsSpan(_values)[entry];
            value = (Math.Min(float.MaxValue, value.Weight + weight), Math.Max(value.UnixSeconds, unixSeconds));
        }
    }

    /// <summary>Returns the dataset, with its columns by ascending id, and the song number of each column.</summary>
    public (InteractionDataset<SongId> Dataset, int[] Numbers) Build()
    {
        var (vocabulary, numberOf) = songs.Ordered(CollectionsMarshal.AsSpan(_entries));
        var columnOf = new int[songs.Count];
        for (var column = 0; column < numberOf.Length; column++)
        {
            columnOf[numberOf[column]] = column;
        }

        var columns = new int[_entries.Count];
        for (var entry = 0; entry < columns.Length; entry++)
        {
            columns[entry] = columnOf[_entries[entry]];
        }

        int[] offsets = [.. _starts, columns.Length];
        var values = CollectionsMarshal.AsSpan(_values);
        for (var row = 0; row < _rows.Count; row++)
        {
            var (start, length) = (offsets[row], offsets[row + 1] - offsets[row]);
            if (isWeighted)
            {
                Sort(columns.AsSpan(start, length), values.Slice(start, length));
            }
            else
            {
                columns.AsSpan(start, length).Sort();
            }
        }

        var (weights, times) = (
            Column(values, static value => value.Weight, usual: 1), Column(values, static value => value.UnixSeconds, usual: 0));
        return (new(new(_rows), vocabulary, new(vocabulary.Count, offsets, columns, weights), times, kind), numberOf);
    }

    // Rows of plays are usually sorted already.
    private static void Sort(Span<int> columns, Span<(float, long)> values)
    {
        for (var i = 1; i < columns.Length; i++)
        {
            if (columns[i] < columns[i - 1])
            {
                columns.Sort(values);
                return;
            }
        }
    }

    // Returns null if all values are the default.
    private static T[]? Column<T>(
        ReadOnlySpan<(float Weight, long UnixSeconds)> values, Func<(float Weight, long UnixSeconds), T> part, T usual)
        where T : struct, IEquatable<T>
    {
        var column = new T[values.Length];
        var isUsual = true;
        for (var entry = 0; entry < column.Length; entry++)
        {
            column[entry] = part(values[entry]);
            isUsual &= column[entry].Equals(usual);
        }

        return isUsual ? null : column;
    }
}
