using System.Globalization;

namespace ZetDard.Visualization;

/// <summary>Places and words of the marks on an axis.</summary>
internal static class Ticks
{
    private static readonly double[] ClockSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 18_000, 36_000, 86_400];

    /// <summary>Marks of a time axis from 0, and its title: microseconds, milliseconds or seconds by its length, minutes and hours with colons from three minutes.</summary>
    /// <param name="seconds">The length, above 0.</param>
    /// <param name="most">At most so many marks.</param>
    public static (double[] Places, string[] Labels, string Title) OfTime(double seconds, int most)
    {
        if (seconds >= 180)
        {
            var step = ClockSteps.FirstOrDefault(candidate => seconds / candidate <= most, NiceStep(seconds / 3_600, most) * 3_600);
            double[] places = [.. Enumerable.Range(0, (int)(seconds / step) + 1).Select(k => k * step)];
            return (places, Array.ConvertAll(places, place => Clock(place, seconds >= 3_600)), seconds >= 3_600 ? "Time (h:min:s)" : "Time (min:s)");
        }

        var (unit, name) = seconds >= 0.5 ? (1.0, "s") : seconds >= 0.5e-3 ? (1e-3, "ms") : (1e-6, "µs");
        var (numbers, labels) = Even(0, seconds / unit, most);
        return (Array.ConvertAll(numbers, number => number * unit), labels, $"Time ({name})");
    }

    /// <summary>Marks at even steps of 1, 2 or 5 times a power of ten.</summary>
    public static (double[] Places, string[] Labels) Even(double low, double high, int most)
    {
        var step = NiceStep(high - low, most);
        var first = (long)Math.Ceiling((low / step) - 1e-9);
        var last = (long)Math.Floor((high / step) + 1e-9);
        var digits = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 12);
        double[] places = [.. Enumerable.Range(0, (int)Math.Min(1_000, last - first + 1)).Select(k => (first + k) * step)];
        return (places, Array.ConvertAll(places, place => Math.Round(place, digits + 1).ToString($"F{digits}", CultureInfo.InvariantCulture).Replace('-', '\u2212')));
    }

    /// <summary>Marks of a mel axis from 0, in Hz: 500 and its doublings, which stand evenly where the scale is logarithmic.</summary>
    public static double[] OfMel(double maxFrequencyHz)
    {
        double[] doublings = [0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000];
        double[] places = [.. doublings.Where(frequency => frequency <= maxFrequencyHz * 1.001)];
        return places.Length > 3 ? places : Even(0, maxFrequencyHz, 5).Places;
    }

    public static string Kilohertz(double frequency) => (frequency / 1_000).ToString(frequency is 0 or >= 10_000 ? "0.#" : frequency >= 1_000 ? "0.#" : "0.##", CultureInfo.InvariantCulture);

    private static double NiceStep(double length, int most)
    {
        var rough = length / Math.Max(1, most);
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
