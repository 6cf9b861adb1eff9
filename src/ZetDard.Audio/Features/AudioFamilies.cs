namespace ZetDard.Audio;

/// <summary>
/// Families of audio features. The name of a feature begins with its family's name in lower case, such as <c>mfcc3.mean</c>.
/// </summary>
[Flags]
public enum AudioFamilies
{
    /// <summary>No family. Not a valid value of <see cref="AudioFeatureOptions.Families"/>.</summary>
    None = 0,

    /// <summary><c>mel</c>: the level of 40 mel bands, as mean, standard deviation and percentiles over time.</summary>
    Mel = 1 << 0,

    /// <summary><c>meldelta</c>: how fast the level of each mel band changes.</summary>
    MelDelta = 1 << 1,

    /// <summary>
    /// <c>mfcc</c>: 24 mel-frequency cepstral coefficients, with their means, standard deviations and changes. They describe timbre.
    /// </summary>
    Mfcc = 1 << 2,

    /// <summary>
    /// <c>covariance</c>: the matrix logarithm of the covariance of 20 mel bands, which shows the bands that change, and that change
    /// together.
    /// </summary>
    Covariance = 1 << 3,

    /// <summary><c>correlation</c>: the correlations between 20 mel bands.</summary>
    Correlation = 1 << 4,

    /// <summary><c>lag</c>: the autocorrelation of 8 bands at lags from 16 milliseconds to 2 seconds.</summary>
    Lag = 1 << 5,

    /// <summary><c>shape</c>: centroid, bandwidth, roll-off, flatness, slope, flux and zero crossings.</summary>
    Shape = 1 << 6,

    /// <summary><c>contrast</c>: the ratio of peaks to valleys, and the flatness, in 7 bands. They separate tones from noise.</summary>
    Contrast = 1 << 7,

    /// <summary><c>chroma</c>: the strengths of the pitch classes, sorted, so that they do not depend on the key.</summary>
    Chroma = 1 << 8,

    /// <summary><c>peak</c>: how many spectral peaks there are, how regularly they are spaced and how strong they are.</summary>
    Peak = 1 << 9,

    /// <summary><c>modulation</c>: the strength of 8 ranges of modulation frequencies in 8 bands.</summary>
    Modulation = 1 << 10,

    /// <summary>
    /// <c>tempo</c>: beats per minute, their regularity, onsets per second, and the autocorrelation of the onsets at fixed tempos.
    /// </summary>
    Tempo = 1 << 11,

    /// <summary><c>dynamics</c>: how much the level varies over time.</summary>
    Dynamics = 1 << 12,

    /// <summary><c>envelope</c>: the level over time from beginning to end: attack, decay, and the means of ten parts.</summary>
    Envelope = 1 << 13,

    /// <summary><c>pitch</c>: the fundamental frequency, its certainty and how it changes.</summary>
    Pitch = 1 << 14,

    /// <summary>
    /// <c>stereo</c>: side/mid ratio, correlation and balance of the two channels, by band. It depends much on the mastering.
    /// </summary>
    Stereo = 1 << 15,

    /// <summary>
    /// <c>level</c>: the level of the recording before it is normalised. It depends on the mastering rather than on the music.
    /// </summary>
    Level = 1 << 16,

    /// <summary>All families.</summary>
    All = (1 << 17) - 1,
}
