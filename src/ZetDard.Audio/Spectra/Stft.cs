using System.Buffers;
using System.Numerics;

namespace ZetDard.Audio;

/// <summary>
/// The short-time Fourier transform: windowed frames of samples are transformed one by one. Immutable and safe for concurrent use.
/// </summary>
/// <remarks>The result is not scaled: a sine of amplitude a at the centre of a bin has the magnitude a · (sum of the window) / 2.</remarks>
public sealed class Stft
{
    private readonly StftOptions _options;
    private readonly RealFft _fft;
    private readonly float[] _window;

    /// <summary>Prepares the transform.</summary>
    /// <param name="options">The options, which are copied; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// An option is out of its range, or the FFT size is not a power of two; the message names it.
    /// </exception>
    public Stft(StftOptions? options = null)
    {
        _options = Recommenders.OptionsValidation.Validated(new StftOptionsValidator(), options ?? new()) with { };
        if (!BitOperations.IsPow2(_options.FftSize))
        {
            var next = BitOperations.RoundUpToPowerOf2((uint)_options.FftSize);
            throw new ArgumentException(
                $"{nameof(StftOptions.FftSize)} must be a power of two; {_options.FftSize} was given, {next} is the next.", nameof(options));
        }

        _fft = new(_options.FftSize);
        _window = Window(_options.Window, _options.FftSize);
    }

    /// <summary>The number of bins of a frame: FFT size / 2 + 1.</summary>
    public int BinCount => _fft.BinCount;

    /// <summary>A copy of the options.</summary>
    public StftOptions Options => _options with { };

    /// <summary>The number of frames of a signal.</summary>
    /// <param name="length">The number of samples of the signal, 0 or more.</param>
    /// <returns>
    /// 0 for an empty signal; 1 + ⌊length / hop⌋ for centred frames; otherwise 1 + ⌊(length − FFT size) / hop⌋, and 1 for a signal that is
    /// shorter than a frame, which is padded with zeros.
    /// </returns>
    public int FrameCount(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return length == 0 ? 0
            : _options.Centred ? 1 + (length / _options.HopLength)
            : 1 + (Math.Max(0, length - _options.FftSize) / _options.HopLength);
    }

    /// <summary>Computes the complex spectrum of each frame.</summary>
    /// <param name="samples">One channel, of any length.</param>
    public ComplexSpectrogram Complex(ReadOnlySpan<float> samples)
    {
        var frames = FrameCount(samples.Length);
        var real = new float[(long)frames * BinCount];
        var imaginary = new float[(long)frames * BinCount];
        var scratch = ArrayPool<float>.Shared.Rent(ScratchLength);
        for (var frame = 0; frame < frames; frame++)
        {
            Transform(samples, frame, real.AsSpan(frame * BinCount, BinCount), imaginary.AsSpan(frame * BinCount, BinCount), scratch);
        }

        ArrayPool<float>.Shared.Return(scratch);
        return new(BinCount, real, imaginary);
    }

    /// <summary>Computes |X|² of each frame and bin.</summary>
    /// <param name="samples">One channel, of any length.</param>
    /// <param name="sampleRateHz">The sample rate in hertz.</param>
    public Spectrogram Power(ReadOnlySpan<float> samples, int sampleRateHz) =>
        new(sampleRateHz, _options.HopLength, Frequencies(sampleRateHz), PowerValues(samples));

    /// <summary>Computes |X| of each frame and bin.</summary>
    /// <param name="samples">One channel, of any length.</param>
    /// <param name="sampleRateHz">The sample rate in hertz.</param>
    public Spectrogram Magnitude(ReadOnlySpan<float> samples, int sampleRateHz)
    {
        var values = PowerValues(samples);
        System.Numerics.Tensors.TensorPrimitives.Sqrt<float>(values, values);
        return new(sampleRateHz, _options.HopLength, Frequencies(sampleRateHz), values);
    }

    /// <summary>
    /// The number of floats of scratch that <see cref="Power(ReadOnlySpan{float}, int, Span{float}, Span{float})"/> needs.
    /// </summary>
    internal int ScratchLength => _options.FftSize + _fft.ScratchLength + (2 * BinCount);

    /// <summary>Computes |X|² of one frame.</summary>
    internal void Power(ReadOnlySpan<float> samples, int frame, Span<float> power, Span<float> scratch)
    {
        var parts = scratch[(_options.FftSize + _fft.ScratchLength)..];
        var real = parts[..BinCount];
        var imaginary = parts.Slice(BinCount, BinCount);
        Transform(samples, frame, real, imaginary, scratch);
        RealFft.Square(real, imaginary, power);
    }

    /// <summary>The frequency of each bin in hertz.</summary>
    internal float[] Frequencies(int sampleRateHz)
    {
        var frequencies = new float[BinCount];
        for (var bin = 0; bin < frequencies.Length; bin++)
        {
            frequencies[bin] = (float)((double)bin * sampleRateHz / _options.FftSize);
        }

        return frequencies;
    }

    internal static float[] Window(WindowShape shape, int length)
    {
        var window = new float[length];
        for (var n = 0; n < length; n++)
        {
            var (periodic, symmetric) = (Math.Cos(2 * Math.PI * n / length), Math.Cos(2 * Math.PI * n / (length - 1)));
            window[n] = (float)(shape switch
            {
                WindowShape.Hann => .5 - (.5 * periodic),
                WindowShape.HannSymmetric => .5 - (.5 * symmetric),
                WindowShape.HammingSymmetric => .54 - (.46 * symmetric),
                _ => 1,
            });
        }

        return window;
    }

    private float[] PowerValues(ReadOnlySpan<float> samples)
    {
        var frames = FrameCount(samples.Length);
        var values = new float[(long)frames * BinCount];
        var scratch = ArrayPool<float>.Shared.Rent(ScratchLength);
        for (var frame = 0; frame < frames; frame++)
        {
            Power(samples, frame, values.AsSpan(frame * BinCount, BinCount), scratch);
        }

        ArrayPool<float>.Shared.Return(scratch);
        return values;
    }

    internal void Transform(ReadOnlySpan<float> samples, int frame, Span<float> real, Span<float> imaginary, Span<float> scratch)
    {
        var size = _options.FftSize;
        var start = ((long)frame * _options.HopLength) - (_options.Centred ? size / 2 : 0);
        var work = scratch.Slice(size, _fft.ScratchLength);
        if (start >= 0 && start + size <= samples.Length)
        {
            _fft.Pack(samples.Slice((int)start, size), _window, work);
        }
        else
        {
            var gathered = scratch[..size];
            for (var i = 0; i < size; i++)
            {
                var at = start + i;
                gathered[i] = _options.Centred ? samples[Mirror(at, samples.Length)] : at < samples.Length ? samples[(int)at] : 0;
            }

            _fft.Pack(gathered, _window, work);
        }

        _fft.Transform(work, real, imaginary);
    }

    /// <summary>The index in the signal of sample i of the signal that is mirrored at both ends: 0 1 2 3 2 1 0 1 …</summary>
    private static int Mirror(long i, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        var period = 2L * (length - 1);
        var place = ((i % period) + period) % period;
        return (int)Math.Min(place, period - place);
    }
}
