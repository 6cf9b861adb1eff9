using System.Numerics.Tensors;

namespace ZetDard.Audio;

/// <summary>The strength of each pitch class, frame by frame.</summary>
public static class Chroma
{
    /// <summary>Computes the strengths of the pitch classes of each frame.</summary>
    /// <param name="power">A power spectrogram.</param>
    /// <param name="bank">The pitch classes; by default 12 from C, as in librosa.</param>
    /// <returns>Frames × classes; the strongest class of a frame is 1, and all are 0 in a silent frame.</returns>
    /// <exception cref="ArgumentException">The bank is for another number of bins.</exception>
    public static float[,] Of(Spectrogram power, FilterBank? bank = null)
    {
        ArgumentNullException.ThrowIfNull(power);
        bank ??= FilterBank.Chroma(power.SampleRateHz, 2 * (power.BinCount - 1));
        var classes = new float[power.FrameCount, bank.BandCount];
        var row = new float[bank.BandCount];
        for (var frame = 0; frame < power.FrameCount; frame++)
        {
            bank.Apply(power.Frame(frame), row);
            var max = TensorPrimitives.Max<float>(row);
            for (var i = 0; i < row.Length && max > 0; i++)
            {
                classes[frame, i] = row[i] / max;
            }
        }

        return classes;
    }
}
