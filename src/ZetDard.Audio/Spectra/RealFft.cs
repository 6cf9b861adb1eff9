using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZetDard.Audio;

/// <summary>
/// The discrete Fourier transform of N real samples, X[k] = Σ x[n]·exp(−2πikn/N). What depends only on N is computed once. Immutable and
/// safe for concurrent use.
/// </summary>
/// <remarks>
/// Single precision; the relative error is about 2e-7. The N real samples are packed into N/2 complex ones (Press et al., Numerical
/// Recipes, §12.3), which are transformed by Stockham's algorithm of radix 4 (Van Loan, Computational Frameworks for the Fast Fourier
/// Transform, 1992, §1.7). It needs no bit reversal and reads contiguous memory.
/// </remarks>
public sealed class RealFft
{
    private const int MaxLength = 1 << 24;

    private readonly Stage[] _stages;
    private readonly float[] _splitReal;
    private readonly float[] _splitImaginary;

    /// <summary>Prepares transforms of one length.</summary>
    /// <param name="length">The number of samples, N: a power of two, 2 … 16,777,216.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not such a number.</exception>
    public RealFft(int length)
    {
        if (length < 2 || length > MaxLength || !BitOperations.IsPow2(length))
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"The length of a transform must be a power of two from 2 to {MaxLength}; pad the samples with zeros.");
        }

        Length = length;
        var half = length / 2;
        var stages = new List<Stage>();
        var stride = 1;
        for (var size = half; size >= 4; size /= 4, stride *= 4)
        {
            stages.Add(new(size, stride));
        }

        _stages = [.. stages];
        _splitReal = new float[half];
        _splitImaginary = new float[half];
        for (var k = 0; k < half; k++)
        {
            var (sine, cosine) = Math.SinCos(-2 * Math.PI * k / length);
            (_splitReal[k], _splitImaginary[k]) = ((float)cosine, (float)sine);
        }
    }

    /// <summary>The number of samples, N.</summary>
    public int Length { get; }

    /// <summary>The number of bins, N/2 + 1: from 0 Hz to half the sample rate, both included.</summary>
    public int BinCount => (Length / 2) + 1;

    /// <summary>The number of floats of scratch that the internal transforms need.</summary>
    internal int ScratchLength => 2 * Length;

    /// <summary>Transforms real samples.</summary>
    /// <param name="samples"><see cref="Length"/> samples.</param>
    /// <param name="real">Receives <see cref="BinCount"/> real parts. May not overlap <paramref name="imaginary"/>.</param>
    /// <param name="imaginary">Receives <see cref="BinCount"/> imaginary parts; the first and the last are 0.</param>
    /// <exception cref="ArgumentException">A span is too short; the message says which.</exception>
    public void Forward(ReadOnlySpan<float> samples, Span<float> real, Span<float> imaginary)
    {
        if (samples.Length != Length)
        {
            throw new ArgumentException($"The transform takes {Length} samples; {samples.Length} were given.", nameof(samples));
        }

        RequireBins(real.Length, nameof(real));
        RequireBins(imaginary.Length, nameof(imaginary));
        var scratch = ArrayPool<float>.Shared.Rent(ScratchLength);
        Pack(samples, scratch);
        Transform(scratch, real, imaginary);
        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>Computes |X[k]|² of real samples.</summary>
    /// <param name="samples"><see cref="Length"/> samples.</param>
    /// <param name="power">Receives <see cref="BinCount"/> values.</param>
    /// <exception cref="ArgumentException">A span is too short; the message says which.</exception>
    public void Power(ReadOnlySpan<float> samples, Span<float> power)
    {
        RequireBins(power.Length, nameof(power));
        var parts = ArrayPool<float>.Shared.Rent(2 * BinCount);
        var real = parts.AsSpan(0, BinCount);
        var imaginary = parts.AsSpan(BinCount, BinCount);
        Forward(samples, real, imaginary);
        Square(real, imaginary, power);
        ArrayPool<float>.Shared.Return(parts);
    }

    /// <summary>The transform by its definition, term by term in double precision: the oracle for <see cref="Forward"/>.</summary>
    internal static Complex[] ForwardReference(ReadOnlySpan<float> samples)
    {
        var length = samples.Length;
        var spectrum = new Complex[(length / 2) + 1];
        for (var k = 0; k < spectrum.Length; k++)
        {
            for (var n = 0; n < length; n++)
            {
                spectrum[k] += samples[n] * Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)k * n % length) / length);
            }
        }

        return spectrum;
    }

    /// <summary>Computes real² + imaginary², element by element.</summary>
    internal static void Square(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> power)
    {
        var wideReal = MemoryMarshal.Cast<float, Vector<float>>(real);
        var wideImaginary = MemoryMarshal.Cast<float, Vector<float>>(imaginary)[..wideReal.Length];
        var widePower = MemoryMarshal.Cast<float, Vector<float>>(power)[..wideReal.Length];
        for (var i = 0; i < widePower.Length; i++)
        {
            widePower[i] = (wideReal[i] * wideReal[i]) + (wideImaginary[i] * wideImaginary[i]);
        }

        for (var i = wideReal.Length * Vector<float>.Count; i < real.Length; i++)
        {
            power[i] = (real[i] * real[i]) + (imaginary[i] * imaginary[i]);
        }
    }

    /// <summary>Writes even samples as real parts and odd samples as imaginary parts to the start of <paramref name="scratch"/>.</summary>
    internal void Pack(ReadOnlySpan<float> samples, Span<float> scratch)
    {
        var half = Length / 2;
        var real = scratch[..half];
        var imaginary = scratch.Slice(half, half);
        var k = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var evenThenOdd = Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7);
            for (; k + 8 <= half; k += 8)
            {
                var low = Vector256.Shuffle(Vector256.Create(samples.Slice(2 * k, 8)), evenThenOdd);
                var high = Vector256.Shuffle(Vector256.Create(samples.Slice((2 * k) + 8, 8)), evenThenOdd);
                Vector256.Create(low.GetLower(), high.GetLower()).CopyTo(real[k..]);
                Vector256.Create(low.GetUpper(), high.GetUpper()).CopyTo(imaginary[k..]);
            }
        }

        for (; k < half; k++)
        {
            (real[k], imaginary[k]) = (samples[2 * k], samples[(2 * k) + 1]);
        }
    }

    /// <summary>Does the same with each sample multiplied by its weight.</summary>
    internal void Pack(ReadOnlySpan<float> samples, ReadOnlySpan<float> window, Span<float> scratch)
    {
        var half = Length / 2;
        var real = scratch[..half];
        var imaginary = scratch.Slice(half, half);
        var k = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var evenThenOdd = Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7);
            for (; k + 8 <= half; k += 8)
            {
                var lowWeighted = Vector256.Create(samples.Slice(2 * k, 8)) * Vector256.Create(window.Slice(2 * k, 8));
                var highWeighted = Vector256.Create(samples.Slice((2 * k) + 8, 8)) * Vector256.Create(window.Slice((2 * k) + 8, 8));
                var low = Vector256.Shuffle(lowWeighted, evenThenOdd);
                var high = Vector256.Shuffle(highWeighted, evenThenOdd);
                Vector256.Create(low.GetLower(), high.GetLower()).CopyTo(real[k..]);
                Vector256.Create(low.GetUpper(), high.GetUpper()).CopyTo(imaginary[k..]);
            }
        }

        for (; k < half; k++)
        {
            (real[k], imaginary[k]) = (samples[2 * k] * window[2 * k], samples[(2 * k) + 1] * window[(2 * k) + 1]);
        }
    }

    /// <summary>
    /// Transforms the packed samples at the start of <paramref name="scratch"/>, which has <see cref="ScratchLength"/> floats and is
    /// overwritten.
    /// </summary>
    internal void Transform(Span<float> scratch, Span<float> real, Span<float> imaginary)
    {
        var half = Length / 2;
        var fromReal = scratch[..half];
        var fromImaginary = scratch.Slice(half, half);
        var toReal = scratch.Slice(2 * half, half);
        var toImaginary = scratch.Slice(3 * half, half);
        foreach (var stage in _stages)
        {
            stage.Run(fromReal, fromImaginary, toReal, toImaginary);
            var usedReal = fromReal;
            var usedImaginary = fromImaginary;
            fromReal = toReal;
            fromImaginary = toImaginary;
            toReal = usedReal;
            toImaginary = usedImaginary;
        }

        // If the length is not a power of four, one step of radix 2 remains. It needs no factors.
        if (BitOperations.Log2((uint)half) % 2 == 1)
        {
            var quarter = half / 2;
            for (var q = 0; q < quarter; q++)
            {
                (fromReal[q], fromReal[q + quarter]) = (fromReal[q] + fromReal[q + quarter], fromReal[q] - fromReal[q + quarter]);
                (fromImaginary[q], fromImaginary[q + quarter]) =
                    (fromImaginary[q] + fromImaginary[q + quarter], fromImaginary[q] - fromImaginary[q + quarter]);
            }
        }

        Split(fromReal, fromImaginary, real, imaginary);
    }

    /// <summary>
    /// Computes X from the spectrum Z of the packed samples. With E and O, the spectra of the even and the odd samples: X[k] = E[k] +
    /// exp(−2πik/N)·O[k] and X[N/2 − k] = conj(E[k] − exp(−2πik/N)·O[k]).
    /// </summary>
    private void Split(ReadOnlySpan<float> zReal, ReadOnlySpan<float> zImaginary, Span<float> real, Span<float> imaginary)
    {
        var half = Length / 2;
        (real[0], imaginary[0]) = (zReal[0] + zImaginary[0], 0);
        (real[half], imaginary[half]) = (zReal[0] - zImaginary[0], 0);
        var middle = half / 2;
        var k = 1;

        // Four bins from below and four from above at a time, as long as they do not meet.
        var reverse = Vector128.Create(3, 2, 1, 0);
        var halves = Vector128.Create(.5f);
        for (; k + 3 < half - k - 3; k += 4)
        {
            var low = half - k - 3;
            var (aReal, aImaginary) = (Vector128.Create(zReal.Slice(k, 4)), Vector128.Create(zImaginary.Slice(k, 4)));
            var bReal = Vector128.Shuffle(Vector128.Create(zReal.Slice(low, 4)), reverse);
            var bImaginary = Vector128.Shuffle(Vector128.Create(zImaginary.Slice(low, 4)), reverse);
            var (evenReal, evenImaginary) = (halves * (aReal + bReal), halves * (aImaginary - bImaginary));
            var (oddReal, oddImaginary) = (halves * (aImaginary + bImaginary), halves * (bReal - aReal));
            var (wReal, wImaginary) = (Vector128.Create(_splitReal.AsSpan(k, 4)), Vector128.Create(_splitImaginary.AsSpan(k, 4)));
            var turnedReal = (wReal * oddReal) - (wImaginary * oddImaginary);
            var turnedImaginary = (wReal * oddImaginary) + (wImaginary * oddReal);
            (evenReal + turnedReal).CopyTo(real[k..]);
            (evenImaginary + turnedImaginary).CopyTo(imaginary[k..]);
            Vector128.Shuffle(evenReal - turnedReal, reverse).CopyTo(real[low..]);
            Vector128.Shuffle(turnedImaginary - evenImaginary, reverse).CopyTo(imaginary[low..]);
        }

        for (; k <= middle; k++)
        {
            var (evenReal, evenImaginary) = (.5f * (zReal[k] + zReal[half - k]), .5f * (zImaginary[k] - zImaginary[half - k]));
            var (oddReal, oddImaginary) = (.5f * (zImaginary[k] + zImaginary[half - k]), .5f * (zReal[half - k] - zReal[k]));
            var turnedReal = (_splitReal[k] * oddReal) - (_splitImaginary[k] * oddImaginary);
            var turnedImaginary = (_splitReal[k] * oddImaginary) + (_splitImaginary[k] * oddReal);
            (real[half - k], imaginary[half - k]) = (evenReal - turnedReal, turnedImaginary - evenImaginary);
            (real[k], imaginary[k]) = (evenReal + turnedReal, evenImaginary + turnedImaginary);
        }
    }

    private void RequireBins(int length, string name)
    {
        if (length < BinCount)
        {
            throw new ArgumentException($"A transform of {Length} samples has {BinCount} bins; there is room for {length}.", name);
        }
    }

    /// <summary>
    /// One pass of radix 4 over n/4 groups p, each of s neighbours q: from x[q + s(p + jn/4)], j = 0 … 3, it computes y[q + s(4p + j)].
    /// </summary>
    private sealed class Stage
    {
        private readonly int _quarter;
        private readonly int _stride;

        /// <summary>The factors exp(−2πi·j·p/n) for j = 1, 2, 3, real and imaginary parts: six runs of n/4 values.</summary>
        private readonly float[] _factors;

        public Stage(int size, int stride)
        {
            _quarter = size / 4;
            _stride = stride;
            _factors = new float[6 * _quarter];
            for (var p = 0; p < _quarter; p++)
            {
                for (var j = 1; j <= 3; j++)
                {
                    var (sine, cosine) = Math.SinCos(-2 * Math.PI * j * p / size);
                    _factors[(((2 * j) - 2) * _quarter) + p] = (float)cosine;
                    _factors[(((2 * j) - 1) * _quarter) + p] = (float)sine;
                }
            }
        }

        public void Run(ReadOnlySpan<float> xReal, ReadOnlySpan<float> xImaginary, Span<float> yReal, Span<float> yImaginary)
        {
            if (_stride == 1 && Avx.IsSupported && _quarter >= 8)
            {
                RunEightGroups(xReal, xImaginary, yReal, yImaginary);
            }
            else if (_stride == 4)
            {
                RunFourNeighbours(xReal, xImaginary, yReal, yImaginary);
            }
            else if (_stride >= Vector<float>.Count)
            {
                RunWide(xReal, xImaginary, yReal, yImaginary);
            }
            else
            {
                RunScalar(xReal, xImaginary, yReal, yImaginary);
            }
        }

        private void RunScalar(ReadOnlySpan<float> xReal, ReadOnlySpan<float> xImaginary, Span<float> yReal, Span<float> yImaginary)
        {
            var jump = _stride * _quarter;
            for (var p = 0; p < _quarter; p++)
            {
                for (var q = 0; q < _stride; q++)
                {
                    var (from, to) = (q + (_stride * p), q + (4 * _stride * p));
                    var (aReal, bReal) = (xReal[from], xReal[from + jump]);
                    var (cReal, dReal) = (xReal[from + (2 * jump)], xReal[from + (3 * jump)]);
                    var (aImaginary, bImaginary) = (xImaginary[from], xImaginary[from + jump]);
                    var (cImaginary, dImaginary) = (xImaginary[from + (2 * jump)], xImaginary[from + (3 * jump)]);
                    var (sumReal, sumImaginary) = (aReal + cReal, aImaginary + cImaginary);
                    var (gapReal, gapImaginary) = (aReal - cReal, aImaginary - cImaginary);
                    var (oddReal, oddImaginary) = (bReal + dReal, bImaginary + dImaginary);
                    var (turnReal, turnImaginary) = (dImaginary - bImaginary, bReal - dReal);     // i(b − d)
                    (yReal[to], yImaginary[to]) = (sumReal + oddReal, sumImaginary + oddImaginary);
                    Store(1, gapReal - turnReal, gapImaginary - turnImaginary, yReal, yImaginary);
                    Store(2, sumReal - oddReal, sumImaginary - oddImaginary, yReal, yImaginary);
                    Store(3, gapReal + turnReal, gapImaginary + turnImaginary, yReal, yImaginary);

                    void Store(int j, float real, float imaginary, Span<float> yReal, Span<float> yImaginary)
                    {
                        var (wReal, wImaginary) = (_factors[(((2 * j) - 2) * _quarter) + p], _factors[(((2 * j) - 1) * _quarter) + p]);
                        yReal[to + (j * _stride)] = (wReal * real) - (wImaginary * imaginary);
                        yImaginary[to + (j * _stride)] = (wReal * imaginary) + (wImaginary * real);
                    }
                }
            }
        }

        /// <summary>s is a multiple of the vector width: neighbours are processed together, with one factor for all of them.</summary>
        private void RunWide(ReadOnlySpan<float> xReal, ReadOnlySpan<float> xImaginary, Span<float> yReal, Span<float> yImaginary)
        {
            var wide = _stride / Vector<float>.Count;
            var jump = wide * _quarter;
            var fromReal = MemoryMarshal.Cast<float, Vector<float>>(xReal);
            var fromImaginary = MemoryMarshal.Cast<float, Vector<float>>(xImaginary);
            var toReal = MemoryMarshal.Cast<float, Vector<float>>(yReal);
            var toImaginary = MemoryMarshal.Cast<float, Vector<float>>(yImaginary);
            for (var p = 0; p < _quarter; p++)
            {
                var (w1Real, w1Imaginary) = (new Vector<float>(_factors[p]), new Vector<float>(_factors[_quarter + p]));
                var w2Real = new Vector<float>(_factors[(2 * _quarter) + p]);
                var w2Imaginary = new Vector<float>(_factors[(3 * _quarter) + p]);
                var w3Real = new Vector<float>(_factors[(4 * _quarter) + p]);
                var w3Imaginary = new Vector<float>(_factors[(5 * _quarter) + p]);
                var ar = fromReal.Slice(wide * p, wide);
                var br = fromReal.Slice((wide * p) + jump, wide);
                var cr = fromReal.Slice((wide * p) + (2 * jump), wide);
                var dr = fromReal.Slice((wide * p) + (3 * jump), wide);
                var ai = fromImaginary.Slice(wide * p, wide);
                var bi = fromImaginary.Slice((wide * p) + jump, wide);
                var ci = fromImaginary.Slice((wide * p) + (2 * jump), wide);
                var di = fromImaginary.Slice((wide * p) + (3 * jump), wide);
                var y0r = toReal.Slice(4 * p * wide, wide);
                var y1r = toReal.Slice(((4 * p) + 1) * wide, wide);
                var y2r = toReal.Slice(((4 * p) + 2) * wide, wide);
                var y3r = toReal.Slice(((4 * p) + 3) * wide, wide);
                var y0i = toImaginary.Slice(4 * p * wide, wide);
                var y1i = toImaginary.Slice(((4 * p) + 1) * wide, wide);
                var y2i = toImaginary.Slice(((4 * p) + 2) * wide, wide);
                var y3i = toImaginary.Slice(((4 * p) + 3) * wide, wide);
                for (var q = 0; q < ar.Length; q++)
                {
                    var (sumReal, sumImaginary, gapReal, gapImaginary) = (ar[q] + cr[q], ai[q] + ci[q], ar[q] - cr[q], ai[q] - ci[q]);
                    var (oddReal, oddImaginary, turnReal, turnImaginary) = (br[q] + dr[q], bi[q] + di[q], di[q] - bi[q], br[q] - dr[q]);
                    y0r[q] = sumReal + oddReal;
                    y0i[q] = sumImaginary + oddImaginary;
                    var (tReal, tImaginary) = (gapReal - turnReal, gapImaginary - turnImaginary);
                    y1r[q] = (w1Real * tReal) - (w1Imaginary * tImaginary);
                    y1i[q] = (w1Real * tImaginary) + (w1Imaginary * tReal);
                    (tReal, tImaginary) = (sumReal - oddReal, sumImaginary - oddImaginary);
                    y2r[q] = (w2Real * tReal) - (w2Imaginary * tImaginary);
                    y2i[q] = (w2Real * tImaginary) + (w2Imaginary * tReal);
                    (tReal, tImaginary) = (gapReal + turnReal, gapImaginary + turnImaginary);
                    y3r[q] = (w3Real * tReal) - (w3Imaginary * tImaginary);
                    y3i[q] = (w3Real * tImaginary) + (w3Imaginary * tReal);
                }
            }
        }

        /// <summary>s = 4: the four neighbours form one vector of 128 bits.</summary>
        private void RunFourNeighbours(ReadOnlySpan<float> xReal, ReadOnlySpan<float> xImaginary, Span<float> yReal, Span<float> yImaginary)
        {
            var fromReal = MemoryMarshal.Cast<float, Vector128<float>>(xReal);
            var fromImaginary = MemoryMarshal.Cast<float, Vector128<float>>(xImaginary);
            var toReal = MemoryMarshal.Cast<float, Vector128<float>>(yReal);
            var toImaginary = MemoryMarshal.Cast<float, Vector128<float>>(yImaginary);
            for (var p = 0; p < _quarter; p++)
            {
                var (ar, br, cr, dr) = (fromReal[p], fromReal[p + _quarter], fromReal[p + (2 * _quarter)], fromReal[p + (3 * _quarter)]);
                var (ai, bi) = (fromImaginary[p], fromImaginary[p + _quarter]);
                var (ci, di) = (fromImaginary[p + (2 * _quarter)], fromImaginary[p + (3 * _quarter)]);
                var (sumReal, sumImaginary, gapReal, gapImaginary) = (ar + cr, ai + ci, ar - cr, ai - ci);
                var (oddReal, oddImaginary, turnReal, turnImaginary) = (br + dr, bi + di, di - bi, br - dr);
                toReal[4 * p] = sumReal + oddReal;
                toImaginary[4 * p] = sumImaginary + oddImaginary;
                var (tReal, tImaginary) = (gapReal - turnReal, gapImaginary - turnImaginary);
                toReal[(4 * p) + 1] = (_factors[p] * tReal) - (_factors[_quarter + p] * tImaginary);
                toImaginary[(4 * p) + 1] = (_factors[p] * tImaginary) + (_factors[_quarter + p] * tReal);
                (tReal, tImaginary) = (sumReal - oddReal, sumImaginary - oddImaginary);
                toReal[(4 * p) + 2] = (_factors[(2 * _quarter) + p] * tReal) - (_factors[(3 * _quarter) + p] * tImaginary);
                toImaginary[(4 * p) + 2] = (_factors[(2 * _quarter) + p] * tImaginary) + (_factors[(3 * _quarter) + p] * tReal);
                (tReal, tImaginary) = (gapReal + turnReal, gapImaginary + turnImaginary);
                toReal[(4 * p) + 3] = (_factors[(4 * _quarter) + p] * tReal) - (_factors[(5 * _quarter) + p] * tImaginary);
                toImaginary[(4 * p) + 3] = (_factors[(4 * _quarter) + p] * tImaginary) + (_factors[(5 * _quarter) + p] * tReal);
            }
        }

        /// <summary>s = 1: eight groups are processed together; then the four results of each group are brought together.</summary>
        private void RunEightGroups(ReadOnlySpan<float> xReal, ReadOnlySpan<float> xImaginary, Span<float> yReal, Span<float> yImaginary)
        {
            var fromReal = MemoryMarshal.Cast<float, Vector256<float>>(xReal);
            var fromImaginary = MemoryMarshal.Cast<float, Vector256<float>>(xImaginary);
            var factors = MemoryMarshal.Cast<float, Vector256<float>>(_factors);
            var wide = _quarter / 8;
            for (var p = 0; p < wide; p++)
            {
                var (ar, br, cr, dr) = (fromReal[p], fromReal[p + wide], fromReal[p + (2 * wide)], fromReal[p + (3 * wide)]);
                var (ai, bi) = (fromImaginary[p], fromImaginary[p + wide]);
                var (ci, di) = (fromImaginary[p + (2 * wide)], fromImaginary[p + (3 * wide)]);
                var (sumReal, sumImaginary, gapReal, gapImaginary) = (ar + cr, ai + ci, ar - cr, ai - ci);
                var (oddReal, oddImaginary, turnReal, turnImaginary) = (br + dr, bi + di, di - bi, br - dr);
                var (t1r, t1i) = (gapReal - turnReal, gapImaginary - turnImaginary);
                var (t2r, t2i) = (sumReal - oddReal, sumImaginary - oddImaginary);
                var (t3r, t3i) = (gapReal + turnReal, gapImaginary + turnImaginary);
                Interleave(
                    sumReal + oddReal,
                    (factors[p] * t1r) - (factors[wide + p] * t1i),
                    (factors[(2 * wide) + p] * t2r) - (factors[(3 * wide) + p] * t2i),
                    (factors[(4 * wide) + p] * t3r) - (factors[(5 * wide) + p] * t3i),
                    yReal.Slice(32 * p, 32));
                Interleave(
                    sumImaginary + oddImaginary,
                    (factors[p] * t1i) + (factors[wide + p] * t1r),
                    (factors[(2 * wide) + p] * t2i) + (factors[(3 * wide) + p] * t2r),
                    (factors[(4 * wide) + p] * t3i) + (factors[(5 * wide) + p] * t3r),
                    yImaginary.Slice(32 * p, 32));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Interleave(
            Vector256<float> y0, Vector256<float> y1, Vector256<float> y2, Vector256<float> y3, Span<float> destination)
        {
            var (evenLow, evenHigh) = (Avx.UnpackLow(y0, y2), Avx.UnpackHigh(y0, y2));
            var (oddLow, oddHigh) = (Avx.UnpackLow(y1, y3), Avx.UnpackHigh(y1, y3));
            var (g0, g1) = (Avx.UnpackLow(evenLow, oddLow), Avx.UnpackHigh(evenLow, oddLow));       // groups 0 | 4, 1 | 5
            var (g2, g3) = (Avx.UnpackLow(evenHigh, oddHigh), Avx.UnpackHigh(evenHigh, oddHigh));   // groups 2 | 6, 3 | 7
            Vector256.Create(g0.GetLower(), g1.GetLower()).CopyTo(destination);
            Vector256.Create(g2.GetLower(), g3.GetLower()).CopyTo(destination[8..]);
            Vector256.Create(g0.GetUpper(), g1.GetUpper()).CopyTo(destination[16..]);
            Vector256.Create(g2.GetUpper(), g3.GetUpper()).CopyTo(destination[24..]);
        }
    }
}
