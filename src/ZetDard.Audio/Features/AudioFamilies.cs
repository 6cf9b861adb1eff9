namespace ZetDard.Audio;

/// <summary>Families of audio features: kinds of things that can be heard. The columns of a family begin with its name in lower case.</summary>
[Flags]
public enum AudioFamilies
{
    /// <summary>None; not allowed where something is to be computed.</summary>
    None = 0,

    /// <summary><c>mel</c>: how loud each of 40 mel bands is: mean, deviation and percentiles over time.</summary>
    Mel = 1 << 0,

    /// <summary><c>meldelta</c>: how fast each mel band changes.</summary>
    MelDelta = 1 << 1,

    /// <summary><c>mfcc</c>: 24 cepstral coefficients, their means, deviations and changes: timbre.</summary>
    Mfcc = 1 << 2,

    /// <summary><c>covariance</c>: the matrix logarithm of the covariance of 20 mel bands: which frequencies move, and together.</summary>
    Covariance = 1 << 3,

    /// <summary><c>correlation</c>: the correlations of 20 mel bands.</summary>
    Correlation = 1 << 4,

    /// <summary><c>lag</c>: how 8 bands resemble themselves 16 milliseconds to 2 seconds later.</summary>
    Lag = 1 << 5,

    /// <summary><c>shape</c>: centroid, bandwidth, roll-off, flatness, slope, flux and zero crossings.</summary>
    Shape = 1 << 6,

    /// <summary><c>contrast</c>: peaks over valleys, and flatness, in 7 bands: tones against noise.</summary>
    Contrast = 1 << 7,

    /// <summary><c>chroma</c>: how many pitch classes sound together, whichever they are: sorted by strength, so that the key does not matter.</summary>
    Chroma = 1 << 8,

    /// <summary><c>peak</c>: how many spectral peaks there are, how regular and how strong.</summary>
    Peak = 1 << 9,

    /// <summary><c>modulation</c>: how strongly 8 bands swing at 8 speeds.</summary>
    Modulation = 1 << 10,

    /// <summary><c>tempo</c>: beats a minute, their regularity, onsets a second, and the autocorrelation of the onsets at fixed tempos.</summary>
    Tempo = 1 << 11,

    /// <summary><c>dynamics</c>: how much the loudness varies.</summary>
    Dynamics = 1 << 12,

    /// <summary><c>envelope</c>: the course of the loudness from beginning to end: attack, decay, ten parts.</summary>
    Envelope = 1 << 13,

    /// <summary><c>pitch</c>: the fundamental frequency, how certain it is and how it moves; harmonics.</summary>
    Pitch = 1 << 14,

    /// <summary><c>stereo</c>: side over middle, correlation and balance of the two channels, by band. It tells much of the mastering.</summary>
    Stereo = 1 << 15,

    /// <summary><c>level</c>: how loud the recording is as it stands. It tells of the mastering rather than of the music.</summary>
    Level = 1 << 16,

    /// <summary>All of them.</summary>
    All = (1 << 17) - 1,
}
