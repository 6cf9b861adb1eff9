namespace ZetDard.Recommenders;

/// <summary>Sound as samples: channels × samples at a sample rate. Immutable and safe for concurrent use.</summary>
public sealed class Waveform
{
    private readonly float[] _samples;

    /// <summary>Makes a waveform over <paramref name="samples"/>, which it keeps: do not change them afterwards.</summary>
    /// <param name="sampleRateHz">Samples a second of each channel, 1 or more.</param>
    /// <param name="channelCount">Channels, 1 or more; left before right.</param>
    /// <param name="samples">Channel after channel (not interleaved), finite; full scale is −1 … 1, more is allowed.</param>
    /// <exception cref="ArgumentException">
    /// The samples cannot be divided among the channels, or one is not finite; the message names the place.
    /// </exception>
    public Waveform(int sampleRateHz, int channelCount, float[] samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channelCount, 1);
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Length % channelCount != 0)
        {
            throw new ArgumentException(
                $"{samples.Length} samples cannot be divided among {channelCount} channels; give the same number for each.",
                nameof(samples));
        }

        var bad = Array.FindIndex(samples, sample => !float.IsFinite(sample));
        SampleRateHz = sampleRateHz;
        ChannelCount = channelCount;
        Length = samples.Length / channelCount;
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"Samples must be finite; sample {bad % Length} of channel {bad / Length} is {samples[bad]}.", nameof(samples));
        }

        _samples = samples;
    }

    /// <summary>Samples a second of each channel.</summary>
    public int SampleRateHz { get; }

    /// <summary>How many channels there are.</summary>
    public int ChannelCount { get; }

    /// <summary>Samples of each channel; may be 0.</summary>
    public int Length { get; }

    /// <summary>The duration of the sound.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / SampleRateHz);

    /// <summary>The samples of one channel, <see cref="Length"/> values.</summary>
    /// <param name="channel">0 … <see cref="ChannelCount"/> − 1.</param>
    public ReadOnlySpan<float> Channel(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, ChannelCount);
        return _samples.AsSpan(channel * Length, Length);
    }
}
