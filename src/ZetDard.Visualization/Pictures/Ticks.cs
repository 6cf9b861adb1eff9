using System.Globalization;

namespace ZetDard.Visualization;

/// <summary>The positions and labels of the marks of an axis.</summary>
internal static class Ticks
{
    private static readonly double[] ClockSteps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 18_000, 36_000, 86_400];

    /// <summary>
    /// The marks and the title of a time axis from 0: in microseconds, milliseconds or seconds; from three minutes on, in minutes and hours
    /// with colons.
    /// </summary>
    /// <param name="seconds">The length of the axis, above 0.</param>
    /// <param name="maxCount">The maximum number of marks.</param>
    public static (double[] Places, string[] Labels, string Title) OfTime(double seconds, int maxCount)
    {
        if (seconds >= 180)
        {
            var step = ClockSteps.FirstOrDefault(candidate => seconds / candidate <= maxCount, NiceStep(seconds / 3_600, maxCount) * 3_600);
            double[] places = [.. Enumerable.Range(0, (int)(seconds / step) + 1).Select(k => k * step)];
            var hasHours = seconds >= 3_600;
            return (places, Array.ConvertAll(places, place => Clock(place, hasHours)), hasHours ? "Time (h:min:s)" : "Time (min:s)");
        }

        var (unit, name) = seconds >= 0.5 ? (1.0, "s") : seconds >= 0.5e-3 ? (1e-3, "ms") : (1e-6, "µs");
        var (numbers, labels) = Even(0, seconds / unit, maxCount);
        return (Array.ConvertAll(numbers, number => number * unit), labels, $"Time ({name})");
    }

    /// <summary>Marks at steps of 1, 2 or 5 times a power of ten.</summary>
    public static (double[] Places, string[] Labels) Even(double low, double high, int maxCount)
    {
        var step = NiceStep(high - low, maxCount);
        var first = (long)Math.Ceiling((low / step) - 1e-9);
        var last = (long)Math.Floor((high / step) + 1e-9);
        var digits = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 12);
        double[] places = [.. Enumerable.Range(0, (int)Math.Min(1_000, last - first + 1)).Select(k => (first + k) * step)];
        return (places, Array.ConvertAll(places, Label));

        string Label(double place) =>
            Math.Round(place, digits + 1).ToString($"F{digits}", CultureInfo.InvariantCulture).Replace('-', '\u2212');
    }

    /// <summary>
    /// The marks of a mel axis from 0 in hertz: 500 and its doublings, which are evenly spaced where the scale is logarithmic.
    /// </summary>
    public static double[] OfMel(double maxFrequencyHz)
    {
        double[] doublings = [0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000];
        double[] places = [.. doublings.Where(frequency => frequency <= maxFrequencyHz * 1.001)];
        return places.Length > 3 ? places : Even(0, maxFrequencyHz, 5).Places;
    }

    public static string Kilohertz(double frequency) =>
        (frequency / 1_000).ToString(frequency is 0 or >= 1_000 ? "0.#" : "0.##", CultureInfo.InvariantCulture);

    private static double NiceStep(double length, int maxCount)
    {
        var rough = length / Math.Max(1, maxCount);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }

    private static string Clock(double seconds, bool hasHours)
    {
        var whole = (long)Math.Round(seconds);
        return hasHours
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 3_600}:{whole / 60 % 60:00}:{whole % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:00}");
    }
}
