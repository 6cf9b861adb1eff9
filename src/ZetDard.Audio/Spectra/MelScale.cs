namespace ZetDard.Audio;

/// <summary>The two definitions of the mel scale that are in use.</summary>
public enum MelScale
{
    /// <summary>
    /// Slaney, Auditory Toolbox (1998), the default of librosa: linear up to 1,000 Hz (3 mels for 200 Hz), then 27 mels for each factor of
    /// 6.4.
    /// </summary>
    Slaney,

    /// <summary>O'Shaughnessy (1987), as in HTK: 2595 · log₁₀(1 + f/700).</summary>
    Htk,
}
