namespace ZetDard.Audio;

/// <summary>From interleaved samples to channel after channel.</summary>
internal static class Planes
{
    /// <summary>Copies <paramref name="count"/> samples of each channel to <paramref name="start"/> of each plane.</summary>
    /// <param name="interleaved">count × channels values.</param>
    /// <param name="planar">channels × stride values.</param>
    /// <param name="start">Where in each plane.</param>
    /// <param name="count">Samples of each channel.</param>
    /// <param name="channelCount">Channels.</param>
    /// <param name="stride">Values from one plane to the next.</param>
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
