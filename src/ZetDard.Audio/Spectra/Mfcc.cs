using System.Numerics.Tensors;

namespace ZetDard.Audio;

/// <summary>
/// Computes mel-frequency cepstral coefficients: the orthonormal DCT-II over the bands of a log-mel spectrogram, without liftering.
/// Immutable and safe for concurrent use.
/// </summary>
/// <remarks>Davis and Mermelstein (1980). c[i] = √(2/M) · Σ s[m] · cos(πi(m + ½)/M), and c[0] = √(1/M) · Σ s[m].</remarks>
public sealed class Mfcc
{
    private readonly float[] _basis;

    /// <summary>Prepares the computation.</summary>
    /// <param name="bandCount">The number of bands of the log-mel spectrogram, M, 1 or more.</param>
    /// <param name="count">The number of coefficients, 1 … M. Default 20, as in librosa.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public Mfcc(int bandCount = 128, int count = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bandCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, bandCount);
        BandCount = bandCount;
        Count = count;
        _basis = new float[count * bandCount];
        for (var i = 0; i < count; i++)
        {
            for (var m = 0; m < bandCount; m++)
            {
                var scale = Math.Sqrt((i == 0 ? 1.0 : 2.0) / bandCount);
                _basis[(i * bandCount) + m] = (float)(scale * Math.Cos(Math.PI * i * (m + .5) / bandCount));
            }
        }
    }

    /// <summary>The number of bands of the log-mel spectrogram, M.</summary>
    public int BandCount { get; }

    /// <summary>The number of coefficients.</summary>
    public int Count { get; }

    /// <summary>Computes the coefficients of each frame: frames × <see cref="Count"/>.</summary>
    /// <param name="logMel">A log-mel spectrogram of <see cref="BandCount"/> bands, in decibels.</param>
    /// <exception cref="ArgumentException">The spectrogram has another number of bands.</exception>
    public float[,] Compute(Spectrogram logMel)
    {
        ArgumentNullException.ThrowIfNull(logMel);
        if (logMel.BinCount != BandCount)
        {
            throw new ArgumentException(
                $"The coefficients are computed from {BandCount} bands; the spectrogram has {logMel.BinCount}.", nameof(logMel));
        }

        var coefficients = new float[logMel.FrameCount, Count];
        var row = new float[Count];
        for (var frame = 0; frame < logMel.FrameCount; frame++)
        {
            Compute(logMel.Frame(frame), row);
            for (var i = 0; i < Count; i++)
            {
                coefficients[frame, i] = row[i];
            }
        }

        return coefficients;
    }

    /// <summary>Computes the coefficients of one frame.</summary>
    internal void Compute(ReadOnlySpan<float> bands, Span<float> coefficients)
    {
        for (var i = 0; i < Count; i++)
        {
            coefficients[i] = TensorPrimitives.Dot(bands, _basis.AsSpan(i * BandCount, BandCount));
        }
    }
}
