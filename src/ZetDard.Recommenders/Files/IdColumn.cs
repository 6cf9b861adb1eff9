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
    private readonly Dictionary<int, string> _displayNames = [];
    private bool _isText;

    public IdColumn() => _textsBySpan = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _rows.Count;

    /// <summary>The place of a row's id; −1 where the field was empty.</summary>
    public int this[int row] => _rows[row];

    /// <summary>How many different ids there are.</summary>
    public int PlaceCount => _isText ? _texts.Count : _numbers.Count;

    /// <summary>Whether every id of the column is an integer that can keep its value.</summary>
    public bool IsOfIntegers => !_isText;

    /// <summary>The first id that is no such integer.</summary>
    public string? FirstText { get; private set; }

    /// <summary>The first id that is an integer with '.0' behind it, as pandas writes integers of a column with missing values.</summary>
    public string? FirstDecimal { get; private set; }

    /// <summary>The line of <see cref="FirstText"/>; 0 as long as nobody has set it.</summary>
    public long FirstTextLine { get; set; }

    public void AddLast() => _rows.Add(_rows[^1]);

    public void Add(ReadOnlySpan<char> id)
    {
        if (id.IsEmpty)
        {
            _rows.Add(-1);
            return;
        }

        if (id.EndsWith(".0", StringComparison.Ordinal) && (!_isText || FirstDecimal is not null) && IntegerName.TryParseId(id[..^2], out _))
        {
            FirstDecimal ??= id.ToString();
            id = id[..^2];
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
            FirstText = id.ToString();
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

    /// <summary>Says what the id that was added last is called; the first name of an id counts.</summary>
    public void NameLast(ReadOnlySpan<char> name)
    {
        if (!_displayNames.ContainsKey(_rows[^1]))
        {
            _displayNames.Add(_rows[^1], name.ToString());
        }
    }

    /// <summary>What the id of a place is called; <see langword="null"/> where nobody has said it.</summary>
    public string? DisplayNameOf(int place) => _displayNames.GetValueOrDefault(place);

    /// <summary>The ids in the order of appearance, in which ids are minted.</summary>
    public string[] Names()
    {
        var names = new string[PlaceCount];
        foreach (var (number, place) in _numbers)
        {
            names[place] = number.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, place) in _texts)
        {
            names[place] = name;
        }

        return names;
    }

    /// <summary>The id of each place, looked up in a map or added to it.</summary>
    public TId[] IdsIn<TId>(IdMap<TId> map)
        where TId : struct, IId<TId> => Array.ConvertAll(Names(), name => map.GetOrAdd(name));
}
