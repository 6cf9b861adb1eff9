namespace ZetDard.Netease;

/// <summary>The encryptions of direct calls.</summary>
public enum NeteaseCipher
{
    /// <summary>No encryption: a plain form to <c>/api/…</c>.</summary>
    Api,

    /// <summary>weapi, of the web player: AES-CBC twice, with the second key encrypted by RSA.</summary>
    Weapi,

    /// <summary>linuxapi, of the old Linux client: AES-ECB, with all calls sent to one address.</summary>
    LinuxApi,

    /// <summary>eapi, of the desktop and mobile clients: AES-ECB with a digest.</summary>
    Eapi,
}
