namespace ZetDard.Netease.Testing;

/// <summary>The QR codes that were given out, and the state of their log-in, which the test sets.</summary>
internal sealed class QrCodes
{
    private const int MaxKeys = 100;

    private readonly Lock _lock = new();
    private readonly List<string> _keys = [];

    /// <summary>The state of all codes.</summary>
    public QrLogInState State { get; set; } = QrLogInState.Waiting;

    public string NewKey()
    {
        var key = Guid.NewGuid().ToString();
        lock (_lock)
        {
            _keys.Add(key);
            if (_keys.Count > MaxKeys)
            {
                _keys.RemoveAt(0);
            }
        }

        return key;
    }

    public bool IsKnown(string key)
    {
        lock (_lock)
        {
            return _keys.Contains(key);
        }
    }
}
