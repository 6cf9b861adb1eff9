namespace ZetDard.Netease;

/// <summary>Whether a song is an original. Values that are not named are kept as they came.</summary>
public enum NeteaseOrigin
{
    /// <summary>The service does not say.</summary>
    Unknown = 0,

    /// <summary>An original.</summary>
    Original = 1,

    /// <summary>A cover.</summary>
    Cover = 2,
}
