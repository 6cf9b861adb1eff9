using ZetDard.Catalog;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace Quickstart;

/// <summary>Finds songs by what people write: a title, or a title and an artist.</summary>
internal sealed class TitleSearch
{
    private const int ShownSongs = 5;
    private const double MinSimilarity = .3;        // a title that shares less is another one

    private readonly CatalogSnapshot _catalog;
    private readonly Dictionary<SongId, int> _listenerCounts = [];

    /// <param name="catalog">Where the songs are looked up.</param>
    /// <param name="except">Listeners who do not count when songs of one title are compared.</param>
    public TitleSearch(CatalogSnapshot catalog, IReadOnlySet<UserId>? except = null)
    {
        _catalog = catalog;
        foreach (var interaction in catalog.TrainingData.Interactions.ToInteractions())
        {
            if (except?.Contains(interaction.User) != true)
            {
                _listenerCounts[interaction.Item] = ListenerCountOf(interaction.Item) + 1;
            }
        }
    }

    /// <summary>How many listeners have a song.</summary>
    public int ListenerCountOf(SongId song) => _listenerCounts.GetValueOrDefault(song);

    /// <summary>Finds a song by 'title', 'title - artist' or 'artist - title'; a title may contain ' - ' itself.</summary>
    public FoundTitle Find(string text)
    {
        const string Separator = " - ";
        var songs = SongsOf(text);
        if (songs.Length > 0 || text.LastIndexOf(Separator, StringComparison.Ordinal) is not (> 0 and var place))
        {
            return Choose(text, songs, text);
        }

        var (before, after) = (text[..place], text[(place + Separator.Length)..]);
        songs = SongsOf(before, after) is { Length: > 0 } titleFirst ? titleFirst : SongsOf(after, before);
        return songs.Length > 0 ? Choose(text, songs)
            : SongsOf(before) is { Length: > 0 } sameTitle ? NotBy(before, after, sameTitle)
            : SongsOf(after) is { Length: > 0 } sameTitleBehind ? NotBy(after, before, sameTitleBehind)
            : Choose(text, [], text, before, after);
    }

    /// <summary>Finds a song as the method below does, without a remark, for which similar titles would be searched.</summary>
    public SongId? FindSong(string title, IReadOnlyList<string> artists) =>
        SongsOf(title, string.Join('|', artists)) is [var song, ..] ? song : null;

    /// <summary>Finds a song by its title and, where given, its artists, of whom one must agree.</summary>
    public FoundTitle Find(string title, IReadOnlyList<string> artists)
    {
        var songs = SongsOf(title, string.Join('|', artists));
        return songs.Length == 0 && artists.Count > 0 && SongsOf(title) is { Length: > 0 } sameTitle
            ? NotBy(title, string.Join(", ", artists), sameTitle)
            : Choose(title, songs, title);
    }

    // Those that most listeners have first; of those with the same words one.
    private SongId[] SongsOf(string title, string? artist = null) =>
    [
        .. _catalog.Matcher.FindAll(title, artist).Select(_catalog.Representative).Where(Counts)
            .OrderByDescending(ListenerCountOf).DistinctBy(_catalog.Describe),
    ];

    // A song that no service knows, and nobody but the excepted listeners has, is no more than a title that they gave.
    private bool Counts(SongId song) => song.Value > 0 || ListenerCountOf(song) > 0;

    private FoundTitle Choose(string text, SongId[] songs, params string[] titles) => songs switch
    {
        [] => new(null, $"No song is called '{Printable.Of(text)}'.{Suggest("Did you mean", Nearest(titles), "?")}"),
        [var song] => new(song, null),
        [var song, .. var others] => new(
            song,
            $"'{Printable.Of(text)}' is the title of {songs.Length} songs. Taken: {Words(song)}, which {Listeners(song)}."
            + $"{Suggest("The others", others, ".")} Write 'title - artist' to choose."),
    };

    private FoundTitle NotBy(string title, string artist, SongId[] songs) =>
        new(null, $"No song '{Printable.Of(title)}' is by '{Printable.Of(artist)}'.{Suggest("Did you mean", songs, "?")}");

    private IEnumerable<SongId> Nearest(IEnumerable<string> titles) =>
        titles.SelectMany(title => _catalog.Matcher.Nearest(title, 4 * ShownSongs))
            .Where(match => match.Similarity >= MinSimilarity).OrderByDescending(match => match.Similarity)
            .Select(match => _catalog.Representative(match.Song)).Where(Counts).Distinct();

    private string Suggest(string what, IEnumerable<SongId> songs, string end)
    {
        var words = songs.Take(ShownSongs + 1).Select(Words).ToList();
        return words.Count == 0 ? "" : $" {what}: {string.Join("; ", words.Take(ShownSongs))}{(words.Count > ShownSongs ? "; …" : end)}";
    }

    private string Words(SongId song) => Printable.Of(_catalog.Describe(song));

    private string Listeners(SongId song) => ListenerCountOf(song) switch
    {
        0 => "nobody has",
        1 => "one listener has",
        var count => Invariant($"{count:N0} listeners have"),
    };
}

/// <summary>What a search by title found.</summary>
/// <param name="Song">The song; <see langword="null"/> where there is none.</param>
/// <param name="Remark">
/// What the user should know: which other songs have that title, or which titles are near;
/// <see langword="null"/> where nothing is to be said.
/// </param>
internal readonly record struct FoundTitle(SongId? Song, string? Remark);
