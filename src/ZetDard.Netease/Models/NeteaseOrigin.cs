namespace ZetDard.Netease;

/// <summary>Whether a song is an original or a cover. Values that have no name here are kept as the service sent them.</summary>
public enum NeteaseOrigin
{
    /// <summary>The service does not say.</summary>
    Unknown = 0,

    /// <summary>An original song.</summary>
    Original = 1,

    /// <summary>A cover of another song.</summary>
    Cover = 2,
}
