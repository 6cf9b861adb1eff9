using ZetDard.Netease.Wire;

namespace ZetDard.Netease;

/// <summary>Collects song ids until a request is full, fetches them, and gives the songs in the order of the ids.</summary>
internal sealed class SongBatch(INeteaseCaller caller, IReadOnlyDictionary<long, NeteaseSong> known)
{
    private readonly List<long> _order = [];
    private readonly HashSet<long> _missing = [];

    // What the service took; it falls, for the rest of the enumeration, where it refuses.
    private int _size = NeteaseEndpoints.Songs.PageSize;

    /// <summary>Takes an id; <see langword="false"/> where the request is full: fetch first.</summary>
    public bool Add(long id)
    {
        // Ids of known songs cost no request, but an enumeration of nothing else must not wait for its end to give songs.
        if (_missing.Count >= _size || _order.Count >= 2 * NeteaseEndpoints.SongsAtOnce)
        {
            return false;
        }

        _order.Add(id);
        if (!known.ContainsKey(id))
        {
            _missing.Add(id);
        }

        return true;
    }

    /// <summary>The songs of the ids taken, in their order, without those that are gone; then the batch is empty.</summary>
    public async Task<IReadOnlyList<NeteaseSong>> FetchAsync(CancellationToken cancellationToken)
    {
        var fetched = new Dictionary<long, NeteaseSong>(_missing.Count);
        var ids = _missing.ToArray();
        for (var start = 0; start < ids.Length;)
        {
            var count = Math.Min(_size, ids.Length - start);
            try
            {
                var call = NeteaseEndpoints.Songs.With(("ids", new ArraySegment<long>(ids, start, count)));
                foreach (var song in Answers.Songs(call.Endpoint, await caller.CallAsync(call, cancellationToken).ConfigureAwait(false)).Items)
                {
                    fetched.TryAdd(song.Id, song);
                }

                start += count;
            }
            catch (NeteaseApiException e) when (e.Kind == NeteaseErrorKind.BadRequest && count > 1)
            {
                _size = count / 2;
            }
        }

        var songs = new List<NeteaseSong>(_order.Count);
        foreach (var id in _order)
        {
            if (known.TryGetValue(id, out var song) || fetched.TryGetValue(id, out song))
            {
                songs.Add(song);
            }
        }

        _order.Clear();
        _missing.Clear();
        return songs;
    }
}
