using System.Numerics;

namespace ZetDard.Audio;

/// <summary>The complex spectra of frames: frames × bins. Immutable and safe for concurrent use.</summary>
public sealed class ComplexSpectrogram
{
    private readonly float[] _real;
    private readonly float[] _imaginary;

    internal ComplexSpectrogram(int binCount, float[] real, float[] imaginary)
    {
        BinCount = binCount;
        FrameCount = real.Length / binCount;
        _real = real;
        _imaginary = imaginary;
    }

    /// <summary>The number of frames, T.</summary>
    public int FrameCount { get; }

    /// <summary>The number of bins of a frame: FFT size / 2 + 1.</summary>
    public int BinCount { get; }

    /// <summary>The real parts of one frame.</summary>
    /// <param name="frame">0 … <see cref="FrameCount"/> − 1.</param>
    public ReadOnlySpan<float> Real(int frame) => _real.AsSpan(frame * BinCount, BinCount);

    /// <summary>The imaginary parts of one frame.</summary>
    /// <param name="frame">0 … <see cref="FrameCount"/> − 1.</param>
    public ReadOnlySpan<float> Imaginary(int frame) => _imaginary.AsSpan(frame * BinCount, BinCount);

    /// <summary>The value of one bin in one frame.</summary>
    public Complex this[int frame, int bin] => new(Real(frame)[bin], Imaginary(frame)[bin]);
}
