using System.Runtime.InteropServices;

namespace ZetDard.Recommenders;

/// <summary>The interactions of a file, column by column: ids as places, and what numbers the rows have.</summary>
internal sealed class InteractionColumns
{
    private readonly List<float> _weights = [];
    private readonly List<long> _times = [];

    public IdColumn Users { get; } = new();

    public IdColumn Items { get; } = new();

    /// <summary>
    /// Whether the items are titles, which several songs may have: then a title and an artist together are an item.
    /// </summary>
    public bool ItemsAreTitles { get; set; }

    /// <summary>One artist a row, or no rows at all where the file has no such column.</summary>
    public IdColumn Artists { get; } = new();

    /// <summary>How many interactions there are.</summary>
    public int Count => Users.Count;

    public float Weight(int row) => _weights.Count > 0 ? _weights[row] : 1;

    public long UnixSeconds(int row) => _times.Count > 0 ? _times[row] : 0;

    /// <summary>
    /// Whether a row is an event or a count of events, because rows have counts or times: then the rows of a user and an item add up.
    /// </summary>
    public bool RowsAddUp { get; set; }

    /// <summary>Adds weight and time of the row whose user was added last.</summary>
    public void AddNumbers(float weight, long unixSeconds)
    {
        AddTo(_weights, weight, usual: 1);
        AddTo(_times, unixSeconds, usual: 0);
    }

    // A column takes memory only from the first value on that differs from the usual one.
    private void AddTo<T>(List<T> column, T value, T usual)
        where T : struct, IEquatable<T>
    {
        if (column.Count == 0 && !value.Equals(usual))
        {
            CollectionsMarshal.SetCount(column, Count - 1);
            CollectionsMarshal.AsSpan(column).Fill(usual);
            column.Add(value);
        }
        else if (column.Count > 0)
        {
            column.Add(value);
        }
    }
}
