using System.Globalization;
using ZetDard.Catalog;
using ZetDard.Graph;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace Quickstart;

/// <summary>A cleaned catalogue and the graph that was fitted on it.</summary>
/// <param name="Catalog">The songs, their names and the training data.</param>
/// <param name="Model">Recommends songs, artists and friends.</param>
internal sealed record Music(CatalogSnapshot Catalog, GraphModel Model)
{
    /// <summary>The database; <see langword="null"/> for the made-up world.</summary>
    public string? Database { get; private init; }

    /// <summary>What the import did; <see langword="null"/> where nothing was imported.</summary>
    public ImportReport? Import { get; private init; }

    /// <summary>The made-up world, where it is shown.</summary>
    public MusicWorld? World { get; private init; }

    /// <summary>Imports <paramref name="data"/> into <paramref name="database"/>; uses the database as it is without data, and a made-up world without either.</summary>
    public static async Task<Music> LoadAsync(string? data, string? database, Steps steps, CancellationToken cancellationToken)
    {
        if (data is null && database is null)
        {
            return await OfWorldAsync(steps, cancellationToken);
        }

        if (data is null && !File.Exists(database))
        {
            throw new UsageException($"There is no database '{database}'. Import files into it with --data DIR.");
        }

        database = Path.GetFullPath(database ?? $"{new DirectoryInfo(data!).Name}.db");
        if (!Directory.Exists(Path.GetDirectoryName(database)))
        {
            throw new UsageException($"The folder of '{database}' does not exist; name a file in a folder that does with --database FILE.");
        }

        using var store = new SqliteCatalogStore(database);
        var import = data is null ? null : await ImportAsync(data, store, steps, cancellationToken);
        return await FitAsync(store, steps, cancellationToken) with { Database = database, Import = import };
    }

    /// <summary>What to call a user: a name that <c>--user</c> finds him by, else the number of his id, which it takes too.</summary>
    public string NameOf(UserId user)
    {
        var name = Catalog.NameOf(user);
        return Catalog.FindUser(name) == user ? name : user.Value.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<Music> OfWorldAsync(Steps steps, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("zetdard-quickstart-");
        try
        {
            using var store = new SqliteCatalogStore(Path.Combine(folder.FullName, "music.db"));
            var world = MusicWorld.Create();
            await SeededWorld.FillAsync(world, store, cancellationToken);
            return await FitAsync(store, steps, cancellationToken) with { World = world };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<ImportReport> ImportAsync(string data, ICatalogStore store, Steps steps, CancellationToken cancellationToken)
    {
        try
        {
            return await steps.RunAsync("Import", tell =>
                CatalogFiles.ImportAsync(store, data, progress: new Relay<ImportProgress>(progress => tell(progress.Fraction)), cancellationToken: cancellationToken));
        }
        catch (FileNotFoundException none)
        {
            throw new UsageException(none.Message);
        }
    }

    private static async Task<Music> FitAsync(ICatalogStore store, Steps steps, CancellationToken cancellationToken)
    {
        var catalog = await steps.RunAsync("Clean", _ => CatalogSnapshot.LoadAsync(store, cancellationToken: cancellationToken));
        if (catalog.TrainingData.Interactions.Users.Count == 0)
        {
            throw new UsageException("The catalogue has no listeners: it needs playlists with creators (playlists.tsv) and their songs (playlist_songs.tsv).");
        }

        var model = await steps.RunAsync("Fit", tell => new GraphTrainer().FitAsync(
            catalog.TrainingData, new Relay<TrainingProgress>(progress => tell(progress.Total > 0 ? (double)progress.Completed / progress.Total : 0)), cancellationToken));
        return new(catalog, model);
    }
}
