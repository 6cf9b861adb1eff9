using System.Globalization;

namespace ZetDard.Audio;

/// <summary>A stretch of a file that can be decoded by itself.</summary>
/// <param name="SampleCount">The number of samples of each channel; <see langword="null"/> if it is not known.</param>
/// <param name="OpenAt">Opens it at one of its samples.</param>
internal sealed record SoundPart(long? SampleCount, Func<long, SampleSource> OpenAt);

/// <summary>The parts of a file, one after another.</summary>
internal sealed class JoinedSource : SampleSource
{
    private readonly string _path;
    private readonly IReadOnlyList<SoundPart> _parts;
    private readonly long _estimate;
    private readonly bool _allowIncomplete;
    private readonly IDisposable _owned;
    private SampleSource? _current;
    private int _index;
    private long _at;

    private JoinedSource(
        string path,
        IReadOnlyList<SoundPart> parts,
        SampleSource first,
        long estimate,
        bool isExact,
        bool allowIncomplete,
        IDisposable owned)
        : base(first.SampleRateHz, first.ChannelCount, isExact ? estimate : null)
    {
        _path = path;
        _estimate = estimate;
        _parts = parts;
        _current = first;
        _allowIncomplete = allowIncomplete;
        _owned = owned;
    }

    internal override long? EstimatedLength => _estimate;

    /// <summary>Opens the first of the parts.</summary>
    /// <param name="path">The name of the file in messages.</param>
    /// <param name="parts">The parts, at least one.</param>
    /// <param name="sampleCount">The number of samples of each channel in all parts.</param>
    /// <param name="isExact">Whether exactly that many samples will come.</param>
    /// <param name="allowIncomplete">Whether a part that cannot be decoded to its end is followed by silence and the next part.</param>
    /// <param name="owned">What is disposed with the source.</param>
    public static JoinedSource Open(
        string path, IReadOnlyList<SoundPart> parts, long sampleCount, bool isExact, bool allowIncomplete, IDisposable owned) =>
        new(path, parts, parts[0].OpenAt(0), sampleCount, isExact, allowIncomplete, owned);

    /// <summary>The error of a file that is damaged in the middle.</summary>
    /// <param name="path">The file.</param>
    /// <param name="seconds">Where the damage is.</param>
    /// <param name="lostSeconds">How much is lost.</param>
    internal static InvalidDataException Damaged(string path, double seconds, double lostSeconds) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{path} is damaged: after {seconds:F1} s, {lostSeconds:F2} s of sound are missing or unreadable. "
        + $"To read the rest, set {nameof(AudioReadOptions.AllowIncomplete)}."));

    /// <summary>The error of a file whose form changes, which only ffmpeg follows.</summary>
    internal static InvalidDataException Changes(
        string path, double seconds, (int RateHz, int Channels) from, (int RateHz, int Channels) to) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"{path} changes after {seconds:F1} s from {from.Channels} channels at {from.RateHz} Hz to {to.Channels} channels at "
            + $"{to.RateHz} Hz, which only ffmpeg reads."));

    /// <summary>A source of silence without an end.</summary>
    internal static SampleSource Silence(int rateHz, int channelCount) => From(rateHz, channelCount, block =>
    {
        block.Clear();
        return block.Length;
    });

    protected override int ReadBlock(Span<float> interleaved)
    {
        while (_index < _parts.Count)
        {
            var (count, left) = (0, _parts[_index].SampleCount - _at ?? long.MaxValue / ChannelCount);
            try
            {
                if (left > 0)
                {
                    _current ??= OpenCurrent();
                    count = _current.Read(interleaved[..(int)Math.Min(interleaved.Length, left * ChannelCount)]);
                }

                if (count == 0 && _at < _parts[_index].SampleCount && _index + 1 < _parts.Count)
                {
                    throw Damaged(_path, Seconds(_at), (double)left / SampleRateHz);
                }
            }
            catch (InvalidDataException) when (_allowIncomplete && _index + 1 < _parts.Count && left <= SampleRateHz)
            {
                // The next part may be whole; what lies between is short.
                _current?.Dispose();
                _current = Silence(SampleRateHz, ChannelCount);
                continue;
            }

            if (count > 0)
            {
                _at += count / ChannelCount;
                return count;
            }

            _current?.Dispose();
            (_current, _index, _at) = (null, _index + 1, 0);
        }

        return 0;
    }

    protected override bool TrySeek(long sample)
    {
        if (Length is null)
        {
            return false;
        }

        _current?.Dispose();
        _current = null;
        for (_index = 0, _at = sample; _index < _parts.Count && _at >= _parts[_index].SampleCount; _index++)
        {
            _at -= _parts[_index].SampleCount!.Value;
        }

        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _current?.Dispose();
        _owned.Dispose();
        base.Dispose(disposing);
    }

    internal override void Interrupt() => _current?.Interrupt();

    private SampleSource OpenCurrent()
    {
        var source = _parts[_index].OpenAt(_at);
        if ((source.SampleRateHz, source.ChannelCount) == (SampleRateHz, ChannelCount))
        {
            return source;
        }

        using (source)
        {
            throw Changes(_path, Seconds(_at), (SampleRateHz, ChannelCount), (source.SampleRateHz, source.ChannelCount));
        }
    }

    private double Seconds(long at) => (double)(_parts.Take(_index).Sum(part => part.SampleCount ?? 0) + at) / SampleRateHz;
}
