namespace ZetDard.Audio;

/// <summary>Values over time and frequency: frames × bins (or bands), row-major by frame. Immutable and safe for concurrent use.</summary>
public sealed class Spectrogram
{
    private readonly float[] _values;
    private readonly float[] _frequencies;

    /// <summary>Creates a spectrogram of the given arrays. It keeps them: do not change them afterwards.</summary>
    /// <param name="sampleRateHz">The sample rate of the sound, 1 Hz or more.</param>
    /// <param name="hopLength">The number of samples from one frame to the next, 1 or more.</param>
    /// <param name="frequenciesHz">The frequency of each bin, or the centre of each band; at least one.</param>
    /// <param name="values">The values of one frame after the other, one for each frequency.</param>
    /// <exception cref="ArgumentException">
    /// There is no frequency, or the number of values is not a multiple of that of frequencies.
    /// </exception>
    public Spectrogram(int sampleRateHz, int hopLength, float[] frequenciesHz, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hopLength, 1);
        ArgumentNullException.ThrowIfNull(frequenciesHz);
        ArgumentNullException.ThrowIfNull(values);
        if (frequenciesHz.Length == 0 || values.Length % frequenciesHz.Length != 0)
        {
            throw new ArgumentException(
                $"{values.Length} values cannot be divided into frames of {frequenciesHz.Length} bins; give one value for each bin of each frame.",
                nameof(values));
        }

        SampleRateHz = sampleRateHz;
        HopLength = hopLength;
        FrameCount = values.Length / frequenciesHz.Length;
        _frequencies = frequenciesHz;
        _values = values;
    }

    /// <summary>The sample rate of the sound in hertz.</summary>
    public int SampleRateHz { get; }

    /// <summary>The number of samples from one frame to the next.</summary>
    public int HopLength { get; }

    /// <summary>The number of frames, T.</summary>
    public int FrameCount { get; }

    /// <summary>The number of bins (or bands) of a frame.</summary>
    public int BinCount => _frequencies.Length;

    /// <summary>The number of frames per second.</summary>
    public double FrameRateHz => (double)SampleRateHz / HopLength;

    /// <summary>The frequency of each bin, or the centre of each band, in hertz.</summary>
    public ReadOnlySpan<float> FrequenciesHz => _frequencies;

    /// <summary>All values; bin b of frame t is at t · <see cref="BinCount"/> + b.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The <see cref="BinCount"/> values of one frame.</summary>
    /// <param name="frame">0 … <see cref="FrameCount"/> − 1.</param>
    public ReadOnlySpan<float> Frame(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, FrameCount);
        return _values.AsSpan(frame * BinCount, BinCount);
    }
}
