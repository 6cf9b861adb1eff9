using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace ZetDard.Netease;

/// <summary>
/// eapi, the encryption of the desktop and mobile clients: AES-ECB with a fixed key over the path, the payload and a digest of
/// both.
/// </summary>
internal static class EapiCipher
{
    private const string Separator = "-36cd479b6b5-";
    private static readonly byte[] Key = "e82ckenh8dichen8"u8.ToArray();

    /// <summary>Encrypts a payload.</summary>
    /// <param name="uri">The path of the call at the service, <c>/api/…</c>.</param>
    /// <param name="json">The payload.</param>
    /// <returns>The value of the form's field <c>params</c>.</returns>
    public static string Encrypt(string uri, string json)
    {
        using var aes = Aes.Create();
        aes.Key = Key;
        var text = $"{uri}{Separator}{json}{Separator}{Digest(uri, json)}";
        return Convert.ToHexString(aes.EncryptEcb(Encoding.UTF8.GetBytes(text), PaddingMode.PKCS7));
    }

    /// <summary>Decrypts an answer, and decompresses it if it is compressed.</summary>
    /// <param name="answer">The body of the answer.</param>
    /// <param name="maxBytes">The maximum length of the decrypted text.</param>
    /// <param name="text">The decrypted text, UTF-8.</param>
    /// <returns>Whether the body was an encrypted answer.</returns>
    public static bool TryDecrypt(ReadOnlySpan<byte> answer, int maxBytes, [NotNullWhen(true)] out byte[]? text)
    {
        text = null;
        if (answer.Length is 0 || answer.Length % 16 != 0)
        {
            return false;
        }

        using var aes = Aes.Create();
        aes.Key = Key;
        byte[] plain;
        try
        {
            plain = aes.DecryptEcb(answer, PaddingMode.PKCS7);
        }
        catch (CryptographicException)
        {
            return false;       // the padding is wrong, so it is not an encrypted answer
        }

        text = plain is [0x1f, 0x8b, ..] ? Unpack(plain, maxBytes) : plain;
        return text is not null;
    }

    [SuppressMessage("Security", "CA5351", Justification = "The service's own digest; it protects nothing of ours.")]
    internal static string Digest(string uri, string json) =>
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"nobody{uri}use{json}md5forencrypt")));

    private static byte[]? Unpack(byte[] packed, int maxBytes)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            for (var read = gzip.Read(buffer); read > 0; read = gzip.Read(buffer))
            {
                if (text.Length + read > maxBytes)
                {
                    return null;
                }

                text.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return text.ToArray();
    }
}
