namespace ZetDard.Netease;

/// <summary>How the parameters of a direct call are dressed.</summary>
public enum NeteaseCipher
{
    /// <summary>Not at all: a plain form to <c>/api/…</c>.</summary>
    Api,

    /// <summary>Of the web player: AES-CBC twice, the second key under RSA.</summary>
    Weapi,

    /// <summary>Of the old Linux client: AES-ECB, all calls to one address.</summary>
    LinuxApi,

    /// <summary>Of the desktop and mobile clients: AES-ECB with a digest.</summary>
    Eapi,
}
