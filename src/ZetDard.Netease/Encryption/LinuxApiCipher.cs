using System.Security.Cryptography;
using System.Text;

namespace ZetDard.Netease;

/// <summary>The encryption of the old Linux client: AES-ECB under a fixed key over the payload and the address that it is for.</summary>
internal static class LinuxApiCipher
{
    private static readonly byte[] Key = "rFgB&h#%2?^eDg:Q"u8.ToArray();

    /// <summary>Wraps a payload for the one address that takes all calls, <c>/api/linux/forward</c>.</summary>
    /// <param name="url">The whole address of the call.</param>
    /// <param name="json">The payload.</param>
    public static string Wrap(Uri url, string json) => $$"""{"method":"POST","url":"{{url}}","params":{{json}}}""";

    /// <summary>Encrypts a wrapped payload.</summary>
    /// <returns>The field <c>eparams</c> of the form.</returns>
    public static string Encrypt(string wrapped)
    {
        using var aes = Aes.Create();
        aes.Key = Key;
        return Convert.ToHexString(aes.EncryptEcb(Encoding.UTF8.GetBytes(wrapped), PaddingMode.PKCS7));
    }
}
