using System.Collections;

namespace ZetDard.Netease.Testing;

/// <summary>
/// The log of the requests that a <see cref="NeteaseStandIn"/> received: the newest requests in full, times and counts of all. Safe
/// for concurrent use; an enumeration returns the requests of one moment.
/// </summary>
public sealed class NeteaseRequestLog : IReadOnlyList<NeteaseRequest>
{
    private const int MaxTimes = 4_000_000;
    private const int MaxKeys = 2_000_000;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private readonly int _maxKeys;
    private bool _isFull;
    private readonly Queue<NeteaseRequest> _newest = new();
    private readonly List<long> _times = [];
    private readonly Dictionary<string, long> _byUri = [];
    private readonly HashSet<ulong> _keys = [];       // hashes, because strings would need most of the memory
    private readonly Dictionary<string, int> _repeated = [];
    private long _total;

    internal NeteaseRequestLog(TimeProvider time, int capacity, int maxKeys = MaxKeys) =>
        (_time, _capacity, _maxKeys) = (time, capacity, maxKeys);

    /// <summary>The number of requests that are kept in full, at most <see cref="NeteaseStandInOptions.LogCapacity"/>.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _newest.Count;
            }
        }
    }

    /// <summary>The number of all requests.</summary>
    public long TotalCount
    {
        get
        {
            lock (_lock)
            {
                return _total;
            }
        }
    }

    /// <summary>The number of requests for each path of the service.</summary>
    public IReadOnlyDictionary<string, long> CountByUri
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, long>(_byUri);
            }
        }
    }

    /// <summary>The things that were requested more than once, with the number of requests, by <see cref="NeteaseRequest.Keys"/>.</summary>
    /// <exception cref="InvalidOperationException">More than 2,000,000 different things were requested; more are not counted.</exception>
    public IReadOnlyDictionary<string, int> Repeated
    {
        get
        {
            lock (_lock)
            {
                ThrowIfFull();
                return new Dictionary<string, int>(_repeated);
            }
        }
    }

    /// <summary>A request that is kept in full; index 0 is the oldest.</summary>
    public NeteaseRequest this[int index]
    {
        get
        {
            lock (_lock)
            {
                return _newest.ElementAt(index);
            }
        }
    }

    /// <summary>Returns how often one thing was requested.</summary>
    /// <param name="key">One of the <see cref="NeteaseRequest.Keys"/>, such as <c>/api/v3/song/detail?id=5</c>.</param>
    /// <exception cref="InvalidOperationException">More than 2,000,000 different things were requested; more are not counted.</exception>
    public int CountOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_lock)
        {
            ThrowIfFull();
            return _repeated.TryGetValue(key, out var count) ? count : _keys.Contains(HashOf(key)) ? 1 : 0;
        }
    }

    /// <summary>Checks that no time span between two requests, however short or long, contained more requests than a rate allows.</summary>
    /// <param name="requestsPerSecond">The rate, above 0.</param>
    /// <param name="burst">The number of requests that may come at once, 1 or more.</param>
    /// <exception cref="InvalidOperationException">A time span contained more requests; the message says which one.</exception>
    public void AssertRate(double requestsPerSecond, int burst = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(requestsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        lock (_lock)
        {
            if (_total > _times.Count)
            {
                throw new InvalidOperationException(
                    $"{_total} requests were sent, but only the times of {MaxTimes} are kept. Check the rate earlier, or clear the log in between.");
            }

            // Requests i..j are within the rate if j - i + 1 <= burst + rate * (t_j - t_i). It is enough to check the start i
            // with the minimum of i - rate * t_i.
            var (least, start) = (double.PositiveInfinity, 0);
            for (var index = 0; index < _times.Count; index++)
            {
                var place = index - (requestsPerSecond * SecondsTo(index));
                if (place <= least)
                {
                    (least, start) = (place, index);
                }

                if (place + 1 - least > burst + 1e-6)
                {
                    var seconds = SecondsTo(index) - SecondsTo(start);
                    throw new InvalidOperationException(string.Create(null,
                        $"{index - start + 1} requests came within {seconds:0.###} s (numbers {start + 1} to {index + 1}); {requestsPerSecond:0.###} per second with a burst of {burst} allow {burst + (requestsPerSecond * seconds):0.#}."));
                }
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<NeteaseRequest> GetEnumerator()
    {
        lock (_lock)
        {
            return ((IEnumerable<NeteaseRequest>)_newest.ToArray()).GetEnumerator();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(NeteaseRequest request)
    {
        var keys = request.Keys;
        lock (_lock)
        {
            _total++;
            if (_times.Count < MaxTimes)
            {
                _times.Add(_time.GetTimestamp());
            }

            _byUri[request.Uri] = _byUri.GetValueOrDefault(request.Uri) + 1;
            foreach (var key in keys)
            {
                var hash = HashOf(key);
                if (_keys.Contains(hash))
                {
                    _repeated[key] = _repeated.GetValueOrDefault(key, 1) + 1;
                }
                else if (_keys.Count < _maxKeys)
                {
                    _keys.Add(hash);
                }
                else
                {
                    _isFull = true;
                }
            }

            if (_capacity > 0)
            {
                if (_newest.Count == _capacity)
                {
                    _newest.Dequeue();
                }

                _newest.Enqueue(request);
            }
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _newest.Clear();
            _times.Clear();
            _byUri.Clear();
            _keys.Clear();
            _repeated.Clear();
            _isFull = false;
            _total = 0;
        }
    }

    private void ThrowIfFull()
    {
        if (_isFull)
        {
            throw new InvalidOperationException(
                $"More than {_maxKeys} different things were requested, and more are not counted. Count earlier, or clear the log in between.");
        }
    }

    private double SecondsTo(int index) => _time.GetElapsedTime(_times[0], _times[index]).TotalSeconds;

    private static ulong HashOf(string key)
    {
        var hash = 0UL;
        foreach (var letter in key)
        {
            hash = unchecked((hash ^ letter) * 0x100000001B3);
        }

        return Seeded.Mix(hash);
    }
}
