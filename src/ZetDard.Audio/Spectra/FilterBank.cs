using System.Numerics.Tensors;

namespace ZetDard.Audio;

/// <summary>
/// A matrix of weights, bands × bins, that sums the bins of a spectrum into bands. Immutable and safe for concurrent use.
/// </summary>
public sealed class FilterBank
{
    private readonly Band[] _bands;

    private FilterBank(int sampleRateHz, int fftSize, float[] centresHz, Func<int, double[]> weights)
    {
        SampleRateHz = sampleRateHz;
        BinCount = (fftSize / 2) + 1;
        CentresHz = centresHz;
        _bands = [.. Enumerable.Range(0, centresHz.Length).Select(band => Band.From(weights(band)))];
    }

    /// <summary>The sample rate in hertz of the sound for which the bank is made.</summary>
    public int SampleRateHz { get; }

    /// <summary>The number of bands.</summary>
    public int BandCount => _bands.Length;

    /// <summary>The number of bins of a spectrum: FFT size / 2 + 1.</summary>
    public int BinCount { get; }

    /// <summary>The centre of each band in hertz; for a pitch class, that of its tone in the fourth octave.</summary>
    public IReadOnlyList<float> CentresHz { get; }

    /// <summary>
    /// Creates a bank of triangular bands of equal width in mels; each reaches from the centre of the band below to that of the band above.
    /// </summary>
    /// <param name="sampleRateHz">The sample rate of the sound in hertz.</param>
    /// <param name="fftSize">The number of samples of a frame, 2 or more, even.</param>
    /// <param name="bandCount">
    /// The number of bands, M, 1 … 4096. A band that is narrower than the distance of two bins may be empty.
    /// </param>
    /// <param name="scale">The mel scale.</param>
    /// <param name="areaNormalized">
    /// Whether each triangle has the area 1 in hertz (Slaney; its height is 2 / width), or else the height 1.
    /// </param>
    /// <param name="minFrequencyHz">Where the first band begins, 0 or more.</param>
    /// <param name="maxFrequencyHz">
    /// Where the last band ends, above <paramref name="minFrequencyHz"/>; <see langword="null"/> for half the sample rate. There are no
    /// bins above half the sample rate.
    /// </param>
    /// <remarks>Slaney, Auditory Toolbox (1998). The weights agree with those of librosa and torchaudio.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public static FilterBank Mel(
        int sampleRateHz,
        int fftSize,
        int bandCount,
        MelScale scale = MelScale.Slaney,
        bool areaNormalized = true,
        double minFrequencyHz = 0,
        double? maxFrequencyHz = null)
    {
        RequireFrame(sampleRateHz, fftSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(bandCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bandCount, 4096);
        ArgumentOutOfRangeException.ThrowIfNegative(minFrequencyHz);
        var max = maxFrequencyHz ?? sampleRateHz / 2.0;
        if (!double.IsFinite(max) || !(max > minFrequencyHz))
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxFrequencyHz), max, $"The last band must end above {minFrequencyHz} Hz, where the first begins.");
        }

        var (from, to) = (FrequencyScale.HzToMel(minFrequencyHz, scale), FrequencyScale.HzToMel(max, scale));
        var mels = Enumerable.Range(0, bandCount + 2).Select(i => from + ((to - from) * i / (bandCount + 1)));
        var edges = mels.Select(mel => FrequencyScale.MelToHz(mel, scale)).ToArray();
        return new(sampleRateHz, fftSize, [.. edges[1..^1].Select(edge => (float)edge)], band =>
        {
            var (low, centre, high) = (edges[band], edges[band + 1], edges[band + 2]);
            var height = areaNormalized ? 2 / (high - low) : 1;
            var weights = new double[(fftSize / 2) + 1];
            for (var bin = 0; bin < weights.Length; bin++)
            {
                var frequency = (double)bin * sampleRateHz / fftSize;
                weights[bin] = height * Math.Max(0, Math.Min((frequency - low) / (centre - low), (high - frequency) / (high - centre)));
            }

            return weights;
        });
    }

    /// <summary>
    /// Creates a bank of pitch classes. Each bin is distributed over the nearest classes by a Gaussian; its weights are scaled to a
    /// Euclidean length of 1 and then weighted by octave.
    /// </summary>
    /// <param name="sampleRateHz">The sample rate of the sound in hertz.</param>
    /// <param name="fftSize">The number of samples of a frame, 4 or more, even.</param>
    /// <param name="classCount">The number of pitch classes, 1 … 120; 12 for semitones.</param>
    /// <param name="concertPitchHz">The frequency of the A above middle C.</param>
    /// <param name="centreOctave">
    /// The octave with the greatest weight, in octaves above the A that lies four octaves below the concert pitch.
    /// </param>
    /// <param name="octaveWidth">The standard deviation, in octaves, of the weights over the octaves; 0 for equal weights.</param>
    /// <param name="fromC">Whether class 0 is C, as in librosa, or else A.</param>
    /// <remarks>
    /// Ellis, Chroma feature analysis and synthesis (2007). Bin 0 has no pitch; as there, it is placed 1.5 octaves below bin 1.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public static FilterBank Chroma(
        int sampleRateHz,
        int fftSize,
        int classCount = 12,
        double concertPitchHz = 440,
        double centreOctave = 5,
        double octaveWidth = 2,
        bool fromC = true)
    {
        RequireFrame(sampleRateHz, fftSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(fftSize, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classCount, 120);
        ArgumentOutOfRangeException.ThrowIfNegative(octaveWidth);
        var binCount = (fftSize / 2) + 1;
        var pitch = new double[binCount + 1];       // in pitch classes
        for (var bin = 1; bin < pitch.Length; bin++)
        {
            pitch[bin] = classCount * FrequencyScale.HzToOctaves((double)bin * sampleRateHz / fftSize, concertPitchHz);
        }

        pitch[0] = pitch[1] - (1.5 * classCount);
        var dense = new double[classCount, binCount];
        var half = Math.Round(classCount / 2.0, MidpointRounding.AwayFromZero);
        for (var bin = 0; bin < binCount; bin++)
        {
            var width = Math.Max(1, pitch[bin + 1] - pitch[bin]);
            var length = 0.0;
            for (var name = 0; name < classCount; name++)
            {
                var distance = (((pitch[bin] - name + half) % classCount + classCount) % classCount) - half;
                dense[name, bin] = Math.Exp(-2 * distance * distance / (width * width));
                length += dense[name, bin] * dense[name, bin];
            }

            var octave = octaveWidth == 0 ? 0 : ((pitch[bin] / classCount) - centreOctave) / octaveWidth;
            for (var name = 0; name < classCount; name++)
            {
                dense[name, bin] *= Math.Exp(-.5 * octave * octave) / Math.Sqrt(length);
            }
        }

        // C is three semitones above A.
        var first = fromC ? (int)Math.Round(classCount / 4.0) : 0;
        var octaves = Enumerable.Range(0, classCount).Select(name => ((double)(name + first) / classCount) - (fromC ? 1 : 0));
        return new(
            sampleRateHz,
            fftSize,
            [.. octaves.Select(octave => (float)(concertPitchHz * Math.Pow(2, octave)))],
            band => [.. Enumerable.Range(0, binCount).Select(bin => dense[(band + first) % classCount, bin])]);
    }

    /// <summary>Sums the bins of one spectrum into bands.</summary>
    /// <param name="spectrum"><see cref="BinCount"/> values.</param>
    /// <param name="bands">Receives <see cref="BandCount"/> values.</param>
    /// <exception cref="ArgumentException">A span has another length; the message says which.</exception>
    public void Apply(ReadOnlySpan<float> spectrum, Span<float> bands)
    {
        if (spectrum.Length != BinCount || bands.Length < BandCount)
        {
            throw new ArgumentException(
                $"This bank sums {BinCount} bins into {BandCount} bands; {spectrum.Length} bins and room for {bands.Length} bands were given.");
        }

        for (var i = 0; i < _bands.Length; i++)
        {
            var weights = _bands[i].Weights.AsSpan();
            bands[i] = TensorPrimitives.Dot(spectrum.Slice(_bands[i].Start, weights.Length), weights);
        }
    }

    /// <summary>Sums the bins of each frame of a spectrogram into bands.</summary>
    /// <exception cref="ArgumentException">The spectrogram has another number of bins.</exception>
    public Spectrogram Apply(Spectrogram spectrogram)
    {
        ArgumentNullException.ThrowIfNull(spectrogram);
        var values = new float[(long)spectrogram.FrameCount * BandCount];
        for (var frame = 0; frame < spectrogram.FrameCount; frame++)
        {
            Apply(spectrogram.Frame(frame), values.AsSpan(frame * BandCount, BandCount));
        }

        return new(spectrogram.SampleRateHz, spectrogram.HopLength, [.. CentresHz], values);
    }

    /// <summary>Returns all weights, bands × bins.</summary>
    public float[,] ToDense()
    {
        var dense = new float[BandCount, BinCount];
        for (var band = 0; band < BandCount; band++)
        {
            for (var i = 0; i < _bands[band].Weights.Length; i++)
            {
                dense[band, _bands[band].Start + i] = _bands[band].Weights[i];
            }
        }

        return dense;
    }

    private static void RequireFrame(int sampleRateHz, int fftSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1);
        if (fftSize < 2 || fftSize % 2 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(fftSize), fftSize, "The FFT size must be even and 2 or more.");
        }
    }

    private sealed record Band(int Start, float[] Weights)
    {
        public static Band From(double[] weights)
        {
            var start = Array.FindIndex(weights, weight => weight > 0);
            var end = Array.FindLastIndex(weights, weight => weight > 0) + 1;
            return start < 0 ? new(0, []) : new(start, [.. weights[start..end].Select(weight => (float)weight)]);
        }
    }
}
