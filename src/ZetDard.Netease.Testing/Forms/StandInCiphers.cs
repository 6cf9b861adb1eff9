using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace ZetDard.Netease.Testing;

/// <summary>Decrypts requests. It is written independently from the client, so that each checks the other.</summary>
internal static class StandInCiphers
{
    /// <summary>
    /// The public half of the stand-in's own key, which protects nothing. Its modulus has a small factor (192 bits). As only keys
    /// of 128 bits are encrypted with it, a power modulo the small factor decrypts them, a hundred times as fast.
    /// </summary>
    public const string PublicKeyPem = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDeRYeIF0RGzsl58Tqki+dYjfCu
        7mn/y29lbvY1GF8xL4puEVJGfceM8tOm5WYNfTmyDYN/jAygYqcPLM9DI/IkeXlR
        y7LlYni6bwCC3dOXza/Tmr4CIem+QqnXVpu8o6awHFzsNrTKP7z0j2oX4wkzFJub
        /4AFeHlQvvQ1Fk7OPwIDAQAB
        -----END PUBLIC KEY-----
        """;

    private const string EapiSeparator = "-36cd479b6b5-";

    private static readonly BigInteger SmallFactor = BigInteger.Parse(
        "0e0e2c22f5e7f36d3593bc527efc22e6a4ddff9f1e6630919", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    private static readonly BigInteger SmallExponent = BigInteger.Parse(
        "04b3cd246d2d0b0e108cbac6c6e14833ee18afbae68abdd91", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    private static readonly byte[] Iv = "0102030405060708"u8.ToArray();

    /// <summary>Returns the JSON text of a weapi form.</summary>
    public static byte[] Weapi(string parameters, string encryptedKey) => WeapiUnder(SecretKey(encryptedKey), parameters);

    /// <summary>Returns the random key of a weapi form: raw RSA of the key's bytes in reverse order.</summary>
    public static byte[] SecretKey(string encryptedKey)
    {
        if (encryptedKey.Length != 256 || !encryptedKey.All(char.IsAsciiHexDigitLower))
        {
            throw new FormatException(
                $"encSecKey has {encryptedKey.Length} characters, but must have 256 lower-case hexadecimal digits, with leading zeros if necessary.");
        }

        var message = BigInteger.ModPow(
            BigInteger.Parse("0" + encryptedKey, NumberStyles.HexNumber, CultureInfo.InvariantCulture) % SmallFactor, SmallExponent,
            SmallFactor);
        // Little endian: the last byte comes first, which is the first one of the key.
        var reversed = message.ToByteArray(isUnsigned: true);
        if (reversed.Length > 16)
        {
            throw new FormatException(
                "encSecKey is not a key of 16 letters, encrypted with the stand-in's public key. Configure the client with NeteaseStandIn.Configure.");
        }

        Array.Resize(ref reversed, 16);
        return reversed;
    }

    /// <summary>Returns the JSON text of a weapi form whose random key is known.</summary>
    public static byte[] WeapiUnder(ReadOnlySpan<byte> secretKey, string parameters)
    {
        using var outer = Aes.Create();
        outer.SetKey(secretKey);
        var inner = Encoding.ASCII.GetString(outer.DecryptCbc(Convert.FromBase64String(parameters), Iv));
        using var first = Aes.Create();
        first.SetKey("0CoJUm6Qyw8W8jud"u8);
        return first.DecryptCbc(Convert.FromBase64String(inner), Iv);
    }

    /// <summary>Returns the JSON text of a linuxapi form: method, url, params.</summary>
    public static byte[] LinuxApi(string parameters) => Ecb("rFgB&h#%2?^eDg:Q"u8, Convert.FromHexString(parameters));

    /// <summary>Returns path and JSON text of an eapi form, and checks its digest.</summary>
    public static (string Uri, string Json) Eapi(string parameters)
    {
        var text = Encoding.UTF8.GetString(Ecb("e82ckenh8dichen8"u8, Convert.FromHexString(parameters)));
        var first = text.IndexOf(EapiSeparator, StringComparison.Ordinal);
        var last = text.LastIndexOf(EapiSeparator, StringComparison.Ordinal);
        if (first < 0 || last == first)
        {
            throw new FormatException($"params of eapi must contain path, JSON and digest, separated by {EapiSeparator}.");
        }

        var (uri, json, digest) = (text[..first], text[(first + EapiSeparator.Length)..last], text[(last + EapiSeparator.Length)..]);
        var expected = Md5(Encoding.UTF8.GetBytes($"nobody{uri}use{json}md5forencrypt"));
        return digest == expected
            ? (uri, json)
            : throw new FormatException(
                "The digest in params of eapi is not the MD5 of nobody{path}use{json}md5forencrypt in lower-case hexadecimal.");
    }

    /// <summary>Encrypts an answer for a client that requests encrypted answers (e_r).</summary>
    public static byte[] EncryptAnswer(ReadOnlySpan<byte> answer, bool compressed)
    {
        using var aes = Aes.Create();
        aes.SetKey("e82ckenh8dichen8"u8);
        if (!compressed)
        {
            return aes.EncryptEcb(answer, PaddingMode.PKCS7);
        }

        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(answer);
        }

        return aes.EncryptEcb(memory.ToArray(), PaddingMode.PKCS7);
    }

    // MD5 is the digest that the service uses, both in eapi and for files.
#pragma warning disable CA5351
    public static string Md5(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(MD5.HashData(data));
#pragma warning restore CA5351

    private static byte[] Ecb(ReadOnlySpan<byte> key, byte[] data)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        return aes.DecryptEcb(data, PaddingMode.PKCS7);
    }
}
