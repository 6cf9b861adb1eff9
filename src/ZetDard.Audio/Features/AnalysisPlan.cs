namespace ZetDard.Audio;

/// <summary>The transforms, filter banks and bands that are the same for every sound at one analysis rate. Immutable.</summary>
internal sealed class AnalysisPlan
{
    public const int BandCount = 40;
    public const int CoefficientCount = 24;

    /// <summary>Number of octave bands: one below 100 Hz, four octaves from 100 Hz to 1,600 Hz, and one above that.</summary>
    public const int OctaveCount = 6;

    public AnalysisPlan(int sampleRateHz)
    {
        SampleRateHz = sampleRateHz;

        // Frame size: the power of two nearest to 64 ms. Frames overlap by three quarters.
        var size = 1 << (int)Math.Round(Math.Log2(.064 * sampleRateHz));
        Stft = new(new() { FftSize = size, HopLength = size / 4 });
        HopLength = size / 4;
        Frequencies = Stft.Frequencies(sampleRateHz);
        Mel = FilterBank.Mel(sampleRateHz, size, BandCount);
        Mfcc = new(BandCount, CoefficientCount);
        Chroma = FilterBank.Chroma(sampleRateHz, size);
        Octaves = SpectralShape.OctaveBands(Frequencies, OctaveCount, minFrequencyHz: 100);
        PitchFft = new(2 * size);
        Window = Stft.Window(WindowShape.Hann, size);
        WindowCorrelation = new float[PitchFft.BinCount];
        Autocorrelation.OfFrame(PitchFft, Window, WindowCorrelation, new float[PitchFft.Length], new float[PitchFft.BinCount]);

        // With this factor, a full-scale sine has 0 dB in its bin.
        Scale = (float)(4 / Math.Pow(Window.Sum(weight => (double)weight), 2));
    }

    public int SampleRateHz { get; }

    public int HopLength { get; }

    public double FrameRateHz => (double)SampleRateHz / HopLength;

    public Stft Stft { get; }

    public float[] Frequencies { get; }

    public FilterBank Mel { get; }

    public Mfcc Mfcc { get; }

    public FilterBank Chroma { get; }

    public Range[] Octaves { get; }

    public RealFft PitchFft { get; }

    public float[] Window { get; }

    public float[] WindowCorrelation { get; }

    /// <summary>The factor by which |X|² is multiplied.</summary>
    public float Scale { get; }
}
