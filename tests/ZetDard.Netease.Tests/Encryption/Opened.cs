using System.Security.Cryptography;
using System.Text;

namespace ZetDard.Netease.Tests.Encryption;

/// <summary>The content of encrypted parameters, decrypted with plain AES: the oracle of the ciphers and of what is sent.</summary>
internal static class Opened
{
    public static string Cbc(string key, string base64)
    {
        using var aes = Aes.Create();
        aes.Key = Encoding.ASCII.GetBytes(key);
        return Encoding.UTF8.GetString(aes.DecryptCbc(Convert.FromBase64String(base64), "0102030405060708"u8));
    }

    public static string Ecb(string key, string hex)
    {
        using var aes = Aes.Create();
        aes.Key = Encoding.ASCII.GetBytes(key);
        return Encoding.UTF8.GetString(aes.DecryptEcb(Convert.FromHexString(hex), PaddingMode.PKCS7));
    }
}
