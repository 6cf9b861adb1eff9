using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Loudness according to ITU-R BS.1770-4.</summary>
/// <remarks>
/// The standard gives its two filters at 48 kHz only. For other sample rates they are designed from the analogue prototypes that B. De Man
/// derived (Evaluation of implementations of the EBU R128 loudness measurement, AES 145, 2018).
/// </remarks>
internal static class ItuLoudness
{
    private const double AbsoluteGate = -70;
    private const double RelativeGate = -10;
    private const double SurroundWeight = 1.41;

    public static double Integrated(Waveform waveform)
    {
        // Blocks of 400 ms begin every 100 ms. The energies of parts of 100 ms are computed once and added up for each block.
        var part = Math.Max(1, waveform.SampleRateHz / 10);
        var energies = new double[(waveform.Length + part - 1) / part];
        for (var channel = 0; channel < waveform.ChannelCount; channel++)
        {
            if (Weight(channel, waveform.ChannelCount) is > 0 and var weight)
            {
                AddEnergies(waveform.Channel(channel), waveform.SampleRateHz, part, weight, energies);
            }
        }

        var whole = waveform.Length / part;
        var blocks = whole >= 4
            ? Enumerable.Range(0, whole - 3).Select(first => energies[first..(first + 4)].Sum() / (4.0 * part)).ToArray()
            : waveform.Length > 0 ? [energies.Sum() / waveform.Length] : [];
        var loud = Array.FindAll(blocks, energy => Lufs(energy) > AbsoluteGate);
        if (loud.Length == 0)
        {
            return double.NegativeInfinity;
        }

        var gate = Lufs(loud.Average()) + RelativeGate;
        return Lufs(loud.Where(energy => Lufs(energy) > gate).Average());
    }

    private static double Lufs(double energy) => -0.691 + (10 * Math.Log10(energy));

    private static double Weight(int channel, int channelCount) => channelCount is 5 or 6 ? channel switch
    {
        3 when channelCount == 6 => 0,
        >= 3 => SurroundWeight,
        _ => 1,
    }
    : 1;

    private static void AddEnergies(ReadOnlySpan<float> samples, int rateHz, int part, double weight, double[] energies)
    {
        // The first filter models the head: a shelf that raises high frequencies by 4 dB. The second is a high-pass.
        var shelfK = Math.Tan(Math.PI * Math.Min(1681.974450955533 / rateHz, 0.49));
        var (shelfQ, gain) = (0.7071752369554196, Math.Pow(10, 3.999843853973347 / 20));
        var bandGain = Math.Pow(gain, 0.4996667741545416);
        var a0 = 1 + (shelfK / shelfQ) + (shelfK * shelfK);
        var shelf = new Biquad(
            (gain + (bandGain * shelfK / shelfQ) + (shelfK * shelfK)) / a0,
            2 * ((shelfK * shelfK) - gain) / a0,
            (gain - (bandGain * shelfK / shelfQ) + (shelfK * shelfK)) / a0,
            2 * ((shelfK * shelfK) - 1) / a0, (1 - (shelfK / shelfQ) + (shelfK * shelfK)) / a0);
        var (highK, highQ) = (Math.Tan(Math.PI * Math.Min(38.13547087602444 / rateHz, 0.49)), 0.5003270373238773);
        var h0 = 1 + (highK / highQ) + (highK * highK);
        var highPass = new Biquad(1, -2, 1, 2 * ((highK * highK) - 1) / h0, (1 - (highK / highQ) + (highK * highK)) / h0);
        for (var index = 0; index < energies.Length; index++)
        {
            var sum = 0.0;
            foreach (var sample in samples[(index * part)..Math.Min(samples.Length, (index + 1) * part)])
            {
                var value = highPass.Next(shelf.Next(sample));
                sum += value * value;
            }

            energies[index] += weight * sum;
        }
    }

    // Transposed direct form II.
    private struct Biquad(double b0, double b1, double b2, double a1, double a2)
    {
        private double _z1;
        private double _z2;

        public double Next(double x)
        {
            var y = (b0 * x) + _z1;
            _z1 = (b1 * x) - (a1 * y) + _z2;
            _z2 = (b2 * x) - (a2 * y);
            return y;
        }
    }
}
