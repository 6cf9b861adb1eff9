namespace ZetDard.Audio;

/// <summary>A source of a part of the samples of another source.</summary>
internal sealed class PartSource(SampleSource inner, long start, long count)
    : SampleSource(inner.SampleRateHz, inner.ChannelCount, inner.Length is { } length ? Math.Min(count, Math.Max(0, length - start)) : null)
{
    private long _remaining = count;
    private bool _started;

    protected override int ReadBlock(Span<float> interleaved)
    {
        if (!_started)
        {
            _started = true;
            inner.Advance(start);
        }

        var wanted = Math.Min(_remaining, interleaved.Length / ChannelCount);
        if (wanted == 0)
        {
            return 0;
        }

        var read = inner.Read(interleaved[..((int)wanted * ChannelCount)]);
        _remaining -= read / ChannelCount;
        return read;
    }

    protected override bool TrySeek(long sample)
    {
        _started = true;
        inner.Advance(start + sample);
        _remaining = Math.Max(0, _remaining - sample);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    internal override void Interrupt() => inner.Interrupt();
}
