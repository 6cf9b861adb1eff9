using System.Globalization;
using System.Runtime.InteropServices;

namespace ZetDard.Recommenders;

/// <summary>
/// The ids of one column, as places in the order of first appearance. Integers stay numbers until the first id that is none, or
/// too large for one.
/// </summary>
internal sealed class IdColumn
{
    private readonly List<int> _rows = [];
    private readonly Dictionary<long, int> _numbers = [];
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _textsBySpan;
    private bool _isText;

    public IdColumn() => _textsBySpan = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _rows.Count;

    /// <summary>The place of a row's id; −1 where the field was empty.</summary>
    public int this[int row] => _rows[row];

    public void AddLast() => _rows.Add(_rows[^1]);

    public void Add(ReadOnlySpan<char> id)
    {
        if (id.IsEmpty)
        {
            _rows.Add(-1);
            return;
        }

        if (!_isText)
        {
            if (IntegerName.TryParseId(id, out var number))
            {
                ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, number, out var isKnown);
                if (!isKnown)
                {
                    place = _numbers.Count - 1;
                }

                _rows.Add(place);
                return;
            }

            _isText = true;
            foreach (var (known, place) in _numbers)
            {
                _texts.Add(known.ToString(CultureInfo.InvariantCulture), place);
            }
        }

        ref var placeOfText = ref CollectionsMarshal.GetValueRefOrAddDefault(_textsBySpan, id, out var isKnownText);
        if (!isKnownText)
        {
            placeOfText = _texts.Count - 1;
        }

        _rows.Add(placeOfText);
    }

    /// <summary>Whether every id of the column is an integer that can keep its value.</summary>
    public bool IsOfIntegers => !_isText;

    /// <summary>The id of each place, looked up in a map or added to it.</summary>
    public TId[] IdsIn<TId>(IdMap<TId> map)
        where TId : struct, IId<TId>
    {
        // In the order of appearance, in which ids are minted.
        if (!_isText)
        {
            var numbers = new long[_numbers.Count];
            foreach (var (number, place) in _numbers)
            {
                numbers[place] = number;
            }

            return Array.ConvertAll(numbers, number => map.GetOrAdd(number.ToString(CultureInfo.InvariantCulture)));
        }

        var names = new string[_texts.Count];
        foreach (var (name, place) in _texts)
        {
            names[place] = name;
        }

        return Array.ConvertAll(names, name => map.GetOrAdd(name));
    }
}
