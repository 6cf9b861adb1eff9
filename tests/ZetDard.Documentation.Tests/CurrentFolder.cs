namespace ZetDard.Documentation.Tests;

/// <summary>Makes an empty folder the current one, and removes it at the end. Tests that use it run one after the other.</summary>
internal sealed class CurrentFolder : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _path = Directory.CreateTempSubdirectory("zetdard").FullName;

    public CurrentFolder() => Environment.CurrentDirectory = _path;

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_path, recursive: true);
    }
}

/// <summary>Tests that change the current folder or the standard output.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    public const string Name = "one after the other";
}
