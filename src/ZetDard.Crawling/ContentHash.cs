using System.Security.Cryptography;
using System.Text;

namespace ZetDard.Crawling;

/// <summary>A digest of what was fetched, by which a refresh sees whether anything has changed.</summary>
internal static class ContentHash
{
    /// <summary>Sixteen hexadecimal digits.</summary>
    /// <param name="before">The digest of the pages before.</param>
    /// <param name="content">The content of this page.</param>
    public static string Of(string? before, string content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{before}\n{content}"), hash);
        return Convert.ToHexStringLower(hash[..8]);
    }
}
