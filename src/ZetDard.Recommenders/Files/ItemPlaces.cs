namespace ZetDard.Recommenders;

/// <summary>The items of the rows: the ids of the column of items, or, where that has titles, a title and an artist together.</summary>
internal sealed class ItemPlaces
{
    private readonly int[]? _places;        // of each row; null where they are those of the column
    private readonly InteractionColumns _columns;
    private readonly List<(int Title, int Artist)> _songs = [];

    public ItemPlaces(InteractionColumns columns)
    {
        _columns = columns;
        if (!columns.ItemsAreTitles || columns.Artists.Count == 0)
        {
            return;
        }

        var places = new Dictionary<(int, int), int>();
        _places = new int[columns.Count];
        for (var row = 0; row < _places.Length; row++)
        {
            var song = (columns.Items[row], columns.Artists[row]);
            if (!places.TryGetValue(song, out _places[row]))
            {
                _places[row] = places.Count;
                places.Add(song, places.Count);
                _songs.Add(song);
            }
        }
    }

    /// <summary>The place of the item of a row.</summary>
    public int this[int row] => _places is null ? _columns.Items[row] : _places[row];

    /// <summary>The id of each place, looked up in a map or added to it, and what the item is called where that is known.</summary>
    /// <remarks>
    /// A song is named by its title as long as the file has the title of one artist only, and the map has no song whose name is the title
    /// with an artist behind it; otherwise by title and artist.
    /// </remarks>
    public (TItem[] Ids, IEnumerable<(TItem Id, string? Name)> DisplayNames) IdsIn<TItem>(IdMap<TItem> map)
        where TItem : struct, IId<TItem>
    {
        if (_places is null)
        {
            var plain = _columns.Items.IdsIn(map);
            return (plain, plain.Select((id, place) => (id, _columns.Items.DisplayNameOf(place))));
        }

        var (titles, artists) = (_columns.Items.Names(), _columns.Artists.Names());
        var isAmbiguous = new bool[titles.Length];
        foreach (var title in _songs.CountBy(song => song.Title))
        {
            isAmbiguous[title.Key] = title.Value > 1;
        }

        var namedWithArtists = TitlesWithArtists(map);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var ids = new TItem[_songs.Count];
        for (var place = 0; place < ids.Length; place++)
        {
            var (title, artist) = _songs[place];
            var name = titles[title];
            if (artist >= 0 && (isAmbiguous[title] || namedWithArtists.Contains(name)))
            {
                name = $"{name} - {artists[artist]}";
            }

            // 'A - B' may be a title too.
            var distinct = name;
            for (var number = 2; !taken.Add(distinct); number++)
            {
                distinct = FormattableString.Invariant($"{name} ({number})");
            }

            ids[place] = map.GetOrAdd(distinct);
        }

        return (ids, ids.Select((id, place) => (id, (string?)titles[_songs[place].Title])));
    }

    // What stands before " - " in the names of a map that was given.
    private static HashSet<string> TitlesWithArtists<TItem>(IdMap<TItem> map)
        where TItem : struct, IId<TItem>
    {
        var titles = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, _) in map.Pairs())
        {
            var dash = -1;
            while ((dash = name.IndexOf(" - ", dash + 1, StringComparison.Ordinal)) >= 0)
            {
                titles.Add(name[..dash]);
            }
        }

        return titles;
    }
}
