#:property PublishAot=false
#:property Configuration=Release
// Checks every package in a folder: dotnet run .ci/inspect-packages.cs -- FOLDER
// It opens the packed files, because they are what a user gets. It prints one line for each package, and each fault with its remedy.
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: dotnet run .ci/inspect-packages.cs -- FOLDER");
    return 2;
}

const string Repository = "https://github.com/zetdard/ZetDard.Recommenders";
var projects = Directory.GetFiles(Path.GetFullPath("src"), "*.csproj", SearchOption.AllDirectories)
    .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal);
var faults = new List<string>();
var idsByTags = new Dictionary<string, string>(StringComparer.Ordinal);
var packed = new HashSet<string>(StringComparer.Ordinal);
foreach (var path in Directory.GetFiles(folder, "*.nupkg").Order(StringComparer.Ordinal))
{
    using var package = ZipFile.OpenRead(path);
    var names = package.Entries.Select(entry => entry.FullName).ToHashSet(StringComparer.Ordinal);
    var manifest = XDocument.Load(package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
    var metadata = manifest.Root!.Elements().Single();
    var id = Value("id");
    packed.Add(id);
    if (!projects.TryGetValue(id, out var project))
    {
        faults.Add($"{id}: packed, but no project under src/ has that name. Tests, benchmarks and samples stay at IsPackable=false.");
        continue;
    }

    // What the package's page shows.
    Check(Value("description").Length > 40,
        "the description is missing or too short to say what the package is. Set Description in the project.");
    Check(Value("license") == "MIT", "the licence is not the expression MIT. Set PackageLicenseExpression.");
    Check(Value("authors").Length > 0 && Value("authors") != id, "no authors. Set Authors in Directory.Build.props.");
    Check(Value("projectUrl") == Repository, $"the project's address is '{Value("projectUrl")}', not {Repository}. Set PackageProjectUrl.");
    var repository = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "repository");
    Check((string?)repository?.Attribute("type") == "git" && (string?)repository?.Attribute("url") == Repository,
        $"the repository is '{repository}', not {Repository} of type git. Set RepositoryUrl and RepositoryType.");
    Check(Value("tags").Length > 0, "no tags. Set PackageTags in the project.");
    Check(idsByTags.TryAdd(Value("tags"), id),
        $"has the same tags as {idsByTags[Value("tags")]}. Set PackageTags that fit this package in the project.");
    Check(Value("icon") == "icon.png" && names.Contains("icon.png"), "no icon. Set PackageIcon and pack src/icon.png.");
    if (names.Contains("icon.png"))
    {
        var icon = Bytes("icon.png");
        Check(icon.Length <= 10_000 && icon.AsSpan(1).StartsWith("PNG"u8),
            $"icon.png is {icon.Length} bytes; it must be a PNG of at most 10,000.");
    }

    Check(Value("readme") == "README.md" && names.Contains("README.md"), "no README.md. Write one beside the project.");
    if (names.Contains("README.md"))
    {
        var readme = Read("README.md");
        Check(Regex.IsMatch(readme, $"^dotnet add package {Regex.Escape(id)}\r?$", RegexOptions.Multiline),
            $"README.md has no line 'dotnet add package {id}'. Say how the package is installed.");
        Check(readme.Contains("```csharp", StringComparison.Ordinal),
            "README.md has no example. Show the first lines of use in a block that begins with ```csharp.");
        Check(readme.Contains($"]({Repository}/", StringComparison.Ordinal),
            $"README.md has no link to the documentation. Link to a page below {Repository}/blob/main/docs/.");
        foreach (Match link in Regex.Matches(readme, @"\]\((?!https?://|#)([^)\s]+)"))
        {
            faults.Add(
                $"{id}: README.md has the relative link '{link.Groups[1].Value}', which leads nowhere on a package's page. Write the full address: {Repository}/blob/main/….");
        }

        var stated = Regex.Match(readme, $@"\]\({Regex.Escape(Repository)}/blob/main/([^)#\s]+)");
        for (; stated.Success; stated = stated.NextMatch())
        {
            var file = stated.Groups[1].Value;
            Check(File.Exists(file), $"README.md links to {file} of the repository, which does not exist.");
        }
    }

    // The assembly and its documentation.
    Check(names.Contains($"lib/net10.0/{id}.dll"), $"no lib/net10.0/{id}.dll.");
    Check(names.Contains($"lib/net10.0/{id}.xml") && Read($"lib/net10.0/{id}.xml").Contains("<summary>", StringComparison.Ordinal),
        "no XML documentation. Set GenerateDocumentationFile.");
    Check(names.Where(name => name.StartsWith("lib/", StringComparison.Ordinal))
        .All(name => name == $"lib/net10.0/{id}.dll" || name == $"lib/net10.0/{id}.xml"),
        "lib/ holds more than the assembly and its documentation.");
    foreach (var native in names.Where(name => name.StartsWith("runtimes/", StringComparison.Ordinal)
        || name.EndsWith(".so", StringComparison.Ordinal) || name.EndsWith(".dylib", StringComparison.Ordinal)))
    {
        faults.Add($"{id}: contains the native file {native}. Native libraries come from packages that the host application chooses.");
    }

    // The symbols; no path of the machine that built the assembly.
    var symbolPath = Path.ChangeExtension(path, ".snupkg");
    if (File.Exists(symbolPath))
    {
        using var symbols = ZipFile.OpenRead(symbolPath);
        Check(symbols.GetEntry($"lib/net10.0/{id}.pdb") is not null, "the symbol package holds no pdb.");
    }
    else
    {
        faults.Add($"{id}: no symbol package. Set IncludeSymbols and SymbolPackageFormat.");
    }

    if (Environment.GetEnvironmentVariable("CI") == "true" && names.Contains($"lib/net10.0/{id}.dll"))
    {
        var here = Encoding.UTF8.GetBytes(Directory.GetCurrentDirectory() + "/");
        Check(Bytes($"lib/net10.0/{id}.dll").AsSpan().IndexOf(here) < 0,
            "the assembly contains the path of the folder in which it was built. ContinuousIntegrationBuild should map it to another.");
    }

    // The dependencies are exactly those that the project names.
    var document = XDocument.Load(project);
    var expected = document.Descendants("PackageReference")
        .Where(reference => !string.Equals((string?)reference.Attribute("PrivateAssets"), "all", StringComparison.OrdinalIgnoreCase))
        .Select(reference => (string)reference.Attribute("Include")!)
        .Concat(document.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)))
        .Order(StringComparer.Ordinal).ToArray();
    var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency").ToArray();
    var actual = dependencies.Select(dependency => (string)dependency.Attribute("id")!).Order(StringComparer.Ordinal).ToArray();
    Check(actual.SequenceEqual(expected),
        $"depends on [{string.Join(", ", actual)}], but its project names [{string.Join(", ", expected)}]. Something adds or hides a dependency.");
    foreach (var dependency in dependencies)
    {
        var (name, version) = ((string)dependency.Attribute("id")!, (string?)dependency.Attribute("version"));
        Check(!projects.ContainsKey(name) || version == Value("version"),
            $"{Value("version")} depends on {name} {version}. All packages of this repository have one version.");
    }

    Console.WriteLine(
        $"{id} {Value("version")}: {new FileInfo(path).Length / 1024} KB, depends on {(actual.Length == 0 ? "nothing" : string.Join(", ", actual))}");

    string Value(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";

    string Read(string name) => Encoding.UTF8.GetString(Bytes(name));

    byte[] Bytes(string name)
    {
        using var stream = package.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    void Check(bool holds, string fault)
    {
        if (!holds)
        {
            faults.Add($"{id}: {fault}");
        }
    }
}

faults.AddRange(projects.Keys.Except(packed)
    .Select(missing => $"{missing}: is a project under src/, but was not packed. Set IsPackable, or move it."));
foreach (var fault in faults)
{
    Console.WriteLine($"FAULT {fault}");
}

return faults.Count == 0 && packed.Count > 0 ? 0 : 1;
