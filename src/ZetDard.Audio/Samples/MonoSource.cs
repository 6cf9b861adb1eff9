namespace ZetDard.Audio;

/// <summary>A source of one channel, the mean of the channels of another source.</summary>
internal sealed class MonoSource(SampleSource inner) : SampleSource(inner.SampleRateHz, 1, inner.Length)
{
    private float[] _buffer = [];

    protected override int ReadBlock(Span<float> interleaved)
    {
        var channels = inner.ChannelCount;
        var wanted = Math.Min(interleaved.Length, BlockLength(channels) / channels);
        if (_buffer.Length < wanted * channels)
        {
            _buffer = new float[wanted * channels];
        }

        var count = inner.Read(_buffer.AsSpan(0, wanted * channels)) / channels;
        if (channels == 2)
        {
            for (var i = 0; i < count; i++)
            {
                interleaved[i] = (0.5f * _buffer[2 * i]) + (0.5f * _buffer[(2 * i) + 1]);
            }

            return count;
        }

        for (var i = 0; i < count; i++)
        {
            var sum = 0.0;
            foreach (var value in _buffer.AsSpan(i * channels, channels))
            {
                sum += value;
            }

            interleaved[i] = (float)(sum / channels);
        }

        return count;
    }

    protected override bool TrySeek(long sample)
    {
        inner.Advance(sample);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    internal override void Interrupt() => inner.Interrupt();
}
