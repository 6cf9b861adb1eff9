namespace ZetDard.Documentation.Tests;

/// <summary>Every block of C# in the README, in docs and in the readmes of the packages compiles when it is pasted.</summary>
public sealed class BlockTests
{
    public static TheoryData<string, int> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int>();
            foreach (var page in Page.All().Where(page => !page.IsOneProgram))
            {
                for (var block = 0; block < page.Blocks.Count; block++)
                {
                    blocks.Add(page.Path, block);
                }
            }

            return blocks;
        }
    }

    public static TheoryData<string> Programs => [.. Page.All().Where(page => page.IsOneProgram).Select(page => page.Path)];

    [Theory, MemberData(nameof(Blocks))]
    public void Block_compiles_when_it_is_pasted(string page, int block)
    {
        var errors = Snippet.Errors(Snippet.Compile(Page.Read(page).Blocks[block]));
        Assert.True(errors.Count == 0, $"{page}, block {block + 1}:\n{string.Join('\n', errors)}");
    }

    // It may use the types of other recipes, which its text names.
    [Theory, MemberData(nameof(Programs))]
    public void Blocks_of_a_page_make_one_program(string page)
    {
        var program = Snippet.Join(Page.Read(page).Blocks);
        var types = Snippet.TypesOf(program);
        var others = Directory
            .GetFiles(Path.Combine(Page.Root, "tests", "ZetDard.Recipes.Tests"), "*.cs")
            .Where(path => !path.EndsWith("Tests.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .Where(file => !Snippet.TypesOf(file).Overlaps(types));
        var errors = Snippet.Errors(Snippet.Compile("using ZetDard.Recipes.Tests;\n" + program, others));
        Assert.True(errors.Count == 0, $"{page}:\n{string.Join('\n', errors)}");
    }

    // A block that is not marked as C# is not compiled: it must be no C#.
    [Fact]
    public void Blocks_that_are_not_compiled_are_few_and_say_so()
    {
        var unmarked = Page.All()
            .SelectMany(page =>
                File.ReadLines(Path.Combine(Page.Root, page.Path))
                    .Where(line =>
                        line.StartsWith("```cs", StringComparison.Ordinal) && line.TrimEnd() is not ("```csharp" or "```csharp no-compile")
                    )
                    .Select(line => $"{page.Path}: {line}")
            );
        Assert.Empty(unmarked);
    }
}
