namespace ZetDard.Audio;

/// <summary>Converts frequencies to mels and octaves.</summary>
public static class FrequencyScale
{
    private const double LinearStepHz = 200.0 / 3;
    private const double LogStartHz = 1000;
    private const double LogStartMel = LogStartHz / LinearStepHz;
    private static readonly double LogStep = Math.Log(6.4) / 27;

    /// <summary>Converts a frequency to mels.</summary>
    /// <param name="frequencyHz">The frequency in hertz, 0 or more.</param>
    /// <param name="scale">The mel scale.</param>
    public static double HzToMel(double frequencyHz, MelScale scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frequencyHz);
        return scale == MelScale.Htk ? 2595 * Math.Log10(1 + (frequencyHz / 700))
            : frequencyHz < LogStartHz ? frequencyHz / LinearStepHz
            : LogStartMel + (Math.Log(frequencyHz / LogStartHz) / LogStep);
    }

    /// <summary>Converts mels to a frequency in hertz, the inverse of <see cref="HzToMel"/>.</summary>
    /// <param name="mel">The mels, 0 or more.</param>
    /// <param name="scale">The mel scale.</param>
    public static double MelToHz(double mel, MelScale scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mel);
        return scale == MelScale.Htk ? 700 * (Math.Pow(10, mel / 2595) - 1)
            : mel < LogStartMel ? mel * LinearStepHz
            : LogStartHz * Math.Exp(LogStep * (mel - LogStartMel));
    }

    /// <summary>
    /// Converts a frequency to octaves above the A that lies four octaves below the concert pitch: log₂(f / (concert pitch / 16)).
    /// </summary>
    /// <param name="frequencyHz">The frequency in hertz, above 0.</param>
    /// <param name="concertPitchHz">The frequency of the A above middle C, above 0.</param>
    public static double HzToOctaves(double frequencyHz, double concertPitchHz = 440)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frequencyHz);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(concertPitchHz);
        return Math.Log2(frequencyHz / (concertPitchHz / 16));
    }
}
