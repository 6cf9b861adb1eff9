using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Finds where a sound begins.</summary>
internal static class Attack
{
    private const double BlockSeconds = .01;
    private const double Seconds = .35;
    private const double OnsetShare = .001;     // of the energy: −30 dB

    /// <summary>
    /// The sound from 10 milliseconds before the first 10 that are within 30 dB of the loudest, 360 milliseconds long or to its end.
    /// </summary>
    public static Waveform Of(Waveform waveform)
    {
        var width = Math.Max(1, (int)(waveform.SampleRateHz * BlockSeconds));
        var energies = new double[(waveform.Length + (long)width - 1) / width];
        for (var channel = 0; channel < waveform.ChannelCount; channel++)
        {
            var samples = waveform.Channel(channel);
            for (var i = 0; i < samples.Length; i++)
            {
                energies[i / width] += (double)samples[i] * samples[i];
            }
        }

        var minEnergy = energies.DefaultIfEmpty(0).Max() * OnsetShare;
        var onset = Math.Max(0, Array.FindIndex(energies, energy => energy >= minEnergy));
        var start = Math.Max(0, onset - 1) * width;
        return waveform.Slice(start, Math.Min(waveform.Length - start, width + (int)(waveform.SampleRateHz * Seconds)));
    }
}
