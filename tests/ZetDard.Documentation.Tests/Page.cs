namespace ZetDard.Documentation.Tests;

/// <summary>A Markdown page of the repository and its blocks of C#.</summary>
internal sealed class Page
{
    private const string Fence = "```csharp";

    private Page(string path, IReadOnlyList<string> blocks, bool isOneProgram) => (Path, Blocks, IsOneProgram) = (path, blocks, isOneProgram);

    /// <summary>The folder of the repository.</summary>
    public static string Root => ZetDard.Tests.RepositoryFolder.Path;

    /// <summary>The path from the root of the repository.</summary>
    public string Path { get; }

    /// <summary>
    /// The code of each block that is marked as C#, from top to bottom; blocks marked <c>no-compile</c> are not among them.
    /// </summary>
    public IReadOnlyList<string> Blocks { get; }

    /// <summary>Whether the blocks belong together: parts of a recipe that the tests hold equal to code which runs.</summary>
    public bool IsOneProgram { get; }

    /// <summary>All pages: the README, docs, and the readmes of the packages.</summary>
    public static IEnumerable<Page> All() =>
        Directory
            .EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path =>
                path == "README.md"
                || path.StartsWith("docs/", StringComparison.Ordinal)
                || path.StartsWith("src/", StringComparison.Ordinal)
            )
            .Order(StringComparer.Ordinal)
            .Select(Read);

    public static Page Read(string path)
    {
        var blocks = new List<string>();
        List<string>? block = null;
        foreach (var line in File.ReadLines(System.IO.Path.Combine(Root, path)))
        {
            if (block is null)
            {
                block = line.TrimEnd() == Fence ? [] : null;
            }
            else if (line.StartsWith("```", StringComparison.Ordinal))
            {
                blocks.Add(string.Join('\n', block));
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }

        return new(path, blocks, File.ReadAllText(System.IO.Path.Combine(Root, path)).Contains("<!-- snippet: ", StringComparison.Ordinal));
    }

    /// <summary>The block below the line <c>&lt;!-- run: name --&gt;</c>: a program that the tests run.</summary>
    public string Program(string name)
    {
        var lines = File.ReadAllLines(System.IO.Path.Combine(Root, Path));
        var marker = Array.IndexOf(lines, $"<!-- run: {name} -->");
        Assert.True(marker >= 0 && lines[marker + 1] == Fence, $"{Path} has no block of C# below a line '<!-- run: {name} -->'.");
        return string.Join('\n', lines.Skip(marker + 2).TakeWhile(line => line != "```"));
    }
}
