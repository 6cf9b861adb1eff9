namespace ZetDard.Audio;

/// <summary>Converts interleaved samples to planar ones, one channel after the other.</summary>
internal static class Planes
{
    /// <summary>Copies samples of each channel into its plane.</summary>
    /// <param name="interleaved"><paramref name="count"/> × <paramref name="channelCount"/> values.</param>
    /// <param name="planar"><paramref name="channelCount"/> × <paramref name="stride"/> values.</param>
    /// <param name="start">The index in each plane of the first sample.</param>
    /// <param name="count">The number of samples of each channel.</param>
    /// <param name="channelCount">The number of channels.</param>
    /// <param name="stride">The number of values from the beginning of one plane to that of the next.</param>
    public static void Deinterleave(ReadOnlySpan<float> interleaved, Span<float> planar, int start, int count, int channelCount, int stride)
    {
        if (channelCount == 1)
        {
            interleaved[..count].CopyTo(planar[start..]);
            return;
        }

        for (var channel = 0; channel < channelCount; channel++)
        {
            var plane = planar.Slice((channel * stride) + start, count);
            for (int i = 0, at = channel; i < plane.Length; i++, at += channelCount)
            {
                plane[i] = interleaved[at];
            }
        }
    }
}
