using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>
/// Sound that is read block by block, forward only: a file that is being decoded, a provider of another library, or another source that is
/// mixed to mono, resampled or cut.
/// </summary>
/// <remarks>
/// <para>Not safe for concurrent use. Memory does not grow with the length of the sound, except in <see cref="ToWaveform"/>.</para>
/// <para>A source that is made from another one owns it: dispose only the last one of a chain.</para>
/// <para>For a decoder of your own, derive from this class or pass a delegate to <see cref="From(int, int, SampleReader)"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// using var source = AudioFile.Open("two hours.mp3").ToMono().Resample(16_000);
/// var fifthMinute = source.Skip(TimeSpan.FromMinutes(4)).Take(TimeSpan.FromMinutes(1)).ToWaveform();
///
/// using var fromNAudio2 = SampleSource.From(provider.WaveFormat.SampleRate, provider.WaveFormat.Channels, provider.Read);
/// </code>
/// </example>
public abstract class SampleSource : IDisposable
{
    /// <summary>The maximum number of channels of a source.</summary>
    internal const int MaxChannelCount = 1024;

    private const int BlockValues = 16384;
    private const int MaxStatedValues = 1 << 23;        // 32 MB; a damaged file may state any length
    private long _position;
    private bool _ended;
    private bool _disposed;

    /// <summary>Sets the properties that are known before anything is read.</summary>
    /// <param name="sampleRateHz">The sample rate, 1 Hz or more.</param>
    /// <param name="channelCount">The number of channels, 1 … 1,024.</param>
    /// <param name="length">The number of samples of each channel, or <see langword="null"/> if it is not known.</param>
    protected SampleSource(int sampleRateHz, int channelCount, long? length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channelCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channelCount, MaxChannelCount);
        SampleRateHz = sampleRateHz;
        ChannelCount = channelCount;
        Length = length < 0 ? throw new ArgumentOutOfRangeException(nameof(length), length, "A length must be 0 or more.") : length;
    }

    /// <summary>The sample rate in hertz.</summary>
    public int SampleRateHz { get; }

    /// <summary>The number of channels.</summary>
    public int ChannelCount { get; }

    /// <summary>The number of samples of each channel that will come in all, or <see langword="null"/> if it is not known.</summary>
    public long? Length { get; }

    /// <summary>The duration, or <see langword="null"/> if it is not known.</summary>
    public TimeSpan? Duration => (double?)Length / SampleRateHz is { } seconds && seconds < TimeSpan.MaxValue.TotalSeconds
        ? TimeSpan.FromSeconds(seconds)
        : null;

    /// <summary>Creates a source from a delegate that fills a span, such as <c>provider.Read</c> of an NAudio 3 provider.</summary>
    /// <remarks>The package ZetDard.Audio.NAudio takes such a provider as it is, and gives sources to NAudio.</remarks>
    /// <param name="sampleRateHz">The sample rate, 1 Hz or more.</param>
    /// <param name="channelCount">The number of channels, 1 … 1,024.</param>
    /// <param name="read">
    /// Fills a buffer with interleaved samples. It is called until it returns 0; samples at the end that are not there for every channel
    /// are dropped.
    /// </param>
    [OverloadResolutionPriority(1)]     // for a provider that has both methods
    public static SampleSource From(int sampleRateHz, int channelCount, SampleReader read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new DelegateSource(sampleRateHz, channelCount, read);
    }

    /// <summary>
    /// Creates a source from a delegate that fills a part of an array (buffer, offset, count), such as <c>provider.Read</c> of an NAudio 2
    /// provider.
    /// </summary>
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

    /// <summary>Creates a source from a waveform in memory.</summary>
    public static SampleSource From(Waveform waveform)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        return new WaveformSource(waveform);
    }

    /// <summary>Reads the next samples.</summary>
    /// <param name="interleaved">
    /// Receives one sample of each channel, then the next of each channel, and so on. Values at its end that do not suffice for all
    /// channels stay as they are.
    /// </param>
    /// <returns>
    /// How many values were written: a multiple of <see cref="ChannelCount"/>, often less than the buffer holds; 0 only at the end.
    /// </returns>
    /// <exception cref="ArgumentException">The buffer is smaller than <see cref="ChannelCount"/>.</exception>
    /// <exception cref="InvalidDataException">The sound is damaged, or a sample is not finite; the message says where.</exception>
    public int Read(Span<float> interleaved)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (interleaved.Length < ChannelCount)
        {
            throw new ArgumentException(
                $"The buffer holds {interleaved.Length} values; it must hold one sample of each of {ChannelCount} channels.", nameof(interleaved));
        }

        if (_ended)
        {
            return 0;
        }

        var whole = interleaved[..(interleaved.Length - (interleaved.Length % ChannelCount))];
        var count = ReadBlock(whole);
        if (count < 0 || count > whole.Length || count % ChannelCount != 0)
        {
            throw new InvalidOperationException(
                $"{GetType().Name} returned {count} of {whole.Length} values for {ChannelCount} channels; it must return a multiple of the channel count that fits.");
        }

        _ended = count == 0;
        if (!TensorPrimitives.IsFiniteAll<float>(whole[..count]))
        {
            ThrowNotFinite(whole[..count]);
        }

        _position += count / ChannelCount;
        return count;
    }

    /// <summary>
    /// Changes the sample rate by a windowed sinc of 32 zero crossings on each side. The result is aligned with the original and has
    /// ⌈length · to / from⌉ samples.
    /// </summary>
    /// <remarks>
    /// The response is flat up to 85 % of the lower Nyquist frequency and at least 80 dB down from 104 % of it on (Kaiser window). The
    /// filter is exact for all usual pairs of rates, whose ratio in its lowest terms needs a small table; for others (44,101 to 22,050 Hz)
    /// it is interpolated between 512 points per zero crossing, with an error of −110 dB.
    /// </remarks>
    /// <param name="sampleRateHz">The new rate, 1 Hz or more, and at least a thousandth of the old one.</param>
    public SampleSource Resample(int sampleRateHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        return sampleRateHz == SampleRateHz ? this : new ResampledSource(this, sampleRateHz);
    }

    /// <summary>Mixes the channels to one, their mean.</summary>
    public SampleSource ToMono() => ChannelCount == 1 ? this : new MonoSource(this);

    /// <summary>Leaves out the beginning. It is not decoded if the format of the file allows that.</summary>
    /// <param name="duration">How much to leave out, 0 or more. If the sound is shorter, nothing is left.</param>
    public SampleSource Skip(TimeSpan duration) => Part(SamplesIn(duration), long.MaxValue);

    /// <summary>Limits the length of the sound.</summary>
    /// <param name="duration">The maximum duration, 0 or more.</param>
    public SampleSource Take(TimeSpan duration) => Part(0, SamplesIn(duration));

    /// <summary>Reads all samples into memory.</summary>
    /// <param name="maxValueCount">
    /// The maximum number of values of all channels together, 4 bytes each. Default 2²⁸ (1 GiB), so that a source without an end does not
    /// fill the memory.
    /// </param>
    /// <param name="cancellationToken">Stops the reading between two blocks.</param>
    /// <exception cref="InvalidDataException">
    /// There are more than <paramref name="maxValueCount"/> values, the sound is damaged, or a sample is not finite.
    /// </exception>
    public Waveform ToWaveform(int maxValueCount = 1 << 28, CancellationToken cancellationToken = default) =>
        ReadToEnd(maxValueCount, MaxStatedValues, cancellationToken);

    /// <summary>
    /// Reads all samples. Memory for the stated length is allocated at once if that is at most <paramref name="believedValueCount"/>
    /// values.
    /// </summary>
    internal Waveform ReadToEnd(int maxValueCount, int believedValueCount, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValueCount);
        var block = new float[BlockLength(ChannelCount)];
        var blocks = new List<float[]>();

        // Samples within the stated length, unless that is large, are written where they belong at once. Samples after it, or of an unknown
        // length, are collected in blocks.
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
                    $"The sound is longer than {maxValueCount:N0} values "
                    + $"({(double)maxValueCount / ChannelCount / SampleRateHz:F1} s of {ChannelCount} channels at {SampleRateHz} Hz). "
                    + $"Take a part of it, or raise {nameof(maxValueCount)}."));
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
                var count = Math.Min(block.Length / ChannelCount, length - start);
                Planes.Deinterleave(blocks[index], planar, start, count, ChannelCount, length);
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

    /// <summary>Reads the next samples. <see cref="Read"/> calls it and checks what it returns.</summary>
    /// <param name="interleaved">Receives samples; its length is a multiple of <see cref="ChannelCount"/> and not 0.</param>
    /// <returns>How many values were written: a multiple of <see cref="ChannelCount"/>; 0 only at the end.</returns>
    protected abstract int ReadBlock(Span<float> interleaved);

    /// <summary>Moves forward without decoding. It is called at most once, before anything is read.</summary>
    /// <param name="sample">The index of the sample to move to; less than <see cref="Length"/> if that is known.</param>
    /// <returns>Whether the source has moved. If not, which is the default, the samples before are read and discarded.</returns>
    protected virtual bool TrySeek(long sample) => false;

    /// <summary>Releases the resources of the source.</summary>
    /// <param name="disposing">Whether managed objects are to be disposed.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>
    /// <see cref="Length"/>, or an estimate of it where the file states a length that need not be exact: good enough to find the middle.
    /// </summary>
    internal virtual long? EstimatedLength => Length;

    /// <summary>Makes a read on another thread end soon.</summary>
    internal virtual void Interrupt()
    {
    }

    /// <summary>
    /// The samples <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1. The stated length does not limit
    /// them, because it may be wrong.
    /// </summary>
    internal SampleSource Part(long start, long count) =>
        start == 0 && (count == long.MaxValue || (this is WaveformSource && count >= Length)) ? this : new PartSource(this, start, count);

    /// <summary>Moves forward by a number of samples of each channel.</summary>
    internal void Advance(long count)
    {
        if (count <= 0)
        {
            return;
        }

        if (count >= Length - _position)
        {
            _ended = true;
            return;
        }

        if (_position == 0 && TrySeek(count))
        {
            _position = count;
            return;
        }

        Discard(count);
    }

    /// <summary>Reads and drops a number of samples of each channel.</summary>
    internal void Discard(long count)
    {
        var buffer = new float[count > 0 ? BlockLength(ChannelCount) : 0];
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

    /// <summary>The number of values of a block: a multiple of the channel count.</summary>
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
                    CultureInfo.InvariantCulture,
                    $"Samples must be finite; sample {sample} of channel {i % ChannelCount} (at {(double)sample / SampleRateHz:F3} s) is {values[i]}."));
            }
        }
    }

    private sealed class DelegateSource(int sampleRateHz, int channelCount, SampleReader read)
        : SampleSource(sampleRateHz, channelCount, null)
    {
        protected override int ReadBlock(Span<float> interleaved)
        {
            // A provider may stop between two channels. It is called again until there is a sample of each channel.
            var filled = 0;
            do
            {
                var count = read(interleaved[filled..]);
                if (count < 0 || count > interleaved.Length - filled)
                {
                    throw new InvalidOperationException(
                        $"The delegate returned {count}, but was given room for {interleaved.Length - filled} values.");
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
