namespace ZetDard.Audio;

/// <summary>What is the same for every sound of one analysis rate: transforms, banks, bands. Immutable.</summary>
internal sealed class AnalysisPlan
{
    public const int BandCount = 40;
    public const int CoefficientCount = 24;

    /// <summary>Octaves from 100 Hz: below it, 100, 200, 400, 800, 1,600, and all above 3,200 Hz.</summary>
    public const int OctaveCount = 6;

    public AnalysisPlan(int sampleRateHz)
    {
        SampleRateHz = sampleRateHz;

        // The power of two that is nearest to 64 milliseconds, four frames over each other.
        var size = 1 << (int)Math.Round(Math.Log2(.064 * sampleRateHz));
        Stft = new(new() { FftSize = size, HopLength = size / 4 });
        HopLength = size / 4;
        Frequencies = Stft.Frequencies(sampleRateHz);
        Mel = FilterBank.Mel(sampleRateHz, size, BandCount);
        Mfcc = new(BandCount, CoefficientCount);
        Chroma = FilterBank.Chroma(sampleRateHz, size);
        Octaves = SpectralShape.OctaveBands(Frequencies, OctaveCount, lowestHz: 100);
        PitchFft = new(2 * size);
        Window = Stft.Window(WindowShape.Hann, size);
        WindowCorrelation = new float[PitchFft.BinCount];
        Autocorrelation.OfFrame(PitchFft, Window, WindowCorrelation, new float[PitchFft.Length], new float[PitchFft.BinCount]);

        // A full-scale sine is 0 dB in its bin.
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

    /// <summary>What |X|² is multiplied by.</summary>
    public float Scale { get; }
}
