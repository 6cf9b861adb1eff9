using System.Runtime.InteropServices;

namespace ZetDard.Recommenders;

/// <summary>Collects ids in any order and turns them into a vocabulary of ascending ids and one index per added id.</summary>
internal sealed class IndexBuilder<TId>
    where TId : struct, IId<TId>
{
    private readonly Dictionary<long, int> _provisional = [];
    private readonly List<int> _added = [];
    private long _lastId;
    private int _lastIndex = -1;

    public int Count => _added.Count;

    public void Add(TId id)
    {
        if (_lastIndex < 0 || id.Value != _lastId)      // rows usually come sorted by user: skip the look-up
        {
            ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_provisional, id.Value, out var known);
            if (!known)
            {
                index = _provisional.Count - 1;
            }

            (_lastId, _lastIndex) = (id.Value, index);
        }

        _added.Add(_lastIndex);
    }

    public (Vocabulary<TId> Vocabulary, int[] Index) Build()
    {
        var ids = new long[_provisional.Count];
        _provisional.Keys.CopyTo(ids, 0);
        var places = new int[ids.Length];               // provisional index at each sorted place
        _provisional.Values.CopyTo(places, 0);
        Array.Sort(ids, places);
        var final = new int[ids.Length];
        for (var place = 0; place < places.Length; place++)
        {
            final[places[place]] = place;
        }

        var index = new int[_added.Count];
        for (var i = 0; i < index.Length; i++)
        {
            index[i] = final[_added[i]];
        }

        return (new Vocabulary<TId>(ids.Select(TId.From)), index);
    }
}
