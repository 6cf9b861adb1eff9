using System.Buffers;
using System.Text.RegularExpressions;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>What the catalogue's own artist names say about a credit: whether it is one artist or several.</summary>
/// <remarks>
/// Names are compared folded, but for their case: a service writes one artist in one way, and LISA and LiSA are two.
/// A name that a service has an id for is one artist. Else it is several where each part stands in the catalogue as an artist of its own, with at least as many songs
/// without the other parts as the whole has: Ella Fitzgerald &amp; Louis Armstrong, not Lights &amp; Motion. Or where it says feat., or lists four names or more by , 、 or /;
/// where only some parts are known then, the whole name stays beside them: nothing is lost.
/// </remarks>
internal sealed partial class ArtistNames
{
    private static readonly SearchValues<string> Signs = SearchValues.Create(["&", ",", "/", ";", "+", " x ", " vs", " and ", " with ", "feat", " ft"], StringComparison.OrdinalIgnoreCase);

    private readonly Dictionary<string, ArtistId> _idOf = [];
    private readonly Dictionary<string, ArtistId> _idOfAnyCase = [];
    private readonly Dictionary<ArtistId, string> _keyOf = [];
    private readonly Dictionary<ArtistId, IReadOnlyList<ArtistId>> _splits = [];

    public ArtistNames(IReadOnlyList<Artist> artists, IReadOnlyList<Song> songs)
    {
        foreach (var artist in artists)
        {
            var key = Key(artist.Name);
            _keyOf[artist.Id] = key;
            Keep(_idOf, key, artist.Id);
        }

        // LISA and LiSA: whom lisa means cannot be told.
        foreach (var sameInLowerCase in _idOf.GroupBy(pair => pair.Key.ToLowerInvariant(), pair => pair.Value).Where(same => same.Count() == 1))
        {
            _idOfAnyCase.Add(sameInLowerCase.Key, sameInLowerCase.First());
        }

        SplitAll(artists, songs);
    }

    /// <summary>The folded name, or <see langword="null"/> where the artist is unknown.</summary>
    public string? KeyOf(ArtistId id) => _keyOf.GetValueOrDefault(id);

    /// <summary>The artist that stands for one: artists without an id of a service become the one of their name; two with ids of their own stay apart.</summary>
    public ArtistId Representative(ArtistId id) => id.Value < 0 && _keyOf.TryGetValue(id, out var key) ? _idOf[key] : id;

    /// <summary>The artists of a credit: itself, or its parts.</summary>
    public IReadOnlyList<ArtistId> Split(ArtistId id) => _splits.TryGetValue(id, out var parts) ? parts : [Representative(id)];

    /// <summary>The known artists in a text, such as what a title says behind feat.; of any case, but none of those that only their case tells apart.</summary>
    public IReadOnlyList<ArtistId> Find(string text)
    {
        var key = Key(text).ToLowerInvariant();
        return _idOfAnyCase.TryGetValue(key, out var whole) ? [whole]
            : [.. Parts(key, _idOfAnyCase).Where(_idOfAnyCase.ContainsKey).Select(part => _idOfAnyCase[part]).Distinct()];
    }

    private static string Key(string name) => TextFolding.Fold(name, TextFoldings.Default & ~TextFoldings.Case);

    // The lowest id of the service stands for the name; a minted one only where there is no other, and of those the first.
    private static void Keep(Dictionary<string, ArtistId> idOf, string key, ArtistId id)
    {
        static (bool, long) Rank(ArtistId id) => (id.Value < 0, Math.Abs(id.Value));

        if (!idOf.TryGetValue(key, out var known) || Rank(id).CompareTo(Rank(known)) < 0)
        {
            idOf[key] = id;
        }
    }

    private void SplitAll(IReadOnlyList<Artist> artists, IReadOnlyList<Song> songs)
    {
        var joint = new List<(ArtistId Id, string Key, string[] Parts)>();
        foreach (var artist in artists)
        {
            var key = _keyOf[artist.Id];
            if (_idOf[key].Value < 0 && key.AsSpan().ContainsAny(Signs) && Parts(key, _idOf) is { Length: > 1 } parts && parts.Any(_idOf.ContainsKey))
            {
                joint.Add((artist.Id, key, parts));
            }
        }

        if (joint.Count == 0)
        {
            return;
        }

        var songsOf = joint.SelectMany(credit => credit.Parts.Append(credit.Key)).Distinct().ToDictionary(key => key, _ => new HashSet<int>());
        for (var i = 0; i < songs.Count; i++)
        {
            foreach (var credit in songs[i].Artists)
            {
                if (_keyOf.TryGetValue(credit, out var key) && songsOf.TryGetValue(key, out var set))
                {
                    set.Add(i);
                }
            }
        }

        foreach (var (id, key, parts) in joint)
        {
            var known = parts.Where(_idOf.ContainsKey).Select(part => _idOf[part]).Distinct().ToArray();
            if (known.Length == parts.Length && parts.All(part => IsLongEnough(part) && songsOf[part].Count(song => !parts.Any(other => other != part && songsOf[other].Contains(song))) >= songsOf[key].Count))
            {
                _splits[id] = known;
            }
            else if (Featuring().IsMatch(key) || Listing().Count(key) >= 3)
            {
                _splits[id] = known.Length == parts.Length ? known : [.. known, _idOf[key]];        // the whole name stands for the unknown ones
            }
        }
    }

    // A name before or behind feat. that is known as a whole stays whole.
    private static string[] Parts(string key, Dictionary<string, ArtistId> known) =>
        [.. Featuring().Split(key).SelectMany(part => part != key && known.ContainsKey(part.Trim()) ? [part] : Weak().Split(part)).Select(part => part.Trim()).Where(part => part.Length > 0).Distinct()];

    // AC/DC and I/O: letters that happen to be names are no evidence.
    private static bool IsLongEnough(string part) => part.Length >= (part[0] < 0x2E80 ? 3 : 2);

    [GeneratedRegex(@"\s(?:feat|ft|featuring)(?:\.|\s)\s*|(?<=\S)feat\.\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Featuring();

    [GeneratedRegex(@"[&,/;+]|\s(?:x|vs\.?|and|with)\s", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Weak();

    [GeneratedRegex("[,/;]", RegexOptions.CultureInvariant)]
    private static partial Regex Listing();
}
