using System.Buffers;
using System.Text.RegularExpressions;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>Decides from the artist names of the catalogue whether a credit names one artist or several.</summary>
/// <remarks>
/// <para>Names are compared folded, but with their case: a service writes one artist in one way, and LISA and LiSA are two artists.</para>
/// <para>A name for which a service has an id is one artist. Another name is split into several artists in two cases. First, if
/// each part is an artist of the catalogue with at least as many songs without the other parts as the whole name has: Ella
/// Fitzgerald &amp; Louis Armstrong is split, Lights &amp; Motion is not. Second, if it contains feat., or lists four names or more
/// separated by , 、 or /; if only some of these parts are known, the whole name is kept in addition, so that nothing is
/// lost.</para>
/// </remarks>
internal sealed partial class ArtistNames
{
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["&", ",", "/", ";", "+", " x ", " vs", " and ", " with ", "feat", " ft"], StringComparison.OrdinalIgnoreCase);

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

        // LISA and LiSA: it is unknown which of them lisa means.
        foreach (var sameInLowerCase in _idOf.GroupBy(
            pair => pair.Key.ToLowerInvariant(), pair => pair.Value).Where(same => same.Count() == 1))
        {
            _idOfAnyCase.Add(sameInLowerCase.Key, sameInLowerCase.First());
        }

        SplitAll(artists, songs);
    }

    /// <summary>Returns the folded name; <see langword="null"/> if the artist is unknown.</summary>
    public string? KeyOf(ArtistId id) => _keyOf.GetValueOrDefault(id);

    /// <summary>
    /// Returns the artist that represents an artist. Artists without an id of a service are represented by the artist of their
    /// name; two artists with ids of a service stay apart.
    /// </summary>
    public ArtistId Representative(ArtistId id) => id.Value < 0 && _keyOf.TryGetValue(id, out var key) ? _idOf[key] : id;

    /// <summary>Returns the artists of a credit: the artist itself, or its parts.</summary>
    public IReadOnlyList<ArtistId> Split(ArtistId id) => _splits.TryGetValue(id, out var parts) ? parts : [Representative(id)];

    /// <summary>
    /// Returns the known artists in a text, such as the text after feat. in a title. Case is ignored, but names that differ only
    /// in case are not found.
    /// </summary>
    public IReadOnlyList<ArtistId> Find(string text)
    {
        var key = Key(text).ToLowerInvariant();
        return _idOfAnyCase.TryGetValue(key, out var whole) ? [whole]
            : [.. Parts(key, _idOfAnyCase).Where(_idOfAnyCase.ContainsKey).Select(part => _idOfAnyCase[part]).Distinct()];
    }

    private static string Key(string name) => TextFolding.Fold(name, TextFoldings.Default & ~TextFoldings.Case);

    // The lowest id of the service represents the name; a minted id does so only if there is no other, and then the first one.
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
            if (_idOf[key].Value < 0
                && key.AsSpan().ContainsAny(Signs)
                && Parts(key, _idOf) is { Length: > 1 } parts
                && parts.Any(_idOf.ContainsKey))
            {
                joint.Add((artist.Id, key, parts));
            }
        }

        if (joint.Count == 0)
        {
            return;
        }

        var songsOf = joint.SelectMany(credit => credit.Parts.Append(credit.Key)).Distinct()
            .ToDictionary(key => key, _ => new HashSet<int>());
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
            if (known.Length == parts.Length
                && parts.All(
                    part => IsLongEnough(part)
                        && songsOf[part].Count(
                            song => !parts.Any(other => other != part && songsOf[other].Contains(song))) >= songsOf[key].Count))
            {
                _splits[id] = known;
            }
            else if (Featuring().IsMatch(key) || Listing().Count(key) >= 3)
            {
                // The whole name is kept for the unknown parts.
                _splits[id] = known.Length == parts.Length ? known : [.. known, _idOf[key]];
            }
        }
    }

    // A name before or after feat. that is known as a whole is not split.
    private static string[] Parts(string key, Dictionary<string, ArtistId> known) =>
        [.. Featuring().Split(key)
            .SelectMany(part => part != key && known.ContainsKey(part.Trim()) ? [part] : Weak().Split(part))
            .Select(part => part.Trim())
            .Where(part => part.Length > 0)
            .Distinct()];

    // AC/DC and I/O: single letters that happen to be names are no evidence.
    private static bool IsLongEnough(string part) => part.Length >= (part[0] < 0x2E80 ? 3 : 2);

    [GeneratedRegex(@"\s(?:feat|ft|featuring)(?:\.|\s)\s*|(?<=\S)feat\.\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Featuring();

    [GeneratedRegex(@"[&,/;+]|\s(?:x|vs\.?|and|with)\s", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Weak();

    [GeneratedRegex("[,/;]", RegexOptions.CultureInvariant)]
    private static partial Regex Listing();
}
