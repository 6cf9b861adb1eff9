using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Numbers songs in the order in which their rows are read, so that each row needs only one look-up of its id.</summary>
/// <param name="representatives">Songs that another song represents, with that song, whose number they get.</param>
internal sealed class SongNumbers(IReadOnlyDictionary<SongId, SongId> representatives)
{
    private readonly Dictionary<long, int> _numberOf = [];
    private readonly List<SongId> _songs = [];

    public int Count => _songs.Count;

    /// <summary>Returns the number of a song, from 0; a song without a number gets the next one.</summary>
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

    /// <summary>Returns the songs of some rows by ascending id.</summary>
    /// <param name="used">Song numbers, in any order; they may be repeated.</param>
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
