namespace ZetDard.Audio;

/// <summary>Another source at another sample rate.</summary>
internal sealed class ResampledSource : SampleSource
{
    private const int InputBlock = 8192;

    private readonly SampleSource _inner;
    private readonly PolyphaseFilter _filter;
    private readonly float[] _planes;       // ChannelCount × _stride: old samples _first … _first + _filled − 1
    private readonly int _stride;
    private readonly float[] _block;
    private long _first;
    private int _filled;
    private long _inputCount;
    private bool _inputEnded;
    private long _next;                     // the last old sample at or before the next new one
    private int _phase;                     // the distance between the two, in units of 1 / Up
    private long _written;

    public ResampledSource(SampleSource inner, int sampleRateHz)
        : base(sampleRateHz, inner.ChannelCount, inner.Length is { } length ? NewLength(length, inner.SampleRateHz, sampleRateHz) : null)
    {
        _inner = inner;
        _filter = PolyphaseFilter.For(inner.SampleRateHz, sampleRateHz);
        var inputBlock = Math.Max(256, InputBlock / ChannelCount);
        _stride = (2 * _filter.TapCount) + inputBlock + DotKernels.Width;
        _planes = new float[_stride * ChannelCount];
        _block = new float[inputBlock * ChannelCount];
        _first = 1 - _filter.Half;
        _filled = _filter.Half - 1;         // zeros before the first sample
    }

    /// <summary>The number of new samples: ⌈length · to / from⌉.</summary>
    public static long NewLength(long length, int fromHz, int toHz) => (long)((((Int128)length * toHz) + fromHz - 1) / fromHz);

    protected override int ReadBlock(Span<float> interleaved)
    {
        while (true)
        {
            var count = Math.Min(Ready(), interleaved.Length / ChannelCount);
            if (count > 0)
            {
                Produce(interleaved[..(count * ChannelCount)], count);
                return count * ChannelCount;
            }

            if (_inputEnded && _written >= NewLength(_inputCount, _inner.SampleRateHz, SampleRateHz))
            {
                return 0;
            }

            Fill();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
    }

    internal override void Interrupt() => _inner.Interrupt();

    // The number of new samples that can be computed from the old ones in the buffer.
    private int Ready()
    {
        var last = _first + _filled - 1 - _filter.Half;      // the last old sample that has enough samples to its right
        if (last < _next)
        {
            return 0;
        }

        // New sample j, counted from the next one, lies (_phase + j · Down) / Up old samples after _next.
        var count = ((((last - _next + 1) * _filter.Up) - 1 - _phase) / _filter.Down) + 1;
        var max = _inputEnded ? Math.Min(count, NewLength(_inputCount, _inner.SampleRateHz, SampleRateHz) - _written) : count;
        return (int)Math.Min(int.MaxValue, max);
    }

    private void Produce(Span<float> interleaved, int count)
    {
        if (_filter.Up == 1)
        {
            ProduceWithOneRow(interleaved, count);
        }
        else
        {
            ProduceWithManyRows(interleaved, count);
        }

        _written += count;
    }

    // The new rate divides the old one: one row of taps serves all new samples, four at a time.
    private void ProduceWithOneRow(Span<float> interleaved, int count)
    {
        var taps = _filter.Taps(0, out _, out _);
        var (step, length) = (_filter.Down, taps.Length);
        Span<float> sums = stackalloc float[4];
        for (var channel = 0; channel < ChannelCount; channel++)
        {
            var old = _planes.AsSpan(channel * _stride, _stride)[(int)(_next - _filter.Half + 1 - _first)..];
            var i = 0;
            for (; i + 4 <= count; i += 4)
            {
                DotKernels.Dot(
                    taps,
                    old.Slice(i * step, length),
                    old.Slice((i + 1) * step, length),
                    old.Slice((i + 2) * step, length),
                    old.Slice((i + 3) * step, length),
                    sums);
                for (var k = 0; k < 4; k++)
                {
                    interleaved[((i + k) * ChannelCount) + channel] = sums[k];
                }
            }

            for (; i < count; i++)
            {
                // The same sums in the same order as above, so that the result does not depend on how many samples are requested.
                var one = old.Slice(i * step, length);
                DotKernels.Dot(taps, one, one, one, one, sums);
                interleaved[(i * ChannelCount) + channel] = sums[0];
            }
        }

        _next += (long)count * step;
    }

    // Each position between two old samples has its own row of taps: two channels at a time.
    private void ProduceWithManyRows(Span<float> interleaved, int count)
    {
        var (wholeStep, partStep) = (_filter.Down / _filter.Up, _filter.Down % _filter.Up);
        for (var i = 0; i < count; i++)
        {
            var start = (int)(_next - _filter.Half + 1 - _first);
            var taps = _filter.Taps(_phase, out var second, out var fraction);
            for (var channel = 0; channel < ChannelCount; channel += 2)
            {
                var left = _planes.AsSpan((channel * _stride) + start, taps.Length);
                var right = channel + 1 < ChannelCount ? _planes.AsSpan(((channel + 1) * _stride) + start, taps.Length) : left;
                DotKernels.Dot(taps, left, right, out var leftSum, out var rightSum);
                if (fraction > 0)
                {
                    DotKernels.Dot(second, left, right, out var leftNext, out var rightNext);
                    leftSum += fraction * (leftNext - leftSum);
                    rightSum += fraction * (rightNext - rightSum);
                }

                interleaved[(i * ChannelCount) + channel] = leftSum;
                if (channel + 1 < ChannelCount)
                {
                    interleaved[(i * ChannelCount) + channel + 1] = rightSum;
                }
            }

            _next += wholeStep;
            _phase += partStep;
            if (_phase >= _filter.Up)
            {
                _phase -= _filter.Up;
                _next++;
            }
        }
    }

    private void Fill()
    {
        // Removes the samples that the next new sample does not need.
        var drop = (int)Math.Clamp(_next - _filter.Half + 1 - _first, 0, _filled);
        for (var channel = 0; drop > 0 && channel < ChannelCount; channel++)
        {
            _planes.AsSpan((channel * _stride) + drop, _filled - drop).CopyTo(_planes.AsSpan(channel * _stride));
        }

        _first += drop;
        _filled -= drop;
        var room = Math.Min(_stride - DotKernels.Width - _filled, _block.Length / ChannelCount);
        var count = _inputEnded ? 0 : _inner.Read(_block.AsSpan(0, room * ChannelCount)) / ChannelCount;
        if (count > 0)
        {
            Planes.Deinterleave(_block, _planes, _filled, count, ChannelCount, _stride);
            _filled += count;
            _inputCount += count;
            return;
        }

        // Adds zeros after the end, as many as the last new sample needs.
        _inputEnded = true;
        var zeros = Math.Min(_stride - DotKernels.Width - _filled, _filter.TapCount);
        for (var channel = 0; channel < ChannelCount; channel++)
        {
            _planes.AsSpan((channel * _stride) + _filled, zeros).Clear();
        }

        _filled += zeros;
    }
}
