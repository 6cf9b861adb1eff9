using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Ids that stand for users: a keyed hash of the service's id, below 0, the same for the same user in one catalogue and another in every other one. Safe for concurrent use.</summary>
/// <remarks>
/// The secret (of 128 bits or more) is in the catalogue's database: whoever has both the database and a user's id can tell his pseudonym.
/// There are 2^52 − 1 of them, from −2^52 − 1 down to −(2^53 − 1), so that they can be numbers in JSON. Nothing is kept by which two users with the same one could be told apart:
/// among 100,000 users that happens to any two with a chance of 1 in 900,000, among a million of 1 in 9,000.
/// </remarks>
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
        return new(ExternalId.IdOf(Hash(id)));
    }

    /// <summary>A keyed hash of a text, by which it is known again without being kept; no id.</summary>
    internal long OfText(string text) => BinaryPrimitives.ReadInt64LittleEndian(Hash(Encoding.UTF8.GetBytes(text)));

    private byte[] Hash(ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(_secret, bytes);
}
