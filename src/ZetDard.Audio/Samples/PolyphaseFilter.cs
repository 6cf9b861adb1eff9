using System.Collections.Concurrent;

namespace ZetDard.Audio;

/// <summary>
/// The taps of a resampling filter for every position between two samples that occurs with the ratio of two sample rates.
/// </summary>
/// <remarks>
/// A sinc of 32 zero crossings on each side with a Kaiser window (Kaiser 1974; method: J. O. Smith, Digital Audio Resampling Home Page,
/// ccrma.stanford.edu/~jos/resample).
/// β = 8.96 gives 90 dB by Kaiser's formula; the cutoff of .94 places the transition between .85 and 1.03 of the lower Nyquist frequency.
/// </remarks>
internal sealed class PolyphaseFilter
{
    /// <summary>The number of zero crossings on each side, at the lower rate.</summary>
    public const int ZeroCrossings = 32;

    private const double Beta = 8.96;
    private const double Cutoff = 0.94;
    private const int MaxRatio = 1000;
    private const int MaxExactTaps = 1 << 18;       // 1 MB of floats; more would not stay in the processor's cache
    private const int PointsPerCrossing = 512;      // linear interpolation of the sinc then errs by (π² / 3) / 8 / 512² < 2e-6

    private const int MaxCachedCount = 16;          // filters of at most 1 MB each

    private static readonly ConcurrentDictionary<(int Up, int Down), PolyphaseFilter> Cached = new();

    private readonly float[] _taps;
    private readonly int _phaseCount;
    private readonly double _scale;

    public PolyphaseFilter(int fromHz, int toHz)
    {
        if (fromHz / MaxRatio > toHz)
        {
            throw new ArgumentOutOfRangeException(
                nameof(toHz), toHz, $"From {fromHz} Hz, sound can be resampled to {(fromHz + MaxRatio - 1) / MaxRatio} Hz or more.");
        }

        var divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(fromHz, toHz);
        Up = toHz / divisor;
        Down = fromHz / divisor;
        _scale = Math.Min(1.0, (double)toHz / fromHz);
        Half = (int)Math.Ceiling(ZeroCrossings / _scale);
        IsExact = (long)Up * TapCount <= MaxExactTaps;
        _phaseCount = IsExact ? Up : (int)Math.Ceiling(PointsPerCrossing * _scale);
        var rows = IsExact ? Up : _phaseCount + 1;      // interpolation needs one row more
        RowLength = (TapCount + DotKernels.Width - 1) / DotKernels.Width * DotKernels.Width;
        _taps = new float[rows * RowLength];
        for (var row = 0; row < rows; row++)
        {
            var shift = Half - 1 + ((double)row / _phaseCount);
            for (var tap = 0; tap < TapCount; tap++)
            {
                _taps[(row * RowLength) + tap] = (float)Impulse(tap - shift, _scale);
            }
        }
    }

    /// <summary>
    /// Returns the filter from one rate to another. The first few ratios are cached, because creating a filter takes milliseconds.
    /// </summary>
    public static PolyphaseFilter For(int fromHz, int toHz)
    {
        var divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(fromHz, toHz);
        var ratio = (toHz / divisor, fromHz / divisor);
        if (Cached.TryGetValue(ratio, out var filter))
        {
            return filter;
        }

        filter = new(fromHz, toHz);
        return Cached.Count < MaxCachedCount ? Cached.GetOrAdd(ratio, filter) : filter;
    }

    /// <summary>The number of new samples for every <see cref="Down"/> old ones.</summary>
    public int Up { get; }

    /// <summary>The number of old samples for every <see cref="Up"/> new ones.</summary>
    public int Down { get; }

    /// <summary>The taps on each side: a new sample between old samples n and n + 1 is computed from n − Half + 1 … n + Half.</summary>
    public int Half { get; }

    /// <summary>The number of taps for one new sample.</summary>
    public int TapCount => 2 * Half;

    /// <summary>The length of a row: the taps and the zeros with which they are padded for <see cref="DotKernels"/>.</summary>
    public int RowLength { get; }

    /// <summary>Whether there is a row of taps for every position; otherwise two rows are interpolated.</summary>
    public bool IsExact { get; }

    /// <summary>The impulse response of the filter, by its definition.</summary>
    /// <param name="x">The distance in old samples.</param>
    /// <param name="scale">min(1, to / from).</param>
    public static double Impulse(double x, double scale)
    {
        var u = x * scale / ZeroCrossings;
        return Math.Abs(u) >= 1 ? 0 : scale * Cutoff * Sinc(Cutoff * scale * x) * Bessel(Beta * Math.Sqrt(1 - (u * u))) / Bessel(Beta);
    }

    /// <summary>The two rows of taps around a position, and the fraction between them.</summary>
    /// <param name="phase">The position after old sample n, in units of 1 / <see cref="Up"/>.</param>
    /// <param name="second">The second row; empty if the first is exact.</param>
    /// <param name="fraction">The position between the first row (0) and the second (1).</param>
    public ReadOnlySpan<float> Taps(int phase, out ReadOnlySpan<float> second, out float fraction)
    {
        if (IsExact)
        {
            second = default;
            fraction = 0;
            return _taps.AsSpan(phase * RowLength, RowLength);
        }

        var place = (double)phase * _phaseCount / Up;
        var row = (int)place;
        fraction = (float)(place - row);
        second = _taps.AsSpan((row + 1) * RowLength, RowLength);
        return _taps.AsSpan(row * RowLength, RowLength);
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    // The modified Bessel function of the first kind and order 0, by its power series.
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-17; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }

        return sum;
    }
}
