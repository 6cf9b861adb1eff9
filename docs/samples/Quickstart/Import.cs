using ZetDard.Catalog;
using ZetDard.Recommenders;
using static System.FormattableString;

namespace Quickstart;

/// <summary>What an import did.</summary>
/// <param name="Rows">The rows taken, by file.</param>
/// <param name="SkippedRows">Rows that were left out, because they could not be read.</param>
/// <param name="UnknownValues">Values that could not be read and were taken as unknown.</param>
/// <param name="DuplicateRows">Rows that repeat an earlier one.</param>
/// <param name="ResumedRows">Rows that an earlier, interrupted import had committed already.</param>
/// <param name="Problems">What could not be read, the first problems first.</param>
internal sealed record Import(
    IReadOnlyDictionary<string, long> Rows,
    long SkippedRows,
    long UnknownValues,
    long DuplicateRows,
    long ResumedRows,
    IReadOnlyList<string> Problems)
{
    private const int ShownRemarks = 10;

    /// <summary>The name of the user with most songs in an interaction file; <see langword="null"/> for a folder.</summary>
    public string? Listener { get; private init; }

    /// <summary>What is to be said about titles of an interaction file that the catalogue does not have, or has several times.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <summary>Imports the folder of a catalogue, or an interaction file, into a database.</summary>
    public static async Task<Import> RunAsync(FileSystemInfo data, string database, Steps steps, CancellationToken cancellationToken)
    {
        using var store = new SqliteCatalogStore(database);
        return data is FileInfo file
            ? await steps.RunAsync("Import", tell => OfFileAsync(file, store, cancellationToken))
            : await steps.RunAsync("Import", tell => OfFolderAsync(data, store, tell, cancellationToken));
    }

    private static async Task<Import> OfFolderAsync(
        FileSystemInfo folder, SqliteCatalogStore store, Action<StepProgress> tell, CancellationToken cancellationToken)
    {
        await RefuseIdsInStandInAsync(store, cancellationToken);
        try
        {
            var progress = new Relay<ImportProgress>(progress => tell(new(progress.Fraction)));
            var report = await CatalogFiles.ImportAsync(store, folder.FullName, progress: progress, cancellationToken: cancellationToken);
            return new(
                report.Rows, report.SkippedRows, report.UnknownValues, report.DuplicateRows, report.ResumedRows,
                [.. report.Problems.Select(problem => problem.ToString())]);
        }
        catch (FileNotFoundException none)
        {
            throw new UsageException(none.Message);
        }
    }

    private static async Task<Import> OfFileAsync(FileInfo path, SqliteCatalogStore store, CancellationToken cancellationToken)
    {
        var file = await InteractionFile.ReadAsync<SongId>(path.FullName, cancellationToken: cancellationToken);
        if (file.Items.KeepsIntegers || file.Users.KeepsIntegers)
        {
            await RefuseIdsInStandInAsync(store, cancellationToken);
        }

        var remarks = new List<string>();
        var songs = file.Items.KeepsIntegers
            ? []
            : FindSongs(file, await Music.LoadCatalogAsync(store, cancellationToken), remarks);
        await CatalogFiles.ImportInteractionsAsync(store, file, song => songs.GetValueOrDefault(song), cancellationToken);

        var interactions = file.TrainingData.Interactions;
        var row = Enumerable.Range(0, interactions.Users.Count).MaxBy(interactions.Matrix.Degree);
        var rows = new Dictionary<string, long> { [path.Name] = file.RowCount - file.ProblemCount };
        string[] problems = [.. file.Problems.Select(problem => $"{path.Name}, {problem}")];
        var more = Invariant($"And {remarks.Count - ShownRemarks:N0} more titles that are unknown, or that several songs have.");
        return new(rows, file.ProblemCount, UnknownValues: 0, DuplicateRows: 0, ResumedRows: 0, problems)
        {
            Listener = file.Users.NameOf(interactions.Users[row]),
            Remarks = remarks.Count <= ShownRemarks ? remarks : [.. remarks.Take(ShownRemarks), more],
        };
    }

    // The listeners of the file do not count as those who have a song: a second import of the file finds the same songs as the first.
    private static Dictionary<SongId, SongId?> FindSongs(InteractionFile<SongId> file, CatalogSnapshot catalog, List<string> remarks)
    {
        var data = file.TrainingData;
        var users = data.Interactions.Users.Select(user => catalog.FindUser(file.Users.NameOf(user))).OfType<UserId>();
        var search = new TitleSearch(catalog, except: users.ToHashSet());
        var hasOtherSongs = catalog.TrainingData.Interactions.Items.Any(song => search.ListenerCountOf(song) > 0);
        var songs = new Dictionary<SongId, SongId?>();
        foreach (var song in data.Interactions.Items)
        {
            var title = data.Names?.NameOf(song) ?? file.Items.NameOf(song);
            var found = search.Find(title, [.. (data.Artists?.Of(song) ?? []).Select(file.Artists.NameOf)]);
            songs[song] = found.Song;
            if (hasOtherSongs && found.Remark is { } remark)
            {
                remarks.Add(remark);
            }
        }

        return songs;
    }

    /// <summary>Refuses ids of the service if the database holds a made-up world, where other songs and listeners have them.</summary>
    public static async Task RefuseIdsInStandInAsync(string database, CancellationToken cancellationToken)
    {
        using var store = new SqliteCatalogStore(database);
        await RefuseIdsInStandInAsync(store, cancellationToken);
    }

    private static async Task RefuseIdsInStandInAsync(SqliteCatalogStore store, CancellationToken cancellationToken)
    {
        if (await Crawl.IsOfStandInAsync(store, cancellationToken))
        {
            throw new UsageException(
                $"'{store.Path}' holds a made-up world, in which the ids of the service mean other songs and listeners. "
                + "Import a file with names and titles (the columns user, song and artist), or into another database: --database FILE.");
        }
    }
}
