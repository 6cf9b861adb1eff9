using System.Globalization;
using ZetDard.Catalog;
using ZetDard.Crawling;
using ZetDard.Graph;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace Quickstart;

/// <summary>A cleaned catalogue and the graph that was fitted on it.</summary>
/// <param name="Catalog">The songs, their names and the training data.</param>
/// <param name="Model">Recommends songs, artists and friends.</param>
internal sealed record Music(CatalogSnapshot Catalog, GraphModel Model)
{
    /// <summary>The SQLite file.</summary>
    public required string Database { get; init; }

    /// <summary>What the import did; <see langword="null"/> where nothing was imported.</summary>
    public ImportReport? Import { get; private init; }

    /// <summary>What the crawl did; <see langword="null"/> where nothing was crawled.</summary>
    public CrawlSummary? Crawl { get; private init; }

    /// <summary>The made-up world, where the stand-in was crawled.</summary>
    public MusicWorld? World { get; private init; }

    /// <summary>Imports or crawls into the database, then cleans and fits.</summary>
    public static async Task<Music> LoadAsync(Source source, Steps steps, CancellationToken cancellationToken)
    {
        if (source is { Database: { } named, Data: null, Server: null } && !File.Exists(named))
        {
            throw new UsageException($"There is no database '{named}'. Import files into it with --data DIR, or crawl into it with --server URL.");
        }

        var database = Path.GetFullPath(source.Database ?? (source.Data is { } data ? $"{new DirectoryInfo(data).Name}.db" : source.IsStandIn ? "quickstart.db" : "netease.db"));
        if (!Directory.Exists(Path.GetDirectoryName(database)))
        {
            throw new UsageException($"The folder of '{database}' does not exist; name a file in a folder that does with --database FILE.");
        }

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

        var import = source.Data is null ? null : await ImportAsync(source.Data, database, steps, cancellationToken);
        return await FitAsync(database, steps, cancellationToken) with { Import = import };
    }

    /// <summary>What to call a user: a name that <c>--user</c> finds him by, else the number of his id, which it takes too.</summary>
    public string NameOf(UserId user)
    {
        var name = Catalog.NameOf(user);
        return Catalog.FindUser(name) == user ? name : user.Value.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<ImportReport> ImportAsync(string data, string database, Steps steps, CancellationToken cancellationToken)
    {
        using var store = new SqliteCatalogStore(database);
        try
        {
            return await steps.RunAsync("Import", tell =>
                CatalogFiles.ImportAsync(store, data, progress: new Relay<ImportProgress>(progress => tell(new(progress.Fraction))), cancellationToken: cancellationToken));
        }
        catch (FileNotFoundException none)
        {
            throw new UsageException(none.Message);
        }
    }

    private static async Task<Music> FitAsync(string database, Steps steps, CancellationToken cancellationToken)
    {
        using var store = new SqliteCatalogStore(database);
        var catalog = await steps.RunAsync("Clean", _ => CatalogSnapshot.LoadAsync(store, cancellationToken: cancellationToken));
        if (catalog.TrainingData.Interactions.Users.Count == 0)
        {
            throw new UsageException("The catalogue has no listeners: it needs playlists with creators and their songs.");
        }

        var model = await steps.RunAsync("Fit", tell => new GraphTrainer().FitAsync(
            catalog.TrainingData, new Relay<TrainingProgress>(progress => tell(new(progress.Total > 0 ? (double)progress.Completed / progress.Total : 0))), cancellationToken));
        return new(catalog, model) { Database = database };
    }
}
