using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace ZetDard.Netease;

/// <summary>
/// weapi, the encryption of the web player: AES-CBC with a fixed key, then AES-CBC with a random key, which is itself encrypted with RSA.
/// </summary>
/// <param name="publicKeyPem">The RSA key as PEM; <see langword="null"/> for the key of the service.</param>
/// <param name="newKey">Returns the random key, 16 ASCII characters; replaced in tests.</param>
internal sealed class WeapiCipher(string? publicKeyPem = null, Func<string>? newKey = null)
{
    private const string ServiceKeyPem = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDgtQn2JZ34ZC28NWYpAUd98iZ3
        7BUrX/aKzmFbt7clFSs6sXqHauqKWqdtLkF2KexO40H1YTX8z2lSgBBOAxLsvakl
        V8k4cBFK9snQXE9/DDaFt6Rr7iVZMldczhC0JNgTz+SHXT6CBHuX3e9SdB1Ua44o
        ncaTWz7OBGLbCiK45wIDAQAB
        -----END PUBLIC KEY-----
        """;

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static readonly byte[] FirstKey = "0CoJUm6Qyw8W8jud"u8.ToArray();
    private static readonly byte[] Iv = "0102030405060708"u8.ToArray();

    private readonly RSAParameters _publicKey = ReadKey(publicKeyPem ?? ServiceKeyPem);
    private readonly Func<string> _newKey = newKey ?? (() => RandomNumberGenerator.GetString(Letters, 16));

    /// <summary>Encrypts a payload.</summary>
    /// <param name="json">The payload.</param>
    /// <returns>The values of the form's two fields.</returns>
    public (string Params, string EncSecKey) Encrypt(string json)
    {
        var key = _newKey();
        var once = AesCbc(FirstKey, Encoding.UTF8.GetBytes(json));
        return (AesCbc(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(once)), EncryptKey(key));
    }

    /// <summary>Reads the public part of a PEM key.</summary>
    /// <exception cref="ArgumentException">The text is not a PEM key.</exception>
    /// <exception cref="CryptographicException">The key is damaged.</exception>
    internal static RSAParameters ReadKey(string pem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa.ExportParameters(includePrivateParameters: false);
    }

    private static string AesCbc(byte[] key, byte[] text)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return Convert.ToBase64String(aes.EncryptCbc(text, Iv, PaddingMode.PKCS7));
    }

    // RSA without padding over the reversed key, written with as many hexadecimal digits as the modulus has, including leading zeros.
    private string EncryptKey(string key)
    {
        Span<byte> reversed = Encoding.ASCII.GetBytes(key);
        reversed.Reverse();
        var cipher = BigInteger.ModPow(Unsigned(reversed), Unsigned(_publicKey.Exponent), Unsigned(_publicKey.Modulus));
        var digits = 2 * _publicKey.Modulus!.Length;
        var hex = cipher.ToString("x", CultureInfo.InvariantCulture);       // ToString writes one more zero if the highest bit is set
        return hex.Length > digits ? hex[^digits..] : hex.PadLeft(digits, '0');
    }

    private static BigInteger Unsigned(ReadOnlySpan<byte> bigEndian) => new(bigEndian, isUnsigned: true, isBigEndian: true);
}
