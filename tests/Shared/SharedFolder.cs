namespace ZetDard.Tests;

/// <summary>
/// The folder of shared data, oracles and fixtures: the environment variable ZETDARD_SHARED, or ../shared beside the
/// repository.
/// </summary>
internal static class SharedFolder
{
    private static readonly string? Root = Find();

    /// <summary>The path of a file or folder in it; skips the test, with the reason, where it is absent.</summary>
    public static string PathOrSkip(params string[] parts)
    {
        Assert.SkipWhen(Root is null, "The shared data folder is absent: set ZETDARD_SHARED, or lay it beside the repository as ../shared.");
        var path = Path.Combine([Root!, .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"{path} is absent from the shared data folder.");
        return path;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ZETDARD_SHARED") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }

        var beside = Path.Combine(RepositoryFolder.PathOrNull ?? "", "..", "shared");
        return RepositoryFolder.PathOrNull is not null && Directory.Exists(beside) ? Path.GetFullPath(beside) : null;
    }
}
