using System.Diagnostics;

namespace ZetDard.Recommenders;

/// <summary>Counts and times the requests to one recommender.</summary>
internal sealed class RequestMetrics(HostMetrics metrics, string kind, string? key)
{
    private readonly TagList _tags = HostMetrics.TagsOf(kind, key);

    public bool IsEnabled => metrics.Requests.Enabled || metrics.RequestDuration.Enabled;

    public void Record(TimeSpan elapsed, Exception? error)
    {
        var tags = error is null ? _tags : HostMetrics.With(_tags, error);
        metrics.Requests.Add(1, in tags);
        metrics.RequestDuration.Record(elapsed.TotalSeconds, in tags);
    }

    public void Count(int requests) => metrics.Requests.Add(requests, in _tags);
}
