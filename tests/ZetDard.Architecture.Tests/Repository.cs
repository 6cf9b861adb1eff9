using System.Reflection;

namespace ZetDard.Architecture.Tests;

/// <summary>The files of the repository, as they lie on the disk.</summary>
internal static class Repository
{
    private static readonly string[] MadeByTools =
    [
        ".git",
        ".vs",
        ".idea",
        ".vscode",
        "artifacts",
        "bin",
        "obj",
        "TestResults",
        "BenchmarkDotNet.Artifacts",
    ];

    private static readonly string[] TextEndings =
    [
        ".cs",
        ".csproj",
        ".props",
        ".targets",
        ".config",
        ".json",
        ".md",
        ".sln",
        ".editorconfig",
        ".gitignore",
        ".yml",
        ".sh",
        ".csv",
        "",
    ];

    public static string Root => ZetDard.Tests.RepositoryFolder.Path;

    /// <summary>All projects; those of packages are under src/.</summary>
    public static IReadOnlyList<Project> Projects { get; } =
    [
        .. Files()
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(Project.Read)
            .OrderBy(project => project.Name, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<Project> Packages { get; } = [.. Projects.Where(project => project.IsUnder("src"))];

    /// <summary>Files in which a person writes, as paths from the root.</summary>
    public static IEnumerable<string> TextFiles() =>
        Files().Where(path => TextEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    public static Assembly AssemblyOf(Project package) => Assembly.Load(package.Name);

    /// <summary>Fails with every fault, one a line.</summary>
    public static void HasNo(IEnumerable<string> faults)
    {
        var all = faults.Order(StringComparer.Ordinal).ToArray();
        if (all.Length > 0)
        {
            Assert.Fail(string.Join(Environment.NewLine, all));
        }
    }

    private static IEnumerable<string> Files() =>
        Files(new DirectoryInfo(Root)).Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'));

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(below => !MadeByTools.Contains(below.Name)).SelectMany(Files));
}
