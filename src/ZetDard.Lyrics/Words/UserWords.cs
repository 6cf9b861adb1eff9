namespace ZetDard.Lyrics;

/// <summary>Words that a user added to the dictionary or removed from it. Not changed any more once a segmenter has it.</summary>
internal sealed class UserWords
{
    private readonly Dictionary<string, long> _frequencies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly ulong[] _firsts = new ulong[(char.MaxValue + 1) / 64];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _removed =
        new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public UserWords(long total)
    {
        _lookup = _frequencies.GetAlternateLookup<ReadOnlySpan<char>>();
        Total = total;
    }

    /// <summary>The sum of all frequencies, including those of the dictionary.</summary>
    public long Total { get; private set; }

    /// <summary>Adds a word as jieba's add_word does: the new frequency replaces an earlier one, and is added to the total.</summary>
    public void Add(string word, long frequency, WordDictionary dictionary)
    {
        _frequencies[word] = frequency;
        Total += frequency;
        _firsts[word[0] / 64] |= 1UL << (word[0] % 64);
        for (var length = 1; length < word.Length; length++)
        {
            if (dictionary.Find(word.AsSpan(0, length)) is null)
            {
                _frequencies.TryAdd(word[..length], 0);
            }
        }

        if (frequency == 0)
        {
            _removed.Add(word);
        }
    }

    /// <summary>Whether an added word begins with the character.</summary>
    public bool CanBegin(char character) => (_firsts[character / 64] >> (character % 64) & 1) != 0;

    /// <summary>
    /// The frequency of an added word, 0 for the beginning of one, <see langword="null"/> if the dictionary is to be asked.
    /// </summary>
    public long? Find(ReadOnlySpan<char> word) => _lookup.TryGetValue(word, out var frequency) ? frequency : null;

    /// <summary>Whether the word was ever given the frequency 0. The model for unknown words must not form it again.</summary>
    public bool IsRemoved(ReadOnlySpan<char> word) => _removed.Contains(word);
}
