using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace ZetDard.Netease;

/// <summary>Which failures are tried again, and when.</summary>
internal static class Retries
{
    // What is no answer may be a page of something in between that goes away; it does not get many requests.
    private const int MaxRetriesOfMalformed = 2;

    /// <summary>The longest wait that a call makes by itself. Where the service names a longer one, the call fails at once and says it.</summary>
    internal static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait before a retry where the service names none.</summary>
    internal static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(2);

    /// <summary>Retries around a circuit breaker around an attempt.</summary>
    /// <remarks>There is no time limit over all attempts: with a full budget waiting is most of a call, and the caller's token ends it.</remarks>
    public static ResiliencePipeline Pipeline(NeteaseOptions options, TimeProvider time, NeteaseTelemetry telemetry, ILogger logger)
    {
        var builder = new ResiliencePipelineBuilder { Name = NeteaseTelemetry.Name, TimeProvider = time };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetries,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is NeteaseApiException failure && MayPass(failure, args.AttemptNumber)),
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                MaxDelay = MaxDelay,
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Exception switch
                {
                    NeteaseApiException { Kind: NeteaseErrorKind.Throttled } => TimeSpan.Zero,       // the budget makes all wait, this one too
                    NeteaseApiException { RetryAfter: { } said } => said,
                    _ => (TimeSpan?)null,
                }),
                OnRetry = args =>
                {
                    var failure = (NeteaseApiException)args.Outcome.Exception!;
                    telemetry.Retried(failure.Endpoint!, failure.Kind);
                    Log.Retrying(logger, failure.Endpoint!, failure.Kind, args.RetryDelay.TotalSeconds, args.AttemptNumber + 1, options.MaxRetries);
                    return default;
                },
            });
        }

        return builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is NeteaseApiException { Kind: NeteaseErrorKind.Unavailable }),
            FailureRatio = 0.9,
            MinimumThroughput = 20,
            SamplingDuration = TimeSpan.FromMinutes(2),
            BreakDuration = BreakOf(options),
        }).Build();
    }

    /// <summary>How long nothing is sent after nearly all requests failed on the way: half a minute in the default.</summary>
    public static TimeSpan BreakOf(NeteaseOptions options) => TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerSecond / 2, 15 * options.RetryDelay.Ticks));

    private static bool MayPass(NeteaseApiException failure, int retries) =>
        (failure.RetryAfter is null || failure.RetryAfter <= MaxRetryAfter)
        && (failure.Kind is NeteaseErrorKind.Throttled or NeteaseErrorKind.Unavailable || (failure.Kind == NeteaseErrorKind.Malformed && retries < MaxRetriesOfMalformed));
}
