using System.Security.Cryptography;
using System.Text;

namespace ZetDard.Netease;

/// <summary>
/// linuxapi, the encryption of the old Linux client: AES-ECB with a fixed key over the payload and the address of the call.
/// </summary>
internal static class LinuxApiCipher
{
    private static readonly byte[] Key = "rFgB&h#%2?^eDg:Q"u8.ToArray();

    /// <summary>Wraps a payload for <c>/api/linux/forward</c>, the address that all calls of this kind are sent to.</summary>
    /// <param name="url">The full address of the call.</param>
    /// <param name="json">The payload.</param>
    public static string Wrap(Uri url, string json) => $$"""{"method":"POST","url":"{{url}}","params":{{json}}}""";

    /// <summary>Encrypts a wrapped payload.</summary>
    /// <returns>The value of the form's field <c>eparams</c>.</returns>
    public static string Encrypt(string wrapped)
    {
        using var aes = Aes.Create();
        aes.Key = Key;
        return Convert.ToHexString(aes.EncryptEcb(Encoding.UTF8.GetBytes(wrapped), PaddingMode.PKCS7));
    }
}
