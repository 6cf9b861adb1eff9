using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>
/// Ids that replace the ids of users: a keyed hash of the service's id, below 0. It is always the same for a user in one catalogue,
/// and different in every other catalogue. Safe for concurrent use.
/// </summary>
/// <remarks>
/// The secret (at least 128 bits) is in the catalogue's database: anyone who has the database and a user's id can compute the
/// user's pseudonym. There are 2^52 − 1 pseudonyms, from −2^52 − 1 down to −(2^53 − 1), so that they can be numbers in JSON. Two
/// users with the same pseudonym cannot be distinguished; among 100,000 users there is such a pair with a probability of 1 in
/// 900,000, among a million with 1 in 9,000.
/// </remarks>
public sealed class UserPseudonyms
{
    private readonly byte[] _secret;

    /// <summary>Creates the pseudonyms of a secret.</summary>
    /// <exception cref="ArgumentException">The secret is shorter than 16 bytes.</exception>
    public UserPseudonyms(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < 16)
        {
            throw new ArgumentException($"The secret has {secret.Length} bytes; it must have 16 or more.", nameof(secret));
        }

        _secret = secret.ToArray();
    }

    /// <summary>Returns the pseudonym of a user; an id below 0 already is one, and is returned unchanged.</summary>
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

    /// <summary>Returns a keyed hash of a text, by which the text can be recognised without being stored. It is not an id.</summary>
    internal long OfText(string text) => BinaryPrimitives.ReadInt64LittleEndian(Hash(Encoding.UTF8.GetBytes(text)));

    private byte[] Hash(ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(_secret, bytes);
}
