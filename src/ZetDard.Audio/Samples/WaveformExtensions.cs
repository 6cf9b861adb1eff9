using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Operations on waveforms. Each returns a new waveform, or the same one if nothing changes.</summary>
public static class WaveformExtensions
{
    /// <summary>Mixes the channels to one, their mean.</summary>
    public static Waveform ToMono(this Waveform waveform)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        if (waveform.ChannelCount == 1)
        {
            return waveform;
        }

        var mono = new float[waveform.Length];
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0.0;
            for (var channel = 0; channel < waveform.ChannelCount; channel++)
            {
                sum += waveform.Channel(channel)[i];
            }

            mono[i] = (float)(sum / waveform.ChannelCount);
        }

        return new(waveform.SampleRateHz, 1, mono);
    }

    /// <summary>
    /// The side channel: half the difference of the first two channels, which holds what is not in the middle. Silence for one channel.
    /// </summary>
    public static Waveform ToSide(this Waveform waveform)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        var side = new float[waveform.Length];
        for (var i = 0; i < side.Length && waveform.ChannelCount > 1; i++)
        {
            side[i] = (float)(((double)waveform.Channel(0)[i] - waveform.Channel(1)[i]) / 2);
        }

        return new(waveform.SampleRateHz, 1, side);
    }

    /// <summary>Returns <paramref name="length"/> samples of each channel from sample <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the waveform.</exception>
    public static Waveform Slice(this Waveform waveform, int start, int length)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > waveform.Length - start)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"From sample {start} on there are {waveform.Length - start} of {waveform.Length} samples; at most so many can be taken.");
        }

        if (length == waveform.Length)
        {
            return waveform;
        }

        var part = new float[length * waveform.ChannelCount];
        for (var channel = 0; channel < waveform.ChannelCount; channel++)
        {
            waveform.Channel(channel).Slice(start, length).CopyTo(part.AsSpan(channel * length));
        }

        return new(waveform.SampleRateHz, waveform.ChannelCount, part);
    }

    /// <summary>Returns a part by time, rounded to samples and cut at the end of the waveform.</summary>
    /// <param name="waveform">The waveform.</param>
    /// <param name="start">Where the part begins, 0 or more.</param>
    /// <param name="duration">How long the part is, 0 or more.</param>
    public static Waveform Slice(this Waveform waveform, TimeSpan start, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        ArgumentOutOfRangeException.ThrowIfLessThan(start, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var first = (int)Math.Min(waveform.Length, Math.Round(start.TotalSeconds * waveform.SampleRateHz));
        return waveform.Slice(first, (int)Math.Min(waveform.Length - first, Math.Round(duration.TotalSeconds * waveform.SampleRateHz)));
    }

    /// <summary>Changes the sample rate. The result is aligned with the original and has ⌈length · to / from⌉ samples.</summary>
    /// <inheritdoc cref="SampleSource.Resample" path="/remarks"/>
    /// <param name="waveform">The waveform.</param>
    /// <param name="sampleRateHz">The new rate, 1 Hz or more, and at least a thousandth of the old one.</param>
    /// <exception cref="InvalidDataException">The result has more than 2³¹ values.</exception>
    public static Waveform Resample(this Waveform waveform, int sampleRateHz)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        if (sampleRateHz == waveform.SampleRateHz)
        {
            return waveform;
        }

        using var source = SampleSource.From(waveform).Resample(sampleRateHz);
        return source.ReadToEnd(Array.MaxLength, Array.MaxLength);      // the stated length is right: the samples are in memory
    }

    /// <summary>The largest absolute value of any channel; 0 for an empty waveform.</summary>
    public static float Peak(this Waveform waveform)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        var peak = 0f;
        for (var channel = 0; channel < waveform.ChannelCount && waveform.Length > 0; channel++)
        {
            peak = Math.Max(peak, Math.Abs(TensorPrimitives.MaxMagnitude(waveform.Channel(channel))));
        }

        return peak;
    }

    /// <summary>The root of the mean square over all channels; 0 for an empty waveform.</summary>
    public static double RootMeanSquare(this Waveform waveform)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        var sum = 0.0;
        for (var channel = 0; channel < waveform.ChannelCount; channel++)
        {
            foreach (var sample in waveform.Channel(channel))
            {
                sum += (double)sample * sample;
            }
        }

        return waveform.Length == 0 ? 0 : Math.Sqrt(sum / waveform.Length / waveform.ChannelCount);
    }

    /// <summary>Scales a waveform to a root mean square; a silent one stays as it is.</summary>
    /// <param name="waveform">The waveform.</param>
    /// <param name="rootMeanSquare">
    /// The new root mean square, above 0; .1 (−20 dB) is usual before features are computed. Nothing is clipped.
    /// </param>
    public static Waveform ScaleToRms(this Waveform waveform, double rootMeanSquare)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        if (!(rootMeanSquare > 0) || !double.IsFinite(rootMeanSquare))
        {
            throw new ArgumentOutOfRangeException(
                nameof(rootMeanSquare), rootMeanSquare, "The root mean square must be finite and above 0.");
        }

        var now = waveform.RootMeanSquare();
        if (now == 0)
        {
            return waveform;
        }

        var scaled = new float[waveform.Length * waveform.ChannelCount];
        for (var channel = 0; channel < waveform.ChannelCount; channel++)
        {
            var to = scaled.AsSpan(channel * waveform.Length, waveform.Length);
            var from = waveform.Channel(channel);
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = (float)(from[i] * (rootMeanSquare / now));
            }
        }

        return new(waveform.SampleRateHz, waveform.ChannelCount, scaled);
    }

    /// <summary>
    /// The integrated, gated loudness according to ITU-R BS.1770-4, in LUFS (LKFS): about −23 for broadcasts, −14 for streamed music.
    /// </summary>
    /// <param name="waveform">
    /// One channel, two channels, or up to 5.1 channels in the order left, right, centre, low frequencies (left out), left surround, right
    /// surround. With another number of channels, all have the same weight.
    /// </param>
    /// <returns>The loudness; −∞ for silence, that is, if no block of 400 ms is above −70 LUFS. A shorter waveform is one block.</returns>
    public static double Loudness(this Waveform waveform)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        return ItuLoudness.Integrated(waveform);
    }
}
