namespace ZetDard.Recipes.Tests;

/// <summary>The code of docs/recipes is that of this project, which compiles and runs.</summary>
public sealed class SnippetTests
{
    private static readonly string Root = ZetDard.Tests.RepositoryFolder.Path;

    public static TheoryData<string, string> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, string>();
            foreach (var page in Directory.GetFiles(Path.Combine(Root, "docs", "recipes"), "*.md").Order(StringComparer.Ordinal))
            {
                foreach (var line in File.ReadLines(page).Where(line => line.StartsWith("<!-- snippet: ", StringComparison.Ordinal)))
                {
                    blocks.Add(Path.GetFileName(page), line["<!-- snippet: ".Length..^" -->".Length]);
                }
            }

            return blocks;
        }
    }

    [Theory, MemberData(nameof(Blocks))]
    public void Block_equals_its_region(string page, string region)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "docs", "recipes", page));
        var marker = Array.IndexOf(lines, $"<!-- snippet: {region} -->");
        Assert.StartsWith("```csharp", lines[marker + 1], StringComparison.Ordinal);
        Assert.Equal(Region(region), lines.Skip(marker + 2).TakeWhile(line => line != "```"));
    }

    private static IEnumerable<string> Region(string name)
    {
        var source = Directory.GetFiles(Path.Combine(Root, "tests", "ZetDard.Recipes.Tests"), "*.cs").Select(File.ReadAllLines).Single(lines => lines.Any(line => line.Trim() == $"#region {name}"));
        var depth = 1;
        string[] region = [.. source.SkipWhile(line => line.Trim() != $"#region {name}").Skip(1).TakeWhile(line => (depth += line.Trim().StartsWith("#region", StringComparison.Ordinal) ? 1 : line.Trim() == "#endregion" ? -1 : 0) > 0)
            .Where(line => !line.Trim().StartsWith("#region", StringComparison.Ordinal) && line.Trim() != "#endregion")];
        var indent = region.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return region.Select(line => line.Length == 0 ? line : line[indent..]);
    }
}
