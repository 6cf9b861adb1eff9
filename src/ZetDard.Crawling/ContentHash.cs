using System.Security.Cryptography;
using System.Text;

namespace ZetDard.Crawling;

/// <summary>A hash of fetched content, by which a refresh detects whether anything has changed.</summary>
internal static class ContentHash
{
    /// <summary>Returns sixteen hexadecimal digits.</summary>
    /// <param name="before">The hash of the previous pages; <see langword="null"/> for the first page.</param>
    /// <param name="content">The content of this page.</param>
    public static string Of(string? before, string content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{before}\n{content}"), hash);
        return Convert.ToHexStringLower(hash[..8]);
    }
}
