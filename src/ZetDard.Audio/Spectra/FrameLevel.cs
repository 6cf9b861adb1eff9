namespace ZetDard.Audio;

/// <summary>Measures of frames that need no spectrum.</summary>
public static class FrameLevel
{
    /// <summary>Computes the root mean square of each frame.</summary>
    /// <param name="samples">One channel.</param>
    /// <param name="frameLength">The number of samples of a frame, 1 or more; the last frames may be cut off by the end.</param>
    /// <param name="hopLength">The number of samples from the beginning of one frame to that of the next, 1 or more.</param>
    /// <returns>One value for each frame that begins before the end of the samples.</returns>
    public static float[] Rms(ReadOnlySpan<float> samples, int frameLength, int hopLength)
    {
        var values = new float[FrameCount(samples.Length, frameLength, hopLength)];
        for (var frame = 0; frame < values.Length; frame++)
        {
            values[frame] = (float)Rms(Frame(samples, frame, frameLength, hopLength));
        }

        return values;
    }

    /// <summary>
    /// Computes the share of pairs of consecutive samples in each frame between which the sign changes; 0 counts as positive.
    /// </summary>
    /// <inheritdoc cref="Rms(ReadOnlySpan{float}, int, int)"/>
    public static float[] ZeroCrossingRate(ReadOnlySpan<float> samples, int frameLength, int hopLength)
    {
        var values = new float[FrameCount(samples.Length, frameLength, hopLength)];
        for (var frame = 0; frame < values.Length; frame++)
        {
            var part = Frame(samples, frame, frameLength, hopLength);
            var crossings = 0;
            for (var i = 1; i < part.Length; i++)
            {
                crossings += part[i] < 0 != part[i - 1] < 0 ? 1 : 0;
            }

            values[frame] = (float)crossings / part.Length;
        }

        return values;
    }

    internal static double Rms(ReadOnlySpan<float> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
        {
            sum += (double)sample * sample;
        }

        return samples.IsEmpty ? 0 : Math.Sqrt(sum / samples.Length);
    }

    private static int FrameCount(int length, int frameLength, int hopLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frameLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hopLength, 1);
        return (int)(((long)length + hopLength - 1) / hopLength);
    }

    private static ReadOnlySpan<float> Frame(ReadOnlySpan<float> samples, int frame, int frameLength, int hopLength) =>
        samples.Slice(frame * hopLength, Math.Min(frameLength, samples.Length - (frame * hopLength)));
}
