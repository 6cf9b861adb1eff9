namespace ZetDard.Audio;

/// <summary>How samples are written to a WAV file.</summary>
public enum WavSampleFormat
{
    /// <summary>Integers of 16 bits; what is outside −1 … 1 − 2⁻¹⁵ is clipped. Every program reads it.</summary>
    Pcm16,

    /// <summary>Integers of 24 bits; what is outside −1 … 1 − 2⁻²³ is clipped.</summary>
    Pcm24,

    /// <summary>Floating point of 32 bits: the samples as they are.</summary>
    FloatingPoint32,
}
