namespace ZetDard.Netease.Testing;

/// <summary>
/// The cache of the Node server: two minutes, by address and cookies, whatever the body is. Its size is limited, unlike that of
/// the real server.
/// </summary>
internal sealed class NodeCache(TimeProvider time)
{
    private const int MaxBytes = 8 << 20;
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Body, IReadOnlyList<string> Cookies, DateTimeOffset Until)> _answers = [];
    private readonly Queue<string> _oldest = new();
    private long _bytes;

    public (byte[] Body, IReadOnlyList<string> Cookies)? Find(string key)
    {
        lock (_lock)
        {
            return _answers.TryGetValue(key, out var answer) && answer.Until > time.GetUtcNow() ? (answer.Body, answer.Cookies) : null;
        }
    }

    public void Keep(string key, ReadOnlySpan<byte> body, IReadOnlyList<string> cookies)
    {
        lock (_lock)
        {
            if (_answers.Remove(key, out var before))
            {
                _bytes -= before.Body.Length;
            }
            else
            {
                _oldest.Enqueue(key);
            }

            _answers[key] = (body.ToArray(), cookies, time.GetUtcNow() + Duration);
            _bytes += body.Length;
            while (_bytes > MaxBytes && _oldest.TryDequeue(out var oldest))
            {
                if (_answers.Remove(oldest, out var dropped))
                {
                    _bytes -= dropped.Body.Length;
                }
            }
        }
    }
}
