namespace Quickstart;

/// <summary>Where the music comes from: a folder of files, a NeteaseCloudMusicApi server, a database that is there already; without any of them a stand-in of the service.</summary>
internal sealed record Source
{
    /// <summary>Folder of files to import.</summary>
    public string? Data { get; init; }

    /// <summary>The SQLite file.</summary>
    public string? Database { get; init; }

    /// <summary>Address of the server.</summary>
    public Uri? Server { get; init; }

    /// <summary>Users to start the crawl from: ids, or nicknames.</summary>
    public IReadOnlyList<string> Start { get; init; } = [];

    /// <summary>How many users are crawled at most.</summary>
    public int Users { get; init; }

    /// <summary>Whether the nicknames of crawled users are kept.</summary>
    public bool KeepNames { get; init; }

    /// <summary>File with the cookies of an account.</summary>
    public string? Session { get; init; }

    public bool IsStandIn => this is { Data: null, Database: null, Server: null };
}
