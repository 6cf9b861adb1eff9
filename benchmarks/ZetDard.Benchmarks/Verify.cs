using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Compares results with the definition before they are timed: the time of a wrong result means nothing.</summary>
internal static class Verify
{
    public static void Same(NeighbourLists expected, NeighbourLists actual)
    {
        if (
            !expected.Offsets.SequenceEqual(actual.Offsets)
            || !expected.Columns.SequenceEqual(actual.Columns)
            || !expected.Values.SequenceEqual(actual.Values)
        )
        {
            throw new InvalidOperationException("The result differs from the definition's: its time means nothing.");
        }
    }

    /// <summary>Prints a measure of quality, and refuses one that is lower than it has to be.</summary>
    public static void AtLeast(double required, double actual, string what)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"// {what}: {actual:F1}"));
        if (!(actual >= required))
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{what}: {actual:F1}, below {required}. A time would mean nothing.")
            );
        }
    }

    /// <summary>How far, in decibels, a signal exceeds the difference of another one from it.</summary>
    public static double Snr(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        var (signal, error) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            signal += (double)expected[i] * expected[i];
            error += Math.Pow((double)expected[i] - actual[i], 2);
        }

        return 10 * Math.Log10(signal / error);
    }
}
