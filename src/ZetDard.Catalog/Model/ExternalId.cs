using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>What a thing is called elsewhere.</summary>
/// <param name="Kind">What it is: <see cref="IdKind{TId}.Name"/>, such as <c>artist</c>.</param>
/// <param name="Source">Who calls it so, such as <see cref="NameSource"/>.</param>
/// <param name="Key">The key there; ordinal comparison, nothing is folded.</param>
/// <param name="Id">The id here. Several keys may share one id, unless it is a hash; a key has one id, and the first one stays.</param>
/// <remarks>
/// Services' ids are above 0. Those below 0 are the catalogue's own and lie within −(2^53 − 1), so that they can be numbers in JSON: minted ones from −1 down to −2^52,
/// hashes (<see cref="Hashed{TId}"/>) below. Neither kind ever gets an id of the other.
/// </remarks>
public sealed record ExternalId(string Kind, string Source, string Key, long Id)
{
    /// <summary>The source of keys that are plain names.</summary>
    public const string NameSource = "name";

    /// <summary>The highest id that is a hash, −2^52 − 1; lower ids are hashes too.</summary>
    public const long HighestHash = LowestMinted - 1;

    internal const long LowestMinted = -(1L << 52);

    /// <summary>An id for a key that is the same in every catalogue, whoever comes to it first: a hash of the key.</summary>
    /// <param name="source">Who calls it so.</param>
    /// <param name="key">The key there.</param>
    /// <param name="attempt">0; for the second of two keys of one batch whose hashes are equal 1, and so on.</param>
    /// <remarks>
    /// There are 2^52 − 1 hashes: of a million keys any two have the same one with a chance of 1 in 9,000. A store that is given it (<see cref="CatalogBatch.ExternalIds"/>)
    /// sees that and gives the second key an id of its own.
    /// </remarks>
    public static ExternalId Hashed<TId>(string source, string key, int attempt = 0)
        where TId : struct, IId<TId>
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(key);
        var kind = IdKind<TId>.Name;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{kind} {source} {attempt} {key}")), hash);
        return new(kind, source, key, IdOf(hash));
    }

    /// <summary>The id of a hash of 8 bytes or more.</summary>
    internal static long IdOf(ReadOnlySpan<byte> hash) => HighestHash - (long)(BinaryPrimitives.ReadUInt64LittleEndian(hash) % ((1UL << 52) - 1));
}
