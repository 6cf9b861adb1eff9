namespace ZetDard.Netease.Testing;

/// <summary>How a request came.</summary>
public enum NeteaseRequestForm
{
    /// <summary>As to a NeteaseCloudMusicApi server.</summary>
    Server,

    /// <summary>Plain, to <c>/api/…</c>.</summary>
    Api,

    /// <summary>In the web player's encryption, to <c>/weapi/…</c>.</summary>
    Weapi,

    /// <summary>In the Linux client's encryption, to <c>/api/linux/forward</c>.</summary>
    LinuxApi,

    /// <summary>In the mobile clients' encryption, to <c>/eapi/…</c>.</summary>
    Eapi,

    /// <summary>For a file: sound or a cover.</summary>
    File,
}
