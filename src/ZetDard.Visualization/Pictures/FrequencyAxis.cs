namespace ZetDard.Visualization;

/// <summary>The scale of the frequency axis of a spectrogram.</summary>
public enum FrequencyAxis
{
    /// <summary>The mel scale (Slaney's), which follows human hearing.</summary>
    Mel,

    /// <summary>Linear in hertz.</summary>
    Linear,
}
