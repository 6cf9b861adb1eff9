namespace ZetDard.Netease;

internal static class TimeProviderExtensions
{
    /// <summary>A span of time as a difference of timestamps.</summary>
    public static long Ticks(this TimeProvider time, TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
