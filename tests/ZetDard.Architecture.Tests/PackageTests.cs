using System.Reflection;
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

    // For each contract the list of its implementations, which the tests of a package compare with what they check.
    private static readonly (string What, string Demand, Func<Assembly, IReadOnlyList<Type>> Of)[] Suites =
    [
        ("recommender trainers", "RecommenderConformance.TrainersOf(", RecommenderConformance.TrainersOf),
        ("classifier trainers", "ClassifierConformance.TrainersOf(", ClassifierConformance.TrainersOf),
        ("clusterer trainers", "ClustererConformance.TrainersOf(", ClustererConformance.TrainersOf),
        ("feature learners", "FeatureLearnerConformance.LearnersOf(", FeatureLearnerConformance.LearnersOf),
        ("feature extractors", "FeatureExtractorConformance.ExtractorsOf(", FeatureExtractorConformance.ExtractorsOf),
    ];

    [Fact]
    public void Packages_check_that_what_implements_a_contract_keeps_its_promises() => Repository.HasNo(
        from package in Repository.Packages
        let tests = Repository.TextFiles().Where(path => path.StartsWith($"tests/{package.Name}.Tests/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)).Select(Repository.Read).ToArray()
        from suite in Suites
        let implementations = suite.Of(Repository.AssemblyOf(package))
        where implementations.Count > 0 && !tests.Any(test => test.Contains(suite.Demand, StringComparison.Ordinal))
        select $"{package.Name} has {suite.What} ({string.Join(", ", implementations.Select(type => type.Name))}), but its tests do not demand the conformance check of each. "
            + $"Run the suite's check on them, and compare those that are checked with {suite.Demand}assembly).");
}
