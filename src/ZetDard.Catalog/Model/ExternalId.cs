using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>The name or id of a thing in another source, with its id in the catalogue.</summary>
/// <param name="Kind">The kind of thing, <see cref="IdKind{TId}.Name"/>, such as <c>artist</c>.</param>
/// <param name="Source">The source of the key, such as <see cref="NameSource"/>.</param>
/// <param name="Key">The key in that source; compared ordinally, without folding.</param>
/// <param name="Id">
/// The id in the catalogue. Several keys may have the same id, unless it is a hash. A key has one id, and keeps the first one
/// that it gets.
/// </param>
/// <remarks>
/// The ids of services are above 0. Ids below 0 are the catalogue's own; they are not below −(2^53 − 1), so that they can be
/// numbers in JSON. Minted ids go from
/// −1 down to −2^52; hashes (<see cref="Hashed{TId}"/>) are below them. The two ranges never overlap.
/// </remarks>
public sealed record ExternalId(string Kind, string Source, string Key, long Id)
{
    /// <summary>The source of keys that are plain names.</summary>
    public const string NameSource = "name";

    /// <summary>The maximum of all ids that are hashes, −2^52 − 1; all lower ids are hashes too.</summary>
    public const long MaxHashedId = MinMintedId - 1;

    /// <summary>
    /// The source that an export gives to ids below 0 that have no external id; the key is unique to the catalogue and the id.
    /// </summary>
    internal const string CatalogSource = "catalog";

    internal const long MinMintedId = -(1L << 52);

    /// <summary>Makes an id for a key that is the same in every catalogue: a hash of the key.</summary>
    /// <param name="source">The source of the key.</param>
    /// <param name="key">The key in that source.</param>
    /// <param name="attempt">0; or 1 for the second of two keys of one batch that have the same hash, and so on.</param>
    /// <remarks>
    /// There are 2^52 − 1 hashes: among a million keys, two have the same hash with a probability of 1 in 9,000. A store that is
    /// given the external id (<see cref="CatalogBatch.ExternalIds"/>) detects that and gives the second key an id of its own.
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

    /// <summary>Returns the id of a hash of at least 8 bytes.</summary>
    internal static long IdOf(ReadOnlySpan<byte> hash) =>
        MaxHashedId - (long)(BinaryPrimitives.ReadUInt64LittleEndian(hash) % ((1UL << 52) - 1));
}
