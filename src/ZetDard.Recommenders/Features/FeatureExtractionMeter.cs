namespace ZetDard.Recommenders;

/// <summary>
/// Counts the items of an extraction that are done, estimates the time for the others, and reports both, in order and at most ten times a
/// second. Safe for concurrent use.
/// </summary>
/// <remarks>
/// The estimate is the average time that a thread works on an item, so that pauses do not count. It begins with the first item that is not
/// in the cache, because the items before it were done by an earlier run and take almost no time. It forgets, because a failure among those
/// would else end this exception for good, and because the speed changes when other programs run.
/// </remarks>
internal sealed class FeatureExtractionMeter(
    int total, int threadCount, TimeProvider time, IProgress<FeatureExtractionProgress>? progress)
{
    private const int RememberedItems = 100;
    private const double MaxOutlier = 100;      // of the average: an item during which the computer slept says nothing about the others
    private const double MinSeconds = 1e-6;     // a clock may not move during an item
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private int _done;
    private int _cached;
    private int _failed;
    private double _secondsPerItem;
    private int _measured;
    private long? _reportedAt;

    public int Cached => _cached;

    /// <summary>Begins the time of a batch.</summary>
    public long Begin() => time.GetTimestamp();

    /// <summary>Ends the time of a batch, on one thread.</summary>
    /// <param name="startedAt">The result of <see cref="Begin"/>.</param>
    /// <param name="count">The number of items of the batch, 1 or more.</param>
    /// <param name="cached">Those of them whose features were in the cache.</param>
    /// <param name="failed">Those of them that failed.</param>
    public void End(long startedAt, int count, int cached, int failed)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            (_done, _cached, _failed) = (_done + count, _cached + cached, _failed + failed);
            if (cached < count || _measured > 0)
            {
                var seconds = Math.Max(MinSeconds, time.GetElapsedTime(startedAt, now).TotalSeconds / count);
                seconds = _measured == 0 ? seconds : Math.Min(seconds, MaxOutlier * _secondsPerItem);
                _measured = Math.Min(RememberedItems, _measured + count);
                _secondsPerItem += (seconds - _secondsPerItem) * Math.Min(1, (double)count / _measured);
            }

            if (progress is not null && (_done == total || _reportedAt is not { } last || time.GetElapsedTime(last, now) >= MinInterval))
            {
                _reportedAt = now;
                progress.Report(Progress());
            }
        }
    }

    private FeatureExtractionProgress Progress()
    {
        var left = total - _done;
        var perMinute = _measured == 0 ? 0 : 60 * threadCount / _secondsPerItem;
        TimeSpan? remaining = _measured > 0 ? TimeSpan.FromSeconds(Math.Min(1e8, left * _secondsPerItem / Math.Clamp(left, 1, threadCount)))
            : left == 0 ? TimeSpan.Zero
            : null;
        return new(_done, total, _cached, _failed, perMinute, remaining);
    }
}
