namespace ZetDard.Audio;

/// <summary>The sample format of a WAV file that is written.</summary>
public enum WavSampleFormat
{
    /// <summary>Integers of 16 bits; samples outside −1 … 1 − 2⁻¹⁵ are clipped. Every program can read it.</summary>
    Pcm16,

    /// <summary>Integers of 24 bits; samples outside −1 … 1 − 2⁻²³ are clipped.</summary>
    Pcm24,

    /// <summary>Floating point of 32 bits; samples are never clipped.</summary>
    FloatingPoint32,
}
