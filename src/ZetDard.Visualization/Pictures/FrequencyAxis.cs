namespace ZetDard.Visualization;

/// <summary>How the frequency axis of a spectrogram is spaced.</summary>
public enum FrequencyAxis
{
    /// <summary>Evenly on the mel scale (Slaney's), as the ear hears.</summary>
    Mel,

    /// <summary>Evenly in hertz.</summary>
    Linear,
}
