using System.Buffers;
using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Mel spectrograms of sound at one sample rate, planned once. Immutable and safe for concurrent use.</summary>
public sealed class MelSpectrogram
{
    private readonly MelOptions _options;
    private readonly Stft _stft;
    private readonly FilterBank _bank;

    /// <summary>Plans mel spectrograms.</summary>
    /// <param name="sampleRateHz">Samples a second of the sound.</param>
    /// <param name="options">The bands; defaults where <see langword="null"/>. Copied.</param>
    /// <param name="stft">The spectra below; defaults where <see langword="null"/>. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public MelSpectrogram(int sampleRateHz, MelOptions? options = null, StftOptions? stft = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        _options = new MelOptionsValidator().Validated(options ?? new()) with { };
        _stft = new(stft);
        _bank = FilterBank.Mel(sampleRateHz, _stft.Options.FftSize, _options.BandCount, _options.Scale, _options.AreaNormalized, _options.LowestHz, _options.HighestHz);
        SampleRateHz = sampleRateHz;
    }

    /// <summary>Samples a second of the sound.</summary>
    public int SampleRateHz { get; }

    /// <summary>How many bands, M.</summary>
    public int BandCount => _options.BandCount;

    /// <summary>The energies of the bands: frames × M, not logarithmic.</summary>
    /// <param name="samples">One channel at <see cref="SampleRateHz"/>, any length.</param>
    public Spectrogram Compute(ReadOnlySpan<float> samples) => new(SampleRateHz, _stft.Options.HopLength, [.. _bank.CentresHz], Values(samples));

    /// <summary>The log-mel spectrogram: frames × M, decibels re 1, cut off below <see cref="MelOptions.FloorDb"/> and <see cref="MelOptions.RangeDb"/>.</summary>
    /// <param name="samples">One channel at <see cref="SampleRateHz"/>, any length.</param>
    public Spectrogram ComputeLog(ReadOnlySpan<float> samples)
    {
        var values = Values(samples);
        Decibels.FromPower(values, _options.FloorDb * (_options.Power ? 1 : .5));
        if (!_options.Power)
        {
            TensorPrimitives.Multiply(values, 2, values);
        }

        if (_options.RangeDb is { } range && values.Length > 0)
        {
            TensorPrimitives.Max<float>(values, (float)(TensorPrimitives.Max<float>(values) - range), values);
        }

        return new(SampleRateHz, _stft.Options.HopLength, [.. _bank.CentresHz], values);
    }

    private float[] Values(ReadOnlySpan<float> samples)
    {
        var frames = _stft.FrameCount(samples.Length);
        var values = new float[(long)frames * BandCount];
        var scratch = ArrayPool<float>.Shared.Rent(_stft.ScratchLength + _stft.BinCount);
        var spectrum = scratch.AsSpan(_stft.ScratchLength, _stft.BinCount);
        for (var frame = 0; frame < frames; frame++)
        {
            _stft.Power(samples, frame, spectrum, scratch);
            if (!_options.Power)
            {
                TensorPrimitives.Sqrt(spectrum, spectrum);
            }

            _bank.Apply(spectrum, values.AsSpan(frame * BandCount, BandCount));
        }

        ArrayPool<float>.Shared.Return(scratch);
        return values;
    }
}
