using System.Buffers;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Stereo width, correlation and balance of two channels, over all frequencies and by band.</summary>
/// <param name="WidthDb">Energy of the side channel over that of the mid channel, −60 dB (mono) … 60 dB (opposite phases).</param>
/// <param name="Correlation">Correlation of left and right, −1 … 1; 1 for mono and for silence.</param>
/// <param name="BalanceDb">Energy of the left channel over that of the right, −60 … 60 dB.</param>
/// <param name="Bands">The same by band, in the order of the bands; empty in the image of a band.</param>
public sealed record StereoImage(double WidthDb, double Correlation, double BalanceDb, IReadOnlyList<StereoImage> Bands)
{
    private const double MaxDb = 60;

    /// <summary>Computes the stereo image of the first two channels. A waveform of one channel is mono.</summary>
    /// <param name="waveform">Any waveform; silence counts as mono.</param>
    /// <param name="edgesHz">The edges of the bands in hertz, ascending; there is one band fewer than edges.</param>
    public static StereoImage Of(Waveform waveform, params ReadOnlySpan<double> edgesHz)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        var bandCount = Math.Max(0, edgesHz.Length - 1);
        if (waveform.ChannelCount == 1)
        {
            var mono = From(1, 0, 0, []);
            return mono with { Bands = [.. Enumerable.Repeat(mono, bandCount)] };
        }

        var stft = new Stft();
        var frames = stft.FrameCount(waveform.Length);
        var sums = new double[bandCount, 3];
        var frequencies = stft.Frequencies(waveform.SampleRateHz);
        var scratch = ArrayPool<float>.Shared.Rent(stft.ScratchLength + (4 * stft.BinCount));
        var parts = scratch.AsSpan(stft.ScratchLength);
        for (var frame = 0; frame < frames && bandCount > 0; frame++)
        {
            var (bins, left, right) = (stft.BinCount, 0, 2 * stft.BinCount);
            stft.Transform(waveform.Channel(0), frame, parts.Slice(left, bins), parts.Slice(left + bins, bins), scratch);
            stft.Transform(waveform.Channel(1), frame, parts.Slice(right, bins), parts.Slice(right + bins, bins), scratch);
            for (var (bin, band) = (0, 0); bin < bins; bin++)
            {
                while (band < bandCount && frequencies[bin] >= edgesHz[band + 1])
                {
                    band++;
                }

                if (band < bandCount && frequencies[bin] >= edgesHz[band])
                {
                    var (lr, li) = ((double)parts[left + bin], (double)parts[left + bins + bin]);
                    var (rr, ri) = ((double)parts[right + bin], (double)parts[right + bins + bin]);
                    sums[band, 0] += (lr * lr) + (li * li);
                    sums[band, 1] += (rr * rr) + (ri * ri);
                    sums[band, 2] += (lr * rr) + (li * ri);
                }
            }
        }

        ArrayPool<float>.Shared.Return(scratch);
        var (leftEnergy, rightEnergy, product) = (0.0, 0.0, 0.0);
        var leftSamples = waveform.Channel(0);
        var rightSamples = waveform.Channel(1);
        for (var i = 0; i < leftSamples.Length; i++)
        {
            leftEnergy += (double)leftSamples[i] * leftSamples[i];
            rightEnergy += (double)rightSamples[i] * rightSamples[i];
            product += (double)leftSamples[i] * rightSamples[i];
        }

        var bands = Enumerable.Range(0, bandCount).Select(band => FromChannels(sums[band, 0], sums[band, 1], sums[band, 2]));
        return FromChannels(leftEnergy, rightEnergy, product) with { Bands = [.. bands] };
    }

    /// <summary>From Σ|mid|², Σ|side|² and Σ mid·side, where left = mid + side and right = mid − side.</summary>
    internal static StereoImage From(double mid, double side, double product, IReadOnlyList<StereoImage> bands)
    {
        var (left, right) = (Math.Max(0, mid + side + (2 * product)), Math.Max(0, mid + side - (2 * product)));
        var length = Math.Sqrt(left * right);
        var correlation = mid + side <= 1e-20 ? 1 : length > 1e-20 ? Math.Clamp((mid - side) / length, -1, 1) : 0;
        return new(Ratio(side, mid), correlation, Ratio(left, right), bands);
    }

    private static StereoImage FromChannels(double left, double right, double product) =>
        From(Math.Max(0, left + right + (2 * product)) / 4, Math.Max(0, left + right - (2 * product)) / 4, (left - right) / 4, []);

    /// <summary>10 · log₁₀(a / b) within ±<see cref="MaxDb"/>; 0 if both are 0.</summary>
    private static double Ratio(double a, double b)
    {
        if (a <= 1e-20 && b <= 1e-20)
        {
            return 0;
        }

        return a <= 0 ? -MaxDb : b <= 0 ? MaxDb : Math.Clamp(10 * Math.Log10(a / b), -MaxDb, MaxDb);
    }
}
