using System.Numerics.Tensors;

namespace ZetDard.Audio;

/// <summary>Weights that gather the bins of a spectrum into bands: bands × bins, each band a run of bins. Immutable and safe for concurrent use.</summary>
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

    /// <summary>Samples a second of the sound that the bank is for.</summary>
    public int SampleRateHz { get; }

    /// <summary>How many bands there are.</summary>
    public int BandCount => _bands.Length;

    /// <summary>How many bins of a spectrum they are gathered from: FFT size / 2 + 1.</summary>
    public int BinCount { get; }

    /// <summary>The centre of each band in Hz (of a pitch class, in the fourth octave).</summary>
    public IReadOnlyList<float> CentresHz { get; }

    /// <summary>Triangles of equal width in mels, each from the centre of its lower neighbour to that of its upper one.</summary>
    /// <param name="sampleRateHz">Samples a second of the sound.</param>
    /// <param name="fftSize">Samples of a frame, 2 or more, even.</param>
    /// <param name="bandCount">How many, M, 1 … 4096. A band that is narrower than the distance of two bins may be empty.</param>
    /// <param name="scale">Which mels.</param>
    /// <param name="areaNormalized">Whether each triangle has area 1 in Hz (Slaney; its height is 2 / width), or else height 1.</param>
    /// <param name="lowestHz">Where the first triangle begins, 0 or more.</param>
    /// <param name="highestHz">Where the last one ends, above <paramref name="lowestHz"/>; half the sample rate where <see langword="null"/>. Bins above half the sample rate do not exist.</param>
    /// <remarks>Slaney, Auditory Toolbox (1998). Agrees with librosa's and torchaudio's banks.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public static FilterBank Mel(int sampleRateHz, int fftSize, int bandCount, MelScale scale = MelScale.Slaney, bool areaNormalized = true, double lowestHz = 0, double? highestHz = null)
    {
        RequireFrame(sampleRateHz, fftSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(bandCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bandCount, 4096);
        ArgumentOutOfRangeException.ThrowIfNegative(lowestHz);
        var highest = highestHz ?? sampleRateHz / 2.0;
        if (!double.IsFinite(highest) || !(highest > lowestHz))
        {
            throw new ArgumentOutOfRangeException(nameof(highestHz), highest, $"Bands must end above where they begin, at {lowestHz} Hz.");
        }

        var (from, to) = (FrequencyScale.HzToMel(lowestHz, scale), FrequencyScale.HzToMel(highest, scale));
        var edges = Enumerable.Range(0, bandCount + 2).Select(i => FrequencyScale.MelToHz(from + ((to - from) * i / (bandCount + 1)), scale)).ToArray();
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

    /// <summary>Pitch classes: each bin spreads over the nearest classes by a Gaussian, columns of Euclidean length 1, then weighted by octave.</summary>
    /// <param name="sampleRateHz">Samples a second of the sound.</param>
    /// <param name="fftSize">Samples of a frame, 4 or more, even.</param>
    /// <param name="classCount">How many, 1 … 120; 12 for semitones.</param>
    /// <param name="concertPitchHz">The A above middle C.</param>
    /// <param name="centreOctave">Octave of the greatest weight, in octaves above the A that lies four octaves below the concert pitch.</param>
    /// <param name="octaveWidth">Standard deviation of the weights over octaves; 0 for equal weights.</param>
    /// <param name="fromC">Whether class 0 is C (as in librosa), or else A.</param>
    /// <remarks>Ellis, Chroma feature analysis and synthesis (2007). The class of bin 0, which has no pitch, is put 1.5 octaves below that of bin 1, as there.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public static FilterBank Chroma(int sampleRateHz, int fftSize, int classCount = 12, double concertPitchHz = 440, double centreOctave = 5, double octaveWidth = 2, bool fromC = true)
    {
        RequireFrame(sampleRateHz, fftSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(fftSize, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classCount, 120);
        ArgumentOutOfRangeException.ThrowIfNegative(octaveWidth);
        var binCount = (fftSize / 2) + 1;
        var pitch = new double[binCount + 1];       // in classes
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
        var centres = Enumerable.Range(0, classCount).Select(name => (float)(concertPitchHz * Math.Pow(2, ((double)(name + first) / classCount) - (fromC ? 1 : 0))));
        return new(sampleRateHz, fftSize, [.. centres], band => [.. Enumerable.Range(0, binCount).Select(bin => dense[(band + first) % classCount, bin])]);
    }

    /// <summary>Gathers one spectrum.</summary>
    /// <param name="spectrum"><see cref="BinCount"/> values.</param>
    /// <param name="bands">Receives <see cref="BandCount"/> values.</param>
    /// <exception cref="ArgumentException">A span has another length; the message says which.</exception>
    public void Apply(ReadOnlySpan<float> spectrum, Span<float> bands)
    {
        if (spectrum.Length != BinCount || bands.Length < BandCount)
        {
            throw new ArgumentException($"This bank gathers {BinCount} bins into {BandCount} bands; {spectrum.Length} bins and room for {bands.Length} bands were given.");
        }

        for (var i = 0; i < _bands.Length; i++)
        {
            var weights = _bands[i].Weights.AsSpan();
            bands[i] = TensorPrimitives.Dot(spectrum.Slice(_bands[i].Start, weights.Length), weights);
        }
    }

    /// <summary>Gathers each frame of a spectrogram.</summary>
    /// <exception cref="ArgumentException">It has another number of bins.</exception>
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

    /// <summary>All weights, bands × bins.</summary>
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
            return start < 0 ? new(0, []) : new(start, [.. weights[start..(Array.FindLastIndex(weights, weight => weight > 0) + 1)].Select(weight => (float)weight)]);
        }
    }
}
