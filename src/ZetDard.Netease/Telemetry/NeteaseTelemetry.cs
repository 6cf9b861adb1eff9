using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ZetDard.Netease;

/// <summary>
/// The traces and metrics of the client, both under the name <see cref="Name"/>. They contain the names of endpoints and the kinds
/// of outcomes, but no ids, addresses or cookies.
/// </summary>
internal sealed class NeteaseTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    internal const string Name = "ZetDard.Netease";

    private static readonly ActivitySource Activities = new(Name);

    private readonly Counter<long> _requests;
    private readonly Counter<long> _retries;
    private readonly Histogram<double> _waits;
    private readonly Histogram<long> _bytes;

    public NeteaseTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _requests = meter.CreateCounter<long>("zetdard.netease.requests", "{request}", "Requests that were sent, by endpoint and outcome.");
        _retries = meter.CreateCounter<long>(
            "zetdard.netease.retries", "{retry}", "Requests that were sent again, by endpoint and kind of error.");
        _waits = meter.CreateHistogram<double>("zetdard.netease.budget.wait", "s", "Time that requests waited for the rate limit.");
        _bytes = meter.CreateHistogram<long>("zetdard.netease.answer.size", "By", "Sizes of answers after decompression, by endpoint.");
    }

    /// <summary>Starts the trace of a call, which covers all its attempts.</summary>
    public static Activity? Start(string endpoint)
    {
        var activity = Activities.StartActivity($"{Name} {endpoint}", ActivityKind.Client);
        activity?.SetTag("netease.endpoint", endpoint);
        return activity;
    }

    /// <summary>Marks the trace of a call as failed.</summary>
    public static void Failed(Activity? activity, Exception exception)
    {
        if (activity is not null)
        {
            var what = exception is NeteaseApiException e ? e.Kind.ToString() : exception.GetType().Name;
            activity.SetStatus(ActivityStatusCode.Error, what).SetTag("error.type", what);
            if (exception is NeteaseApiException { ServiceCode: { } code })
            {
                activity.SetTag("netease.code", code);
            }
        }
    }

    public void Waited(TimeSpan time) => _waits.Record(time.TotalSeconds);

    public void Answered(string endpoint, NeteaseErrorKind? failure, long bytes)
    {
        _requests.Add(1, new("netease.endpoint", endpoint), new("netease.outcome", failure?.ToString() ?? "Ok"));
        if (bytes > 0)
        {
            _bytes.Record(bytes, new KeyValuePair<string, object?>("netease.endpoint", endpoint));
        }
    }

    public void Retried(string endpoint, NeteaseErrorKind why) =>
        _retries.Add(1, new("netease.endpoint", endpoint), new("netease.outcome", why.ToString()));
}
