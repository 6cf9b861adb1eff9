namespace Quickstart;

/// <summary>
/// Where the music comes from: files, a NeteaseCloudMusicApi server, or a database that exists already;
/// without any of them a stand-in of the service.
/// </summary>
internal sealed record Source
{
    private static readonly string[] DataEndings = [".gz", ".csv", ".tsv", ".txt"];

    /// <summary>The files to import: the folder of a catalogue, or an interaction file.</summary>
    public FileSystemInfo? Data { get; init; }

    /// <summary>The SQLite file.</summary>
    public string? Database { get; init; }

    /// <summary>The SQLite file of an existing catalogue, into which <see cref="Data"/> is imported.</summary>
    public string? Into { get; init; }

    /// <summary>The address of the server.</summary>
    public Uri? Server { get; init; }

    /// <summary>The users from whom the crawl starts: ids or nicknames.</summary>
    public IReadOnlyList<string> Start { get; init; } = [];

    /// <summary>How many users are crawled at most.</summary>
    public int Users { get; init; }

    /// <summary>Whether the nicknames of crawled users are kept.</summary>
    public bool KeepNames { get; init; }

    /// <summary>The file with the cookies of an account.</summary>
    public string? Session { get; init; }

    /// <summary>Whether the stand-in is crawled.</summary>
    public bool IsStandIn => this is { Data: null, Database: null, Server: null };

    /// <summary>Finds the full path of the database, and checks that it can be opened or made there.</summary>
    /// <exception cref="UsageException">The database or its folder is missing.</exception>
    public string FindDatabase()
    {
        if (Into is not null && !File.Exists(Into))
        {
            throw new UsageException(
                $"There is no catalogue '{Into}' to import into. Make one first: the program without options crawls a made-up world "
                + "into quickstart.db, and --server URL crawls the service into netease.db.");
        }

        if (this is { Database: { } named, Data: null, Server: null } && !File.Exists(named))
        {
            throw new UsageException(
                $"There is no database '{named}'. Import files into it with --data PATH, or crawl into it with --server URL.");
        }

        var usual = Data is not null ? $"{NameOf(Data)}.db" : Server is not null ? "netease.db" : "quickstart.db";
        var database = Path.GetFullPath(Into ?? Database ?? usual);
        return Directory.Exists(Path.GetDirectoryName(database))
            ? database
            : throw new UsageException($"The folder of '{database}' does not exist. Name a file in one that does with --database FILE.");
    }

    // plays.csv.gz is called plays.
    private static string NameOf(FileSystemInfo data)
    {
        var name = data.Name;
        foreach (var ending in data is FileInfo ? DataEndings : [])
        {
            name = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
        }

        return name;
    }
}
