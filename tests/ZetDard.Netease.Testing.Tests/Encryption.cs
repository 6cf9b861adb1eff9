using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ZetDard.Netease.Testing.Tests;

/// <summary>The client's side of the encryptions, written only for these tests.</summary>
internal static class Encryption
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(IReadOnlyDictionary<string, object> payload) => JsonSerializer.Serialize(payload, Relaxed);

    public static Dictionary<string, string> Weapi(string json, string publicKeyPem, string secretKey)
    {
        var iv = "0102030405060708"u8;
        var inner = Convert.ToBase64String(Cbc("0CoJUm6Qyw8W8jud", Encoding.UTF8.GetBytes(json), iv));
        var parameters = Convert.ToBase64String(Cbc(secretKey, Encoding.ASCII.GetBytes(inner), iv));
        using var rsa = RSA.Create();
        rsa.ImportFromPem(publicKeyPem);
        var key = rsa.ExportParameters(includePrivateParameters: false);
        var reversed = Encoding.ASCII.GetBytes(secretKey);
        Array.Reverse(reversed);
        var message = new BigInteger(reversed, isUnsigned: true, isBigEndian: true);
        var encrypted = BigInteger.ModPow(
            message, new BigInteger(key.Exponent!, isUnsigned: true, isBigEndian: true),
            new BigInteger(key.Modulus!, isUnsigned: true, isBigEndian: true));
        var hex = encrypted.ToString("x", CultureInfo.InvariantCulture).TrimStart('0').PadLeft(256, '0');
        return new() { ["params"] = parameters, ["encSecKey"] = hex };
    }

    public static Dictionary<string, string> LinuxApi(string uri, string json) =>
        new()
        {
            ["eparams"] = Convert.ToHexString(
                Ecb("rFgB&h#%2?^eDg:Q", $$"""{"method":"POST","url":"https://music.163.com{{uri}}","params":{{json}}}""")),
        };

    public static Dictionary<string, string> Eapi(string uri, string json)
    {
#pragma warning disable CA5351 // the service's own choice
        var digest = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"nobody{uri}use{json}md5forencrypt")));
#pragma warning restore CA5351
        return new() { ["params"] = Convert.ToHexString(Ecb("e82ckenh8dichen8", $"{uri}-36cd479b6b5-{json}-36cd479b6b5-{digest}")) };
    }

    public static byte[] DecryptAnswer(byte[] answer)
    {
        using var aes = Aes.Create();
        aes.SetKey("e82ckenh8dichen8"u8);
        return aes.DecryptEcb(answer, PaddingMode.PKCS7);
    }

    private static byte[] Cbc(string key, byte[] data, ReadOnlySpan<byte> iv)
    {
        using var aes = Aes.Create();
        aes.SetKey(Encoding.ASCII.GetBytes(key));
        return aes.EncryptCbc(data, iv);
    }

    private static byte[] Ecb(string key, string text)
    {
        using var aes = Aes.Create();
        aes.SetKey(Encoding.ASCII.GetBytes(key));
        return aes.EncryptEcb(Encoding.UTF8.GetBytes(text), PaddingMode.PKCS7);
    }
}
