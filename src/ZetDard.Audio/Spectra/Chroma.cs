using System.Numerics.Tensors;

namespace ZetDard.Audio;

/// <summary>How strong each pitch class is, frame by frame.</summary>
public static class Chroma
{
    /// <summary>The pitch classes of each frame: frames × classes, the strongest of a frame 1 (all 0 in a silent frame).</summary>
    /// <param name="power">A power spectrogram.</param>
    /// <param name="bank">The classes; 12 from C by default, as in librosa.</param>
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
            var largest = TensorPrimitives.Max<float>(row);
            for (var i = 0; i < row.Length && largest > 0; i++)
            {
                classes[frame, i] = row[i] / largest;
            }
        }

        return classes;
    }
}
