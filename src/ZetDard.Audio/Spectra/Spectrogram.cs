namespace ZetDard.Audio;

/// <summary>Values over time and frequency: frames × bins (or bands), row-major by frame. Immutable and safe for concurrent use.</summary>
public sealed class Spectrogram
{
    private readonly float[] _values;
    private readonly float[] _frequencies;

    /// <summary>Makes a spectrogram over its arrays, which it keeps: do not change them afterwards.</summary>
    /// <param name="sampleRateHz">Samples a second of what it was made from, 1 or more.</param>
    /// <param name="hopLength">Samples from one frame to the next, 1 or more.</param>
    /// <param name="frequenciesHz">The frequency of each bin, or the centre of each band; one or more.</param>
    /// <param name="values">Frame after frame, one value for each frequency.</param>
    /// <exception cref="ArgumentException">There is no frequency, or the values cannot be divided into frames.</exception>
    public Spectrogram(int sampleRateHz, int hopLength, float[] frequenciesHz, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hopLength, 1);
        ArgumentNullException.ThrowIfNull(frequenciesHz);
        ArgumentNullException.ThrowIfNull(values);
        if (frequenciesHz.Length == 0 || values.Length % frequenciesHz.Length != 0)
        {
            throw new ArgumentException($"{values.Length} values cannot be divided into frames of {frequenciesHz.Length} bins; give one value a bin and frame.", nameof(values));
        }

        SampleRateHz = sampleRateHz;
        HopLength = hopLength;
        FrameCount = values.Length / frequenciesHz.Length;
        _frequencies = frequenciesHz;
        _values = values;
    }

    /// <summary>Samples a second of what it was made from.</summary>
    public int SampleRateHz { get; }

    /// <summary>Samples from one frame to the next.</summary>
    public int HopLength { get; }

    /// <summary>How many frames there are, T.</summary>
    public int FrameCount { get; }

    /// <summary>How many bins (or bands) a frame has.</summary>
    public int BinCount => _frequencies.Length;

    /// <summary>Frames a second.</summary>
    public double FrameRateHz => (double)SampleRateHz / HopLength;

    /// <summary>The frequency of each bin, or the centre of each band, in Hz.</summary>
    public ReadOnlySpan<float> FrequenciesHz => _frequencies;

    /// <summary>All values: bin b of frame t at t · <see cref="BinCount"/> + b.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The values of one frame, <see cref="BinCount"/> of them.</summary>
    /// <param name="frame">0 … <see cref="FrameCount"/> − 1.</param>
    public ReadOnlySpan<float> Frame(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, FrameCount);
        return _values.AsSpan(frame * BinCount, BinCount);
    }
}
