using System.Runtime.ExceptionServices;
using ZetDard.Netease.Wire;

namespace ZetDard.Netease;

/// <summary>Collects song ids until a request is full, fetches them, and gives the songs in the order of the ids.</summary>
internal sealed class SongBatch(INeteaseCaller caller, IReadOnlyDictionary<long, NeteaseSong> known)
{
    private readonly List<long> _order = [];
    private readonly HashSet<long> _missing = [];

    // So many ids refused one after another are not to blame.
    private const int MostRefusedInARow = 10;

    // What the service takes at once; it falls, for the rest of the enumeration, where only parts are taken.
    private int _size = NeteaseEndpoints.Songs.PageSize;

    private bool _isTaken;
    private int _refusedInARow;
    private NeteaseApiException? _refusal;

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

    /// <summary>The songs of the ids taken, in their order, without those that are gone or that the service refuses one by one; then the batch is empty.</summary>
    /// <exception cref="NeteaseApiException">Among others <see cref="NeteaseErrorKind.BadRequest"/>: the service refuses whatever it is asked for, so it is not the ids.</exception>
    public async Task<IReadOnlyList<NeteaseSong>> FetchAsync(CancellationToken cancellationToken)
    {
        var fetched = new Dictionary<long, NeteaseSong>(_missing.Count);
        await FetchAsync(_missing.ToArray(), fetched, cancellationToken).ConfigureAwait(false);
        if (!_isTaken && _refusal is not null)
        {
            ExceptionDispatchInfo.Throw(_refusal);
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

    // Returns whether the service took all of the ids, be it in parts.
    private async Task<bool> FetchAsync(ArraySegment<long> ids, Dictionary<long, NeteaseSong> fetched, CancellationToken cancellationToken)
    {
        var areTaken = true;
        if (ids.Count == 0)
        {
            return areTaken;
        }

        if (ids.Count > _size)
        {
            for (var start = 0; start < ids.Count;)
            {
                var count = Math.Min(_size, ids.Count - start);
                areTaken &= await FetchAsync(ids.Slice(start, count), fetched, cancellationToken).ConfigureAwait(false);
                start += count;
            }

            return areTaken;
        }

        try
        {
            var call = NeteaseEndpoints.Songs.With(("ids", ids));
            foreach (var song in Answers.Songs(call.Endpoint, await caller.CallAsync(call, cancellationToken).ConfigureAwait(false)).Items)
            {
                fetched.TryAdd(song.Id, song);
            }

            (_isTaken, _refusedInARow) = (true, 0);
            return true;
        }
        catch (NeteaseApiException e) when (e.Kind == NeteaseErrorKind.BadRequest && (ids.Count > 1 || ++_refusedInARow <= MostRefusedInARow))
        {
            if (ids.Count == 1)
            {
                _refusal = e;
                return false;
            }
        }

        var half = (ids.Count + 1) / 2;
        areTaken = await FetchAsync(ids[..half], fetched, cancellationToken).ConfigureAwait(false);
        areTaken &= await FetchAsync(ids[half..], fetched, cancellationToken).ConfigureAwait(false);
        if (areTaken)
        {
            _size = Math.Min(_size, half);      // nothing was wrong with the ids: there were too many
        }

        return areTaken;
    }
}
