using System.Text.RegularExpressions;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>What the catalogue's own artist names say about a credit: whether it is one artist or several.</summary>
/// <remarks>
/// A name that a service has an id for is one artist (Simon &amp; Garfunkel). Else it is several artists where each part stands in the catalogue as an artist of its own,
/// or where it says feat., or lists four names or more by 、 or /. Where only some parts are known, the whole name stays beside them: nothing is lost.
/// </remarks>
internal sealed partial class ArtistNames
{
    private readonly Dictionary<string, ArtistId> _idOf = [];
    private readonly Dictionary<ArtistId, string> _keyOf = [];
    private readonly HashSet<string> _withOwnId = [];

    public ArtistNames(IEnumerable<Artist> artists)
    {
        foreach (var artist in artists)
        {
            var key = TextFolding.Fold(artist.Name);
            _keyOf[artist.Id] = key;
            if (artist.Id.Value > 0)
            {
                _withOwnId.Add(key);
            }

            // The lowest id of the service stands for the name; a minted one only where there is no other.
            if (!_idOf.TryGetValue(key, out var known) || Rank(artist.Id).CompareTo(Rank(known)) < 0)
            {
                _idOf[key] = artist.Id;
            }
        }

        static (bool, long) Rank(ArtistId id) => (id.Value < 0, Math.Abs(id.Value));
    }

    /// <summary>The folded name, or <see langword="null"/> where the artist is unknown.</summary>
    public string? KeyOf(ArtistId id) => _keyOf.GetValueOrDefault(id);

    /// <summary>The artist of a name; of several with one name the one that stands for it.</summary>
    public bool TryFind(string name, out ArtistId id) => _idOf.TryGetValue(TextFolding.Fold(name), out id);

    /// <summary>The artist that stands for one: artists without an id of a service become the one of their name; two with ids of their own stay apart.</summary>
    public ArtistId Representative(ArtistId id) => id.Value < 0 && _keyOf.TryGetValue(id, out var key) ? _idOf[key] : id;

    /// <summary>The artists of a credit: itself, or its parts.</summary>
    public IReadOnlyList<ArtistId> Split(ArtistId id) =>
        _keyOf.TryGetValue(id, out var key) && !_withOwnId.Contains(key) && Split(key, wholeIsKnown: true) is { Count: > 0 } parts ? parts : [Representative(id)];

    /// <summary>The known artists in a text, such as what a title says behind feat.</summary>
    public IReadOnlyList<ArtistId> Find(string text)
    {
        var key = TextFolding.Fold(text);
        return _idOf.TryGetValue(key, out var whole) ? [whole] : Split(key, wholeIsKnown: false);
    }

    private List<ArtistId> Split(string key, bool wholeIsKnown)
    {
        var featuring = Featuring().Split(key);
        var parts = featuring.Length > 1 ? [.. featuring.SelectMany(part => _idOf.ContainsKey(part.Trim()) ? [part] : Weak().Split(part))] : Weak().Split(key);
        parts = [.. parts.Select(part => part.Trim()).Where(part => part.Length > 0)];
        if (parts.Length < 2 && wholeIsKnown)
        {
            return [];
        }

        var known = parts.Where(part => _idOf.ContainsKey(part)).Select(part => _idOf[part]).Distinct().ToList();
        if (!wholeIsKnown)
        {
            return known;
        }

        if (known.Count == parts.Length && parts.All(IsLongEnough))
        {
            return known;
        }

        // Some parts are not known: the whole name stands for them.
        var isList = featuring.Length > 1 || Listing().Count(key) >= 3;
        return isList && known.Count > 0 ? [.. known, _idOf[key]] : [];
    }

    // AC/DC and I/O: letters that happen to be names are no evidence.
    private static bool IsLongEnough(string part) => part.Length >= (part[0] < 0x2E80 ? 3 : 2);

    [GeneratedRegex(@"\s(?:feat\.?|ft\.?|featuring)\s*|(?<=\S)(?:feat\.|ft\.)\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Featuring();

    [GeneratedRegex(@"[&,/;+]|\s(?:x|vs\.?|and|with)\s", RegexOptions.CultureInvariant)]
    private static partial Regex Weak();

    [GeneratedRegex("[,/;]", RegexOptions.CultureInvariant)]
    private static partial Regex Listing();
}
