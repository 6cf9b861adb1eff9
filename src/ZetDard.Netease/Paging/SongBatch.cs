using System.Runtime.ExceptionServices;
using ZetDard.Netease.Wire;

namespace ZetDard.Netease;

/// <summary>Collects song ids until a request is full, requests the songs, and returns them in the order of the ids.</summary>
internal sealed class SongBatch(INeteaseCaller caller, IReadOnlyDictionary<long, NeteaseSong> known)
{
    private readonly List<long> _order = [];
    private readonly HashSet<long> _missing = [];

    // If this many ids are refused one after another, the ids are not the reason.
    private const int MaxRefusedInARow = 10;

    // The number of ids that the service accepts in one request. It is halved for the rest of the enumeration where the service
    // accepts only smaller requests.
    private int _size = NeteaseEndpoints.Songs.PageSize;

    private bool _isTaken;
    private int _refusedInARow;
    private NeteaseApiException? _refusal;

    /// <summary>Adds an id; <see langword="false"/> if the request is full and must be sent first.</summary>
    public bool Add(long id)
    {
        // Ids of known songs need no request, but an enumeration of only such ids must still return songs before its end.
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

    /// <summary>
    /// Returns the songs of the collected ids in their order, without those that no longer exist or that the service refuses one
    /// by one, and empties the batch.
    /// </summary>
    /// <exception cref="NeteaseApiException">
    /// For example <see cref="NeteaseErrorKind.BadRequest"/>, if the service refuses every request, so that the ids cannot be the reason.
    /// </exception>
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

    // Returns whether the service accepted all ids, in one request or in several.
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
        catch (NeteaseApiException e) when (e.Kind == NeteaseErrorKind.BadRequest
            && (ids.Count > 1 || ++_refusedInARow <= MaxRefusedInARow))
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
            _size = Math.Min(_size, half);       // each half was accepted, so the ids are fine: there were too many of them
        }

        return areTaken;
    }
}
