using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Numbers songs in the order in which their rows are read: an id is looked up once a row, and from then on there are only numbers.</summary>
/// <param name="representatives">Songs for which another one stands, and that one, whose number they get.</param>
internal sealed class SongNumbers(IReadOnlyDictionary<SongId, SongId> representatives)
{
    private readonly Dictionary<long, int> _numberOf = [];
    private readonly List<SongId> _songs = [];

    public int Count => _songs.Count;

    /// <summary>The number of a song, from 0; the next one where it has none yet.</summary>
    public int Of(SongId song)
    {
        if (_numberOf.TryGetValue(song.Value, out var number))
        {
            return number;
        }

        if (representatives.TryGetValue(song, out var other))
        {
            number = Of(other);
        }
        else
        {
            number = _songs.Count;
            _songs.Add(song);
        }

        _numberOf.Add(song.Value, number);
        return number;
    }

    /// <summary>The songs of some rows by ascending id.</summary>
    /// <param name="used">Numbers, in any order, repeated or not.</param>
    /// <returns>The songs, and their numbers in the same order.</returns>
    public (Vocabulary<SongId> Songs, int[] Numbers) Ordered(ReadOnlySpan<int> used)
    {
        var isUsed = new bool[Count];
        foreach (var number in used)
        {
            isUsed[number] = true;
        }

        int[] numbers = [.. Enumerable.Range(0, Count).Where(number => isUsed[number])];
        Array.Sort(Array.ConvertAll(numbers, number => _songs[number].Value), numbers);
        return (new(numbers.Select(number => _songs[number])), numbers);
    }
}
