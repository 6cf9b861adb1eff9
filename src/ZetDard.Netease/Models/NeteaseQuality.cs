namespace ZetDard.Netease;

/// <summary>How good the sound is, from small to large files.</summary>
public enum NeteaseQuality
{
    /// <summary>128 kbit/s mp3.</summary>
    Standard,

    /// <summary>192 kbit/s mp3.</summary>
    Higher,

    /// <summary>320 kbit/s mp3.</summary>
    ExtraHigh,
}
