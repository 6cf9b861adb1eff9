using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace ZetDard.Netease;

/// <summary>Decides which failures are retried, and after what time.</summary>
internal static class Retries
{
    // An answer that is not JSON may be a temporary page of a proxy in between; it gets few retries.
    private const int MaxRetriesOfMalformed = 2;

    /// <summary>The maximum wait before a retry. If the service asks for a longer one, the call fails at once and reports it.</summary>
    internal static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>The maximum wait before a retry if the service does not ask for one.</summary>
    internal static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(2);

    /// <summary>Builds the pipeline: retries around a circuit breaker around an attempt.</summary>
    /// <remarks>
    /// There is no time limit on all attempts together, because most of a call may be waiting for the rate limit. The caller's
    /// token ends it.
    /// </remarks>
    public static ResiliencePipeline Pipeline(NeteaseOptions options, TimeProvider time, NeteaseTelemetry telemetry, ILogger logger)
    {
        var builder = new ResiliencePipelineBuilder { Name = NeteaseTelemetry.Name, TimeProvider = time };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetries,
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is NeteaseApiException failure && MayPass(failure, args.AttemptNumber)),
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                MaxDelay = MaxDelay,
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Exception switch
                {
                    // The rate limiter makes all requests wait, including this one.
                    NeteaseApiException { Kind: NeteaseErrorKind.Throttled } => TimeSpan.Zero,
                    NeteaseApiException { RetryAfter: { } said } => said,
                    _ => (TimeSpan?)null,
                }),
                OnRetry = args =>
                {
                    var failure = (NeteaseApiException)args.Outcome.Exception!;
                    telemetry.Retried(failure.Endpoint!, failure.Kind);
                    Log.Retrying(
                        logger, failure.Endpoint!, failure.Kind, args.RetryDelay.TotalSeconds, args.AttemptNumber + 1, options.MaxRetries);
                    return default;
                },
            });
        }

        return builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = args => ValueTask.FromResult(
                args.Outcome.Exception is NeteaseApiException { Kind: NeteaseErrorKind.Unavailable }),
            FailureRatio = 0.9,
            MinimumThroughput = 20,
            SamplingDuration = TimeSpan.FromMinutes(2),
            BreakDuration = BreakOf(options),
        }).Build();
    }

    /// <summary>How long nothing is sent after nearly all requests failed on the way: half a minute with default options.</summary>
    public static TimeSpan BreakOf(NeteaseOptions options) =>
        TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerSecond / 2, 15 * options.RetryDelay.Ticks));

    private static bool MayPass(NeteaseApiException failure, int retries) =>
        (failure.RetryAfter is null || failure.RetryAfter <= MaxRetryAfter)
        && (failure.Kind is NeteaseErrorKind.Throttled or NeteaseErrorKind.Unavailable
            || (failure.Kind == NeteaseErrorKind.Malformed && retries < MaxRetriesOfMalformed));
}
