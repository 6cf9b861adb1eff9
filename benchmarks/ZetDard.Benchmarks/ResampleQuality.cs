using System.Globalization;

namespace ZetDard.Benchmarks;

/// <summary>What a resampler does to sound whose exact result is known: sines and a sweep, of 2 seconds each.</summary>
internal static class ResampleQuality
{
    /// <summary>Prints what it measures, and refuses a resampler that gives another sine of 1 kHz than it was given.</summary>
    /// <param name="fromHz">The sample rate before.</param>
    /// <param name="toHz">The sample rate after.</param>
    /// <param name="longSeconds">How long the longest sound is.</param>
    /// <param name="name">The resampler's name.</param>
    /// <param name="requiredDb">By how many decibels the sine of 1 kHz has to exceed all else.</param>
    /// <param name="resample">Resamples one channel.</param>
    public static void Verify(int fromHz, int toHz, int longSeconds, string name, double requiredDb, Func<float[], float[]> resample)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{name} from {fromHz} Hz");

        // All sound comes later by this much; a low sine shows it without ambiguity.
        var delay = Fit(100, 2).Delay;
        Print($"delay {delay * toHz:F2} samples");
        Benchmarks.Verify.AtLeast(requiredDb, Fit(1_000, 2).Purity, $"{what}: sine of 1000 Hz over all else, dB");
        foreach (var (hz, seconds) in new[] { (5_000, 2), (9_000, 2), (5_000, longSeconds) }.Distinct())
        {
            var (gain, purity, _) = Fit(hz, seconds);
            Print($"sine of {hz} Hz near the end of {seconds} s: level {20 * Math.Log10(gain):F2} dB, over all else {purity:F1} dB");
        }

        // Frequencies that the new rate cannot carry, and so should be gone.
        foreach (var hz in (ReadOnlySpan<double>)[12_000, 15_000, 20_000])
        {
            var left = Late(resample(Samples(t => Math.Sin(2 * Math.PI * hz * t), fromHz, 0, 2)), 2);
            Print($"sine of {hz} Hz: {10 * Math.Log10(left.Average(x => (double)x * x) / .5):F1} dB are left");
        }

        // 50 Hz to 9,000 Hz, beside itself at the new rate, the delay taken into account: errors of level and of phase count too.
        static double Sweep(double t) => Math.Sin(2 * Math.PI * ((50 * t) + (8_950 * t * t / 4)));
        var (expected, actual) = (Samples(Sweep, toHz, -delay, 2), resample(Samples(Sweep, fromHz, 0, 2)));
        var (first, end) = (toHz / 20, (2 * toHz) - (toHz / 20));
        Print($"sweep: SNR {Benchmarks.Verify.Snr(expected.AsSpan(first..end), actual.AsSpan(first..end)):F1} dB");

        void Print(FormattableString measured) => Console.WriteLine($"// {what}: {measured.ToString(CultureInfo.InvariantCulture)}");

        // The multiple of sine and cosine that is nearest to the result, in a second that holds whole periods, and what remains.
        (double Gain, double Purity, double Delay) Fit(double hz, int seconds)
        {
            var result = Late(resample(Samples(t => Math.Sin(2 * Math.PI * hz * t), fromHz, 0, seconds)), seconds);
            var (sine, cosine) = (0.0, 0.0);
            for (var i = 0; i < result.Length; i++)
            {
                var (s, c) = Wave(i);
                sine += 2 * result[i] * s / result.Length;
                cosine += 2 * result[i] * c / result.Length;
            }

            var error = 0.0;
            for (var i = 0; i < result.Length; i++)
            {
                var (s, c) = Wave(i);
                error += Math.Pow(result[i] - (sine * s) - (cosine * c), 2) / result.Length;
            }

            var power = ((sine * sine) + (cosine * cosine)) / 2;
            return (Math.Sqrt(2 * power), 10 * Math.Log10(power / error), -Math.Atan2(cosine, sine) / (2 * Math.PI * hz));

            // Whole seconds before hold whole periods; half a second is an even number of samples of both rates.
            (double Sine, double Cosine) Wave(int i) => Math.SinCos(2 * Math.PI * hz * (i + (toHz / 2)) / toHz);
        }

        // A second that ends half a second before the end, where filters see the silence behind the sound.
        float[] Late(float[] samples, int seconds) => samples.AsSpan(((seconds - 2) * toHz) + (toHz / 2), toHz).ToArray();
    }

    private static float[] Samples(Func<double, double> sound, int rateHz, double shiftSeconds, int seconds) =>
        [.. Enumerable.Range(0, seconds * rateHz).Select(n => (float)sound(((double)n / rateHz) + shiftSeconds))];
}
