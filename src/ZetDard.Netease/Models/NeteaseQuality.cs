namespace ZetDard.Netease;

/// <summary>The quality of a sound file, from small to large files.</summary>
public enum NeteaseQuality
{
    /// <summary>MP3 at 128 kbit/s.</summary>
    Standard,

    /// <summary>MP3 at 192 kbit/s.</summary>
    Higher,

    /// <summary>MP3 at 320 kbit/s.</summary>
    ExtraHigh,
}
