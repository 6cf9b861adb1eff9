namespace ZetDard.Netease.Testing;

/// <summary>The forms of requests.</summary>
public enum NeteaseRequestForm
{
    /// <summary>A request to a NeteaseCloudMusicApi server.</summary>
    Server,

    /// <summary>A direct call without encryption, to <c>/api/…</c>.</summary>
    Api,

    /// <summary>A direct call with the web player's encryption, to <c>/weapi/…</c>.</summary>
    Weapi,

    /// <summary>A direct call with the Linux client's encryption, to <c>/api/linux/forward</c>.</summary>
    LinuxApi,

    /// <summary>A direct call with the mobile clients' encryption, to <c>/eapi/…</c>.</summary>
    Eapi,

    /// <summary>A request for a sound file or a cover.</summary>
    File,
}
