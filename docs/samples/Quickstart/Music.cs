using System.Globalization;
using ZetDard.Catalog;
using ZetDard.Crawling;
using ZetDard.Graph;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;
using static System.FormattableString;

namespace Quickstart;

/// <summary>A cleaned catalogue and the graph that was fitted on it.</summary>
/// <param name="Database">The SQLite file of the catalogue.</param>
/// <param name="Catalog">The songs, their names and the training data.</param>
/// <param name="Model">Recommends songs, artists and friends.</param>
internal sealed record Music(string Database, CatalogSnapshot Catalog, GraphModel Model)
{
    // Below, a song that two listeners share says little about a third.
    private const int FewListeners = 20;

    /// <summary>What the import did; <see langword="null"/> where nothing was imported.</summary>
    public Import? Import { get; private init; }

    /// <summary>What the crawl did; <see langword="null"/> where nothing was crawled.</summary>
    public CrawlSummary? Crawl { get; private init; }

    /// <summary>The made-up world, where the stand-in was crawled.</summary>
    public MusicWorld? World { get; private init; }

    /// <summary>The graph.</summary>
    public MusicGraph Graph => Model.Graph;

    /// <summary>What songs, artists and users are called.</summary>
    public NameTable Names { get; } = NamesOf(Catalog);

    /// <summary>Songs that are known by their ids only, while others have titles: nobody could look for them.</summary>
    public IReadOnlySet<SongId> Untitled { get; } = UntitledOf(Catalog);

    /// <summary>Advice where there are too few listeners for good recommendations, else <see langword="null"/>.</summary>
    public string? Advice => Graph.Users.Count switch
    {
        >= FewListeners => null,
        1 => $"There is one listener only, and recommendations come from what other listeners have. {HowToGetMore}",
        var count => $"There are {count} listeners only, so these lists are little more than chance. {HowToGetMore}",
    };

    private string HowToGetMore => Crawl is not null
        ? "Crawl more users: --users N."
        : "Import your file into a catalogue of many listeners: --data FILE --into netease.db, after a crawl with --server URL; "
            + "or, to see how it works, --data FILE --into quickstart.db, after a run without options.";

    /// <summary>Imports or crawls into the database, then cleans and fits.</summary>
    public static async Task<Music> LoadAsync(Source source, Steps steps, CancellationToken cancellationToken)
    {
        var database = source.FindDatabase();
        if (source.IsStandIn)
        {
            var (crawl, world) = await Quickstart.Crawl.OfStandInAsync(database, steps, cancellationToken);
            return await FitAsync(database, steps, cancellationToken) with { Crawl = crawl, World = world };
        }

        if (source.Server is not null)
        {
            var crawl = await Quickstart.Crawl.OfServerAsync(source, database, steps, cancellationToken);
            return crawl.Counts is { Playlists: 0, Plays: 0 } && crawl.Status != CrawlStatus.Finished
                ? throw new IOException("Nothing was fetched that could be recommended from.")
                : await FitAsync(database, steps, cancellationToken) with { Crawl = crawl };
        }

        var import = source.Data is null ? null : await Quickstart.Import.RunAsync(source.Data, database, steps, cancellationToken);
        return await FitAsync(database, steps, cancellationToken) with { Import = import };
    }

    /// <summary>Loads and cleans a catalogue.</summary>
    public static Task<CatalogSnapshot> LoadCatalogAsync(ICatalogStore store, CancellationToken cancellationToken) =>
        // near copies of playlists would stay anyway
        CatalogSnapshot.LoadAsync(store, new() { CopyThreshold = null }, cancellationToken);

    /// <summary>The artists whom a song names, in its order.</summary>
    public IReadOnlyList<string> ArtistsOf(SongId song) =>
        Catalog.Songs.TryGetValue(song, out var known) ? [.. known.Artists.Select(Names.NameOf)] : [];

    /// <summary>How many listeners have a song.</summary>
    public int ListenerCountOf(SongId song) => Graph.Songs.IndexOf(song) is >= 0 and var index ? Graph.SongUsers.Degree(index) : 0;

    /// <summary>The taste group of a song of the made-up world; <see langword="null"/> for other songs.</summary>
    public int? GroupOf(SongId song) =>
        World is not null && song.Value >= 1 && song.Value <= World.Songs.Count ? World.Songs[(int)song.Value - 1].Group : null;

    /// <summary>The taste group of a listener of the made-up world; <see langword="null"/> for others.</summary>
    public int? GroupOf(UserId user) =>
        World is not null && user.Value >= 1 && user.Value <= World.UserCount ? World.User((int)user.Value - 1).Group : null;

    // The name of a user where --user finds them by it, else the number of their id, which it takes too.
    private static NameTable NamesOf(CatalogSnapshot catalog)
    {
        var names = catalog.TrainingData.Names ?? NameTable.Empty;
        return names.With(catalog.TrainingData.Interactions.Users.Select(user => (user, (string?)NameOf(user))));

        string NameOf(UserId user) =>
            catalog.NameOf(user) is var name && catalog.FindUser(name) == user ? name : user.Value.ToString(CultureInfo.InvariantCulture);
    }

    private static HashSet<SongId> UntitledOf(CatalogSnapshot catalog)
    {
        var songs = catalog.TrainingData.Interactions.Items;
        HashSet<SongId> untitled = [.. songs.Where(song => !catalog.Songs.TryGetValue(song, out var known) || known.Title.Length == 0)];
        return untitled.Count < songs.Count ? untitled : [];
    }

    private static async Task<Music> FitAsync(string database, Steps steps, CancellationToken cancellationToken)
    {
        using var store = new SqliteCatalogStore(database);
        var catalog = await steps.RunAsync("Clean", _ => LoadCatalogAsync(store, cancellationToken));
        if (catalog.TrainingData.Interactions.Users.Count == 0)
        {
            throw new UsageException("The catalogue has no listeners: it needs playlists with creators and their songs, or plays.");
        }

        var model = await steps.RunAsync("Fit", tell => new GraphTrainer().FitAsync(
            catalog.TrainingData,
            new Relay<TrainingProgress>(progress => tell(new(progress.Total > 0 ? (double)progress.Completed / progress.Total : 0))),
            cancellationToken));
        return new(database, catalog, model);
    }
}
