namespace ZetDard.Netease;

internal static class TimeProviderExtensions
{
    /// <summary>Converts a time span to a difference of timestamps.</summary>
    public static long Ticks(this TimeProvider time, TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
