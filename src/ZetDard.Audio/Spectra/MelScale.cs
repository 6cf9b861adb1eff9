namespace ZetDard.Audio;

/// <summary>Two ways of counting mels.</summary>
public enum MelScale
{
    /// <summary>Slaney, Auditory Toolbox (1998): linear up to 1,000 Hz (3 mels for 200 Hz), then 27 mels for a factor 6.4. librosa's default.</summary>
    Slaney,

    /// <summary>O'Shaughnessy (1987), as in HTK: 2595 · log₁₀(1 + f/700).</summary>
    Htk,
}
