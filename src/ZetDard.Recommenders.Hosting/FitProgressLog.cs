using Microsoft.Extensions.Logging;

namespace ZetDard.Recommenders;

/// <summary>Logs how far a fit has come, at most every five seconds; may be called from any thread.</summary>
internal sealed class FitProgressLog(ILogger logger, string recommender, TimeProvider time) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(5);
    private long _last = time.GetTimestamp();

    public void Report(TrainingProgress value)
    {
        var (last, now) = (Volatile.Read(ref _last), time.GetTimestamp());
        if (time.GetElapsedTime(last, now) >= MinInterval && Interlocked.CompareExchange(ref _last, now, last) == last)
        {
            logger.FitProgress(recommender, value.Stage, value.Completed, value.Total, value.Loss);
        }
    }
}
