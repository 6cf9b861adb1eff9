namespace ZetDard.Architecture.Tests;

/// <summary>Who may reference whom: a package references only packages of lower floors.</summary>
public sealed class ReferenceTests
{
    private static readonly (int Floor, string[] Packages)[] Floors =
    [
        (3, ["ZetDard.Crawling", "ZetDard.Orleans", "ZetDard.Netease.Testing", "ZetDard.Visualization"]),
        (
            2,
            [
                "ZetDard.Graph",
                "ZetDard.Collaborative",
                "ZetDard.Clustering",
                "ZetDard.Audio",
                "ZetDard.Audio.NAudio",
                "ZetDard.Lyrics",
                "ZetDard.MicrosoftML",
                "ZetDard.Netease",
                "ZetDard.Catalog.PostgreSql",
                "ZetDard.Models.Torch",
                "ZetDard.Models.Autoencoders",
                "ZetDard.Models.Cnn",
                "ZetDard.Models.Svm",
                "ZetDard.Models.Gan",
            ]
        ),
        (1, ["ZetDard.Recommenders", "ZetDard.Recommenders.Hosting", "ZetDard.Recommenders.Testing", "ZetDard.Catalog"]),
        (0, ["ZetDard.Recommenders.Abstractions"]),
    ];

    // Arrows within a floor.
    private static readonly (string From, string To)[] Exceptions =
    [
        ("ZetDard.Recommenders.Hosting", "ZetDard.Recommenders"),
        ("ZetDard.Recommenders.Testing", "ZetDard.Recommenders"),
        ("ZetDard.Catalog", "ZetDard.Recommenders"),
        ("ZetDard.Audio.NAudio", "ZetDard.Audio"),
        ("ZetDard.Orleans", "ZetDard.Crawling"),
        ("ZetDard.Models.Autoencoders", "ZetDard.Models.Torch"),
        ("ZetDard.Models.Cnn", "ZetDard.Models.Torch"),
        ("ZetDard.Models.Gan", "ZetDard.Models.Torch"),
    ];

    // Foreign packages, by the start of their ids, and the only packages of ours that may bring them to an application.
    private static readonly (string Foreign, string[] Homes)[] Homes =
    [
        ("Microsoft.Data.Sqlite", ["ZetDard.Catalog"]),
        ("SQLitePCLRaw", ["ZetDard.Catalog"]),
        ("Npgsql", ["ZetDard.Catalog.PostgreSql"]),
        ("QuikGraph", ["ZetDard.Graph"]),
        // an application with NAudio 2 cannot take a package that references NAudio 3
        ("NAudio", ["ZetDard.Audio.NAudio"]),
        // features of sound and words need no host
        ("Microsoft.Extensions.Hosting", ["ZetDard.Recommenders.Hosting", "ZetDard.Crawling"]),
        ("Microsoft.Extensions.Diagnostics.HealthChecks", ["ZetDard.Recommenders.Hosting"]),
        ("Microsoft.ML", ["ZetDard.MicrosoftML"]),
        ("Microsoft.Orleans", ["ZetDard.Orleans"]),
        ("TorchSharp", ["ZetDard.Models.Torch", "ZetDard.Models.Autoencoders", "ZetDard.Models.Cnn", "ZetDard.Models.Gan"]),
    ];

    // Native libtorch: the host application chooses CPU or CUDA.
    private static readonly string[] Natives = ["libtorch", "TorchSharp-"];

    [Fact]
    public void Every_package_has_a_floor() =>
        Repository.HasNo(
            from package in Repository.Packages
            where FloorOf(package.Name) is null
            select $"{package.Name} has no floor. Give it one in {nameof(ReferenceTests)}.{nameof(Floors)}, and in the design."
        );

    [Fact]
    public void Arrows_point_down() =>
        Repository.HasNo(
            from package in Repository.Packages
            from other in package.ProjectReferences
            where !(FloorOf(other) < FloorOf(package.Name)) && !Exceptions.Contains((package.Name, other))
            select $"{package.Name} (floor {FloorOf(package.Name)}) references {other} (floor {FloorOf(other)}). A package references lower floors only: "
                + "pass the value through a type of ZetDard.Recommenders.Abstractions, or move the code down."
        );

    [Fact]
    public void Packages_reference_projects_of_src_only() =>
        Repository.HasNo(
            from package in Repository.Packages
            from other in package.ProjectReferences.Except(Repository.Packages.Select(p => p.Name))
            select $"{package.Name} references {other}, which is no package. What users get cannot depend on tests, benchmarks or samples."
        );

    [Fact]
    public void Abstractions_depends_on_nothing()
    {
        var abstractions = Repository.Packages.Single(package => package.Name == "ZetDard.Recommenders.Abstractions");
        Repository.HasNo(
            from kind in new[] { "ProjectReference", "PackageReference", "FrameworkReference", "Reference" }
            from reference in abstractions.Xml.Descendants(kind)
            select $"{abstractions.Name} has the {kind} {(string?)reference.Attribute("Include")}. Contracts need the BCL only: move what needs it to ZetDard.Recommenders."
        );
    }

    [Fact]
    public void Netease_knows_nothing_of_ours() =>
        Repository.HasNo(
            from package in Repository.Packages
            where package.Name == "ZetDard.Netease"
            from other in package.ProjectReferences
            select $"{package.Name} references {other}. The client of the service is of use without any recommender: bring the two together in ZetDard.Crawling."
        );

    [Fact]
    public void Testing_packages_are_referenced_by_testing_packages_only() =>
        Repository.HasNo(
            from package in Repository.Packages
            from other in package.ProjectReferences
            where other.EndsWith(".Testing", StringComparison.Ordinal) && !package.Name.EndsWith(".Testing", StringComparison.Ordinal)
            select $"{package.Name} references {other}: an application would ship what is for tests. Move the shared code into a package that is not for tests."
        );

    [Fact]
    public void Foreign_dependencies_stay_in_their_packages() =>
        Repository.HasNo(
            from package in Repository.Packages
            from foreign in package.PackageReferences
            from home in Homes
            where IsOrIsPartOf(foreign, home.Foreign) && !home.Homes.Contains(package.Name)
            select $"{package.Name} references {foreign}, whose place is {string.Join(", ", home.Homes)}. A foreign dependency earns its own package."
        );

    // A console application that takes features of sound or words needs no host.
    [Theory, InlineData("ZetDard.Audio"), InlineData("ZetDard.Lyrics"), InlineData("ZetDard.Recommenders"), InlineData("ZetDard.Graph")]
    public void Hosting_comes_only_to_those_who_serve(string name)
    {
        var brought = new HashSet<string> { name };
        while (
            Repository.Packages.Where(package => brought.Contains(package.Name)).SelectMany(package => package.ProjectReferences).ToArray()
                is var more
            && !brought.IsSupersetOf(more)
        )
        {
            brought.UnionWith(more);
        }

        Repository.HasNo(
            from package in Repository.Packages
            where brought.Contains(package.Name)
            from foreign in package.PackageReferences
            where
                IsOrIsPartOf(foreign, "Microsoft.Extensions.Hosting")
                || IsOrIsPartOf(foreign, "Microsoft.Extensions.Diagnostics.HealthChecks")
            select $"{name} brings {foreign} by {package.Name}. Move what needs a host to ZetDard.Recommenders.Hosting."
        );
    }

    [Fact]
    public void Packages_bring_no_native_libtorch() =>
        Repository.HasNo(
            from package in Repository.Packages
            from foreign in package.PackageReferences
            where Natives.Any(native => foreign.StartsWith(native, StringComparison.OrdinalIgnoreCase))
            select $"{package.Name} references {foreign}. The host application chooses CPU or CUDA: reference the managed TorchSharp here, natives in tests, benchmarks and samples."
        );

    [Fact]
    public void Versions_are_central() =>
        Repository.HasNo(
            from project in Repository.Projects
            where !project.IsUnder(".ci") // stands alone, outside the repository
            from reference in project.Xml.Descendants("PackageReference")
            where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
            select $"{project.Path} gives {(string?)reference.Attribute("Include")} a version of its own. Versions stand in Directory.Packages.props."
        );

    private static int? FloorOf(string package)
    {
        foreach (var (floor, packages) in Floors)
        {
            if (packages.Contains(package))
            {
                return floor;
            }
        }

        return null;
    }

    private static bool IsOrIsPartOf(string package, string family) =>
        package == family || package.StartsWith(family + ".", StringComparison.Ordinal);
}
