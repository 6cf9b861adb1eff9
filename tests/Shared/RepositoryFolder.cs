namespace ZetDard.Tests;

/// <summary>The folder of the repository: the one with the solution, above the tests that run.</summary>
internal static class RepositoryFolder
{
    /// <summary>Its path; <see langword="null"/> where the tests run outside of the repository.</summary>
    public static string? PathOrNull { get; } = Find();

    /// <summary>Its path.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests run outside of the repository.</exception>
    public static string Path => PathOrNull ?? throw new DirectoryNotFoundException(
        $"No folder above {AppContext.BaseDirectory} holds ZetDard.Recommenders.sln: these tests read the repository and run inside it.");

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "ZetDard.Recommenders.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
