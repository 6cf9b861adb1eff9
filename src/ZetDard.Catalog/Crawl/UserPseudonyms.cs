using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Ids that stand for users: a keyed hash of the service's id, below 0, the same for the same user in one catalogue and another in every other one. Safe for concurrent use.</summary>
/// <remarks>The secret (of 128 bits or more) is in the catalogue's database: whoever has both the database and a user's id can tell his pseudonym.</remarks>
public sealed class UserPseudonyms
{
    private readonly byte[] _secret;

    /// <summary>Makes the pseudonyms of a secret.</summary>
    /// <exception cref="ArgumentException">The secret is shorter than 16 bytes.</exception>
    public UserPseudonyms(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < 16)
        {
            throw new ArgumentException($"The secret has {secret.Length} bytes; it must have 16 or more.", nameof(secret));
        }

        _secret = secret.ToArray();
    }

    /// <summary>The pseudonym of a user; an id below 0 is one already, and stays.</summary>
    public UserId Of(UserId user)
    {
        if (user.Value < 0)
        {
            return user;
        }

        Span<byte> id = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(id, user.Value);
        return new(Hash(id));
    }

    /// <summary>A keyed hash of a text, by which it is known again without being kept.</summary>
    internal long OfText(string text) => Hash(Encoding.UTF8.GetBytes(text));

    private long Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, bytes, hash);
        return -1 - (BinaryPrimitives.ReadInt64LittleEndian(hash) & (long.MaxValue >> 1));         // the lower half of the ids below 0 is left to mint
    }
}
