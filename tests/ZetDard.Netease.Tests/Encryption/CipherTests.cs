using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace ZetDard.Netease.Tests.Encryption;

/// <summary>
/// Decrypts requests as a stand-in of the service does: the inverse of each encryption, written independently from its
/// description.
/// </summary>
[SuppressMessage("Security", "CA5351", Justification = "The service's own digest.")]
public sealed class CipherTests
{
    private static readonly Gen<string> Json = Gen.String.Select(text => $"{{\"s\":\"{text}\"}}");

    [Fact]
    public void Weapi_can_be_read_with_the_private_key()
    {
        using var rsa = RSA.Create(1024);
        var cipher = new WeapiCipher(rsa.ExportSubjectPublicKeyInfoPem());
        var secret = rsa.ExportParameters(includePrivateParameters: true);
        Valid(Json).Sample(json =>
        {
            var (parameters, encryptedKey) = cipher.Encrypt(json);
            return encryptedKey.Length == 256 && ReadWeapi(parameters, encryptedKey, secret) == json;
        }, iter: 200);
    }

    [Fact]
    public void Weapi_pads_the_key_to_the_length_of_the_modulus()
    {
        // At least one key in 256 gives a number with a leading zero byte.
        using var rsa = RSA.Create(1024);
        var cipher = new WeapiCipher(rsa.ExportSubjectPublicKeyInfoPem());
        var hasLeadingZero = false;
        for (var i = 0; i < 2_000 || !hasLeadingZero; i++)
        {
            var key = cipher.Encrypt("{}").EncSecKey;
            Assert.Equal(256, key.Length);
            hasLeadingZero |= key.StartsWith("00", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Weapi_draws_a_new_key_of_letters_and_digits_each_time()
    {
        using var rsa = RSA.Create(1024);
        var secret = rsa.ExportParameters(includePrivateParameters: true);
        var cipher = new WeapiCipher(rsa.ExportSubjectPublicKeyInfoPem());
        var keys = Enumerable.Range(0, 50).Select(_ => ReadKey(cipher.Encrypt("{}").EncSecKey, secret)).ToArray();
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.All(keys, key => Assert.True(key.Length == 16 && key.All(char.IsAsciiLetterOrDigit)));
    }

    [Fact]
    public void Eapi_can_be_read_and_its_digest_holds() => Valid(Json).Sample(json =>
    {
        var text = Opened.Ecb("e82ckenh8dichen8", EapiCipher.Encrypt("/api/x", json));
        var parts = text.Split("-36cd479b6b5-");
        var digest = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"nobody/api/xuse{json}md5forencrypt")));
        return parts.Length < 3 || (parts[0] == "/api/x" && string.Join("-36cd479b6b5-", parts[1..^1]) == json && parts[^1] == digest);
    }, iter: 500);

    [Fact]
    public void Linuxapi_can_be_read() => Valid(Json).Sample(json =>
        Opened.Ecb("rFgB&h#%2?^eDg:Q", LinuxApiCipher.Encrypt(LinuxApiCipher.Wrap(new("https://music.163.com/api/x"), json)))
            == $$"""{"method":"POST","url":"https://music.163.com/api/x","params":{{json}}}""", iter: 500);

    [Fact]
    public void Encrypted_answers_come_back() =>
        Gen.Select(Gen.Byte.Array[0, 2_000].Where(text => text is not [0x1f, 0x8b, ..]), Gen.Bool).Sample((text, pack) =>
        EapiCipher.TryDecrypt(Encrypted(pack ? Packed(text) : text), 2_000, out var read) && read.AsSpan().SequenceEqual(text), iter: 500);

    [Fact]
    public void Bytes_that_are_no_encrypted_answer_are_refused_without_an_exception() =>
        Gen.Byte.Array[0, 200].Sample(bytes => !EapiCipher.TryDecrypt(bytes, 1_000, out var text) || text.Length <= 1_000, iter: 5_000);

    [Fact]
    public void A_packed_answer_that_grows_too_large_is_refused() =>
        Assert.False(EapiCipher.TryDecrypt(Encrypted(Packed(new byte[1_000_000])), 999_999, out _));

    [Fact]
    public void A_broken_packed_answer_is_refused() =>
        Assert.False(EapiCipher.TryDecrypt(Encrypted([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]), 1_000, out _));

    // UTF-16 with lone surrogates has no UTF-8.
    private static Gen<string> Valid(Gen<string> json) => json.Where(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text);

    private static string ReadWeapi(string parameters, string encryptedKey, RSAParameters secret)
    {
        var key = ReadKey(encryptedKey, secret);
        return Opened.Cbc("0CoJUm6Qyw8W8jud", Opened.Cbc(key, parameters));
    }

    // Random bytes, answers with changed letters, and compressed answers that were damaged before their encryption.
    [Fact]
    public void Eapi_survives_any_bytes() =>
        Gen.Select(Gen.Byte.Array[0, 80], Gen.Int[0, 1000], Gen.Byte, Gen.Bool).Sample((noise, at, letter, isInside) =>
    {
        var text = Packed("""{"code":200,"songs":[]}"""u8.ToArray());
        if (isInside)
            text[at % text.Length] ^= letter;
        var answer = Encrypted(text);
        if (!isInside)
            answer[at % answer.Length] ^= letter;
        foreach (var bytes in new[] { answer, noise, Encrypted(noise) })
        {
            if (EapiCipher.TryDecrypt(bytes, 64, out var read))
                Assert.True(read.Length <= Math.Max(64, bytes.Length));
        }
    }, iter: 10_000);

    private static string ReadKey(string encryptedKey, RSAParameters secret)
    {
        var cipher = BigInteger.Parse("0" + encryptedKey, System.Globalization.NumberStyles.HexNumber, null);
        var key = BigInteger.ModPow(
            cipher, new(secret.D, isUnsigned: true, isBigEndian: true), new(secret.Modulus, isUnsigned: true, isBigEndian: true))
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        Array.Reverse(key);
        return Encoding.ASCII.GetString(key);
    }

    private static byte[] Encrypted(byte[] text)
    {
        using var aes = Aes.Create();
        aes.Key = "e82ckenh8dichen8"u8.ToArray();
        return aes.EncryptEcb(text, PaddingMode.PKCS7);
    }

    private static byte[] Packed(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(text);
        return packed.ToArray();
    }
}
