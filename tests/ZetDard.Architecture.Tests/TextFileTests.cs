using System.Text.RegularExpressions;

namespace ZetDard.Architecture.Tests;

/// <summary>What the repository's text says holds on every machine.</summary>
public sealed partial class TextFileTests
{
    [Fact]
    public void Files_name_no_path_of_one_machine() => Repository.HasNo(
        from hit in Hits(MachinePath())
        select $"{hit} is a path of one machine. Use a path from the repository, the temporary folder, or an argument.");

    [Fact]
    public void Files_name_no_package_registry() => Repository.HasNo(
        from hit in Hits(RegistryHost())
        select $"{hit} is a package registry. Sources are the machine's: the repository names packages and versions only.");

    [Fact]
    public void Links_between_documents_lead_somewhere() => Repository.HasNo(
        from path in Repository.TextFiles()
        where path.EndsWith(".md", StringComparison.Ordinal)
        from Match link in RelativeLink().Matches(CodeBlock().Replace(Repository.Read(path), ""))
        let target = link.Groups[1].Value.Split('#')[0]
        where target.Length > 0 && !Repository.Exists(Path.Combine(Path.GetDirectoryName(path)!, Uri.UnescapeDataString(target)))
        select $"{path} links to {target}, which is not there. Mend the link, or write the page.");

    private static IEnumerable<string> Hits(Regex pattern) =>
        from path in Repository.TextFiles()
        from line in Repository.Read(path).Split('\n').Index()
        from Match match in pattern.Matches(line.Item)
        select $"{path}:{line.Index + 1}: '{match.Value}'";

    [GeneratedRegex(@"(?<![\w.:/*-])(/work|/root|/home/\w+|/Users/\w+)/|\b[A-Za-z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(nuget\.org|pypi\.org|npmjs\.(com|org)|nuget\.pkg\.github\.com|pkgs\.dev\.azure\.com)\b", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"\]\((?!\w+:)([^)\s]+)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex(@"^ {0,3}```.*?^ {0,3}```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
