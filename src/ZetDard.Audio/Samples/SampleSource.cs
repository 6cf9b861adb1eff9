using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Sound that is read block by block, forward only: a file that is being decoded, a provider of another library, or another source made mono, resampled or cut.</summary>
/// <remarks>
/// For one thread at a time. Memory does not grow with the length, until <see cref="ToWaveform"/>.
/// A source that is made of another one owns it: dispose the last of the chain.
/// Derive from this class for a decoder of your own, or give a delegate to <see cref="From(int, int, SampleReader)"/>.
/// </remarks>
public abstract class SampleSource : IDisposable
{
    /// <summary>Most channels of a source.</summary>
    internal const int MaxChannelCount = 1024;

    private const int BlockValues = 16384;
    private const int MaxStatedValues = 1 << 23;        // 32 MB: a damaged file may state anything
    private long _position;
    private bool _ended;
    private bool _disposed;

    /// <summary>Sets what is known before anything is read.</summary>
    /// <param name="sampleRateHz">Samples a second of each channel, 1 or more.</param>
    /// <param name="channelCount">Channels, 1 … 1,024.</param>
    /// <param name="length">Samples of each channel, or <see langword="null"/> where that is not known.</param>
    protected SampleSource(int sampleRateHz, int channelCount, long? length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channelCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channelCount, MaxChannelCount);
        SampleRateHz = sampleRateHz;
        ChannelCount = channelCount;
        Length = length < 0 ? throw new ArgumentOutOfRangeException(nameof(length), length, "A length must be 0 or more.") : length;
    }

    /// <summary>Samples a second of each channel.</summary>
    public int SampleRateHz { get; }

    /// <summary>How many channels there are.</summary>
    public int ChannelCount { get; }

    /// <summary>Samples of each channel, where that is known; what a damaged file states can differ from what it gives.</summary>
    public long? Length { get; }

    /// <summary>How long it sounds, where that is known.</summary>
    public TimeSpan? Duration => Length is { } length && (double)length / SampleRateHz is var seconds && seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A source over a delegate that fills a span, such as <c>provider.Read</c> of an NAudio 3 provider.</summary>
    /// <param name="sampleRateHz">Samples a second of each channel, 1 or more.</param>
    /// <param name="channelCount">Channels, 1 … 1,024.</param>
    /// <param name="read">Fills a buffer with interleaved samples. Called until it returns 0; an incomplete last moment is dropped.</param>
    [OverloadResolutionPriority(1)]     // a provider that has both methods is read by spans
    public static SampleSource From(int sampleRateHz, int channelCount, SampleReader read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new DelegateSource(sampleRateHz, channelCount, read);
    }

    /// <summary>A source over a delegate that fills a part of an array (buffer, offset, count), such as <c>provider.Read</c> of an NAudio 2 provider.</summary>
    /// <inheritdoc cref="From(int, int, SampleReader)"/>
    public static SampleSource From(int sampleRateHz, int channelCount, Func<float[], int, int, int> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var own = Array.Empty<float>();
        return new DelegateSource(sampleRateHz, channelCount, buffer =>
        {
            if (own.Length < buffer.Length)
            {
                own = new float[buffer.Length];
            }

            var count = read(own, 0, buffer.Length);
            if (count > 0 && count <= buffer.Length)
            {
                own.AsSpan(0, count).CopyTo(buffer);
            }

            return count;
        });
    }

    /// <summary>A source over a waveform in memory.</summary>
    public static SampleSource From(Waveform waveform)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        return new WaveformSource(waveform);
    }

    /// <summary>Reads on.</summary>
    /// <param name="interleaved">Receives the samples of all channels at one moment, then the next moment's. As much of it is used as the channels divide.</param>
    /// <returns>How many values were written, a multiple of <see cref="ChannelCount"/>, often fewer than fit; 0 at the end only.</returns>
    /// <exception cref="ArgumentException">The buffer does not hold one sample of each channel.</exception>
    /// <exception cref="InvalidDataException">The sound is damaged, or a sample is not finite; the message says where.</exception>
    public int Read(Span<float> interleaved)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (interleaved.Length < ChannelCount)
        {
            throw new ArgumentException($"A buffer of {interleaved.Length} values does not hold one sample of each of {ChannelCount} channels.", nameof(interleaved));
        }

        if (_ended)
        {
            return 0;
        }

        var whole = interleaved[..(interleaved.Length - (interleaved.Length % ChannelCount))];
        var count = ReadBlock(whole);
        if (count < 0 || count > whole.Length || count % ChannelCount != 0)
        {
            throw new InvalidOperationException($"{GetType().Name} returned {count} of {whole.Length} values of {ChannelCount} channels; a multiple of the channels that fits is allowed.");
        }

        _ended = count == 0;
        if (!TensorPrimitives.IsFiniteAll<float>(whole[..count]))
        {
            ThrowNotFinite(whole[..count]);
        }

        _position += count / ChannelCount;
        return count;
    }

    /// <summary>The same sound at another sample rate: windowed sinc of 32 zero crossings on each side, aligned with the original, ⌈length · to / from⌉ samples.</summary>
    /// <remarks>
    /// Flat to 85 % of the lower Nyquist frequency and at least 80 dB down from 104 % of it on (Kaiser window). The filter is exact for every ratio whose reduced form needs a small table,
    /// as those of all usual rates do; for others (44,101 to 22,050) it is interpolated between 512 points a crossing, at −110 dB.
    /// </remarks>
    /// <param name="sampleRateHz">The new rate, 1 Hz or more, and not below a thousandth of the old one.</param>
    public SampleSource Resample(int sampleRateHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        return sampleRateHz == SampleRateHz ? this : new ResampledSource(this, sampleRateHz);
    }

    /// <summary>The mean of the channels.</summary>
    public SampleSource ToMono() => ChannelCount == 1 ? this : new MonoSource(this);

    /// <summary>Leaves out the beginning; files are not decoded up to there where their format allows it.</summary>
    /// <param name="duration">How much; 0 or more. More than there is leaves nothing.</param>
    public SampleSource Skip(TimeSpan duration) => Part(SamplesIn(duration), long.MaxValue);

    /// <summary>Ends after a while.</summary>
    /// <param name="duration">How much to keep at most; 0 or more.</param>
    public SampleSource Take(TimeSpan duration) => Part(0, SamplesIn(duration));

    /// <summary>Reads to the end.</summary>
    /// <param name="maxValueCount">Most values of all channels together, 4 bytes each; 2²⁸ (1 GiB) by default, so that a source without end does not fill the memory.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <exception cref="InvalidDataException">There is more than <paramref name="maxValueCount"/>, the sound is damaged, or a sample is not finite.</exception>
    public Waveform ToWaveform(int maxValueCount = 1 << 28, CancellationToken cancellationToken = default) => ReadToEnd(maxValueCount, MaxStatedValues, cancellationToken);

    /// <summary>Reads to the end; up to <paramref name="believedValueCount"/> values a stated length is believed, and has its memory at once.</summary>
    internal Waveform ReadToEnd(int maxValueCount, int believedValueCount, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValueCount);
        var block = new float[BlockLength(ChannelCount)];
        var blocks = new List<float[]>();

        // What is stated to come, unless that is much, goes where it belongs at once; what goes on behind it, or is of unknown length, is gathered block by block.
        var stated = Length is { } known && known <= Math.Min(maxValueCount, believedValueCount) / ChannelCount ? (int)known : 0;
        var planar = new float[stated * ChannelCount];
        var (head, total) = (0, 0L);
        for (var filled = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var room = head < stated ? (int)Math.Min(block.Length, (stated - head) * (long)ChannelCount) : block.Length;
            var count = Read(block.AsSpan(filled, room - filled));
            total += count;
            if (total > maxValueCount)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The sound is longer than {maxValueCount:N0} values ({(double)maxValueCount / ChannelCount / SampleRateHz:F1} s of {ChannelCount} channels at {SampleRateHz} Hz). Take a part of it, or allow more."));
            }

            if (count == 0)
            {
                break;
            }

            if (head < stated)
            {
                Planes.Deinterleave(block, planar, head, count / ChannelCount, ChannelCount, stated);
                head += count / ChannelCount;
                continue;
            }

            filled += count;
            if (filled == block.Length)
            {
                blocks.Add(block);
                (block, filled) = (new float[block.Length], 0);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        var length = (int)(total / ChannelCount);
        if (length != stated)
        {
            blocks.Add(block);
            var begun = planar;
            planar = new float[total];
            for (var channel = 0; channel < ChannelCount; channel++)
            {
                begun.AsSpan(channel * stated, head).CopyTo(planar.AsSpan(channel * length));
            }

            for (var (index, start) = (0, head); start < length; index++, start += block.Length / ChannelCount)
            {
                Planes.Deinterleave(blocks[index], planar, start, Math.Min(block.Length / ChannelCount, length - start), ChannelCount, length);
            }
        }

        return new(SampleRateHz, ChannelCount, planar);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Reads on; called by <see cref="Read"/>, which checks what it returns.</summary>
    /// <param name="interleaved">Receives samples; holds one or more of each channel, and no part of one.</param>
    /// <returns>How many values were written, a multiple of <see cref="ChannelCount"/>; 0 at the end only.</returns>
    protected abstract int ReadBlock(Span<float> interleaved);

    /// <summary>Moves forward without decoding. Called before anything is read, at most once.</summary>
    /// <param name="sample">The sample of each channel to go to, less than <see cref="Length"/> where that is known.</param>
    /// <returns>Whether that was done; where not, which is the default, the beginning is read and thrown away.</returns>
    protected virtual bool TrySeek(long sample) => false;

    /// <summary>Lets go of what is held.</summary>
    /// <param name="disposing">Whether managed objects are to be disposed.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Makes a read that another thread waits in end soon.</summary>
    internal virtual void Interrupt()
    {
    }

    /// <summary>Samples <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1. A stated length bounds nothing: it may be wrong.</summary>
    internal SampleSource Part(long start, long count) =>
        start == 0 && (count == long.MaxValue || (this is WaveformSource && count >= Length)) ? this : new PartSource(this, start, count);

    /// <summary>Moves forward by a number of samples of each channel.</summary>
    internal void Advance(long count)
    {
        if (count >= Length - _position)
        {
            _ended = true;
            return;
        }

        if (count > 0 && _position == 0 && TrySeek(count))
        {
            _position = count;
            return;
        }

        var buffer = new float[BlockLength(ChannelCount)];
        while (count > 0)
        {
            var read = Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, count * ChannelCount)));
            if (read == 0)
            {
                return;
            }

            count -= read / ChannelCount;
        }
    }

    /// <summary>A convenient number of values: whole samples of all channels.</summary>
    internal static int BlockLength(int channelCount) => Math.Max(1, BlockValues / channelCount) * channelCount;

    private long SamplesIn(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        return (long)Math.Min(long.MaxValue / 2048, Math.Round(duration.TotalSeconds * SampleRateHz));
    }

    private void ThrowNotFinite(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                var sample = _position + (i / ChannelCount);
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture, $"Samples must be finite; sample {sample} of channel {i % ChannelCount} (at {(double)sample / SampleRateHz:F3} s) is {values[i]}."));
            }
        }
    }

    private sealed class DelegateSource(int sampleRateHz, int channelCount, SampleReader read) : SampleSource(sampleRateHz, channelCount, null)
    {
        protected override int ReadBlock(Span<float> interleaved)
        {
            // A provider may stop between two channels: ask until the moment is whole.
            var filled = 0;
            do
            {
                var count = read(interleaved[filled..]);
                if (count < 0 || count > interleaved.Length - filled)
                {
                    throw new InvalidOperationException($"The delegate returned {count}, but was given room for {interleaved.Length - filled} values.");
                }

                if (count == 0)
                {
                    return filled - (filled % ChannelCount);
                }

                filled += count;
            }
            while (filled % ChannelCount != 0);
            return filled;
        }
    }

    private sealed class WaveformSource(Waveform waveform) : SampleSource(waveform.SampleRateHz, waveform.ChannelCount, waveform.Length)
    {
        private int _next;

        protected override bool TrySeek(long sample)
        {
            _next = (int)sample;
            return true;
        }

        protected override int ReadBlock(Span<float> interleaved)
        {
            var count = Math.Min(waveform.Length - _next, interleaved.Length / ChannelCount);
            for (var channel = 0; channel < ChannelCount; channel++)
            {
                var samples = waveform.Channel(channel).Slice(_next, count);
                if (ChannelCount == 1)
                {
                    samples.CopyTo(interleaved);
                    continue;
                }

                for (int i = 0, at = channel; i < samples.Length; i++, at += ChannelCount)
                {
                    interleaved[at] = samples[i];
                }
            }

            _next += count;
            return count * ChannelCount;
        }
    }
}
