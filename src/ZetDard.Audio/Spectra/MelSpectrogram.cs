using System.Buffers;
using System.Numerics.Tensors;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>Computes mel spectrograms of sound at one sample rate. Immutable and safe for concurrent use.</summary>
public sealed class MelSpectrogram
{
    private readonly MelOptions _options;
    private readonly Stft _stft;
    private readonly FilterBank _bank;

    /// <summary>Prepares the computation.</summary>
    /// <param name="sampleRateHz">The sample rate of the sound in hertz.</param>
    /// <param name="options">The options of the bands, which are copied; <see langword="null"/> for the defaults.</param>
    /// <param name="stft">The options of the spectra, which are copied; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public MelSpectrogram(int sampleRateHz, MelOptions? options = null, StftOptions? stft = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        _options = new MelOptionsValidator().Validated(options ?? new()) with { };
        _stft = new(stft);
        _bank = FilterBank.Mel(
            sampleRateHz,
            _stft.Options.FftSize,
            _options.BandCount,
            _options.Scale,
            _options.AreaNormalized,
            _options.MinFrequencyHz,
            _options.MaxFrequencyHz);
        SampleRateHz = sampleRateHz;
    }

    /// <summary>The sample rate of the sound in hertz.</summary>
    public int SampleRateHz { get; }

    /// <summary>The number of bands, M.</summary>
    public int BandCount => _options.BandCount;

    /// <summary>Computes the energies of the bands, frames × M, not logarithmic.</summary>
    /// <param name="samples">One channel at <see cref="SampleRateHz"/>, of any length.</param>
    public Spectrogram Compute(ReadOnlySpan<float> samples) =>
        new(SampleRateHz, _stft.Options.HopLength, [.. _bank.CentresHz], Values(samples));

    /// <summary>
    /// Computes the log-mel spectrogram, frames × M, in decibels relative to 1, limited by <see cref="MelOptions.FloorDb"/> and
    /// <see cref="MelOptions.RangeDb"/>.
    /// </summary>
    /// <param name="samples">One channel at <see cref="SampleRateHz"/>, of any length.</param>
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
