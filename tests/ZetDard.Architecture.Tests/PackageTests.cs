using ZetDard.Recommenders.Testing;

namespace ZetDard.Architecture.Tests;

/// <summary>What every package has.</summary>
public sealed class PackageTests
{
    [Fact]
    public void Packages_have_a_readme_and_a_description() => Repository.HasNo(
        Repository.Packages.Where(package => !Repository.Exists($"{package.Folder}/README.md")).Select(package => $"{package.Folder}/README.md is missing: lay one beside the project, it is the package's page.")
        .Concat(Repository.Packages.Where(package => !package.Xml.Descendants("Description").Any(element => element.Value.Trim().Length > 0)).Select(package => $"{package.Path} has no Description: say in a sentence what the package is.")));

    [Fact]
    public void Projects_are_in_the_solution()
    {
        var solution = Repository.Read("ZetDard.Recommenders.sln").Replace('\\', '/');
        Repository.HasNo(
            from project in Repository.Projects
            where !project.IsUnder(".ci") && !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)
            select $"{project.Path} is not in the solution: nothing builds or tests it. Run: dotnet sln add {project.Path}");
    }

    [Fact]
    public void Packages_have_tests() => Repository.HasNo(
        from package in Repository.Packages
        where !Repository.Projects.Any(project => project.Path == $"tests/{package.Name}.Tests/{package.Name}.Tests.csproj")
        select $"{package.Name} has no tests: make tests/{package.Name}.Tests.");

    [Fact]
    public void Packages_with_trainers_check_that_each_keeps_the_promises() => Repository.HasNo(
        from package in Repository.Packages
        where RecommenderConformance.TrainersOf(Repository.AssemblyOf(package)).Count > 0
        let tests = Repository.TextFiles().Where(path => path.StartsWith($"tests/{package.Name}.Tests/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
        where !tests.Any(path => Repository.Read(path).Contains("RecommenderConformance.TrainersOf(", StringComparison.Ordinal))
        select $"{package.Name} has trainers, but its tests do not demand the conformance check of each. "
            + "Call RecommenderConformance.CheckAsync for them, and compare the checked ones with RecommenderConformance.TrainersOf(assembly).");

    [Fact]
    public void Packages_with_extractors_check_that_each_keeps_the_promises() => Repository.HasNo(
        from package in Repository.Packages
        where FeatureExtractorConformance.ExtractorsOf(Repository.AssemblyOf(package)).Count > 0
        let tests = Repository.TextFiles().Where(path => path.StartsWith($"tests/{package.Name}.Tests/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
        where !tests.Any(path => Repository.Read(path).Contains("FeatureExtractorConformance.ExtractorsOf(", StringComparison.Ordinal))
        select $"{package.Name} has feature extractors, but its tests do not demand the conformance check of each. "
            + "Call FeatureExtractorConformance.Check for them, and compare the checked ones with FeatureExtractorConformance.ExtractorsOf(assembly).");
}
