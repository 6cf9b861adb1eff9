#:property PublishAot=false
#:property Configuration=Release
// Looks into every package: dotnet run .ci/inspect-packages.cs -- FOLDER
// The product is checked, not the project: what stands here is what a user gets. Prints one line a package, and every fault with what to do.
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: dotnet run .ci/inspect-packages.cs -- FOLDER");
    return 2;
}

var source = Path.GetFullPath("src");
var projects = Directory.GetFiles(source, "*.csproj", SearchOption.AllDirectories).ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal);
var faults = new List<string>();
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

    // What stands on the package's page.
    Check(Value("description").Length > 40, "the description is missing or too short to tell what it is. Set Description in the project.");
    Check(Value("license") == "MIT", "the licence is not the expression MIT. Set PackageLicenseExpression.");
    Check(Value("authors").Length > 0 && Value("authors") != id, "no authors. Set Authors in Directory.Build.props.");
    Check(Value("tags").Length > 0, "no tags. Set PackageTags.");
    Check(Value("readme") == "README.md" && names.Contains("README.md"), "no README.md. Lay one beside the project.");
    if (names.Contains("README.md"))
    {
        var readme = Read("README.md");
        Check(readme.Split('\n').Length > 3, "README.md is hardly more than a title. Say what the package is, and show its first lines of use.");
        foreach (Match link in Regex.Matches(readme, @"\]\((?!https?://|#)([^)\s]+)"))
        {
            faults.Add($"{id}: README.md links to '{link.Groups[1].Value}', which is nowhere on a package's page. Name the thing without a link, or link by an absolute address.");
        }
    }

    // What is compiled against, and what is read while doing so.
    Check(names.Contains($"lib/net10.0/{id}.dll"), $"no lib/net10.0/{id}.dll.");
    Check(names.Contains($"lib/net10.0/{id}.xml") && Read($"lib/net10.0/{id}.xml").Contains("<summary>", StringComparison.Ordinal), "no XML docs. Set GenerateDocumentationFile.");
    Check(names.Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).All(name => name == $"lib/net10.0/{id}.dll" || name == $"lib/net10.0/{id}.xml"), "lib/ holds more than the assembly and its docs.");
    foreach (var native in names.Where(name => name.StartsWith("runtimes/", StringComparison.Ordinal) || name.EndsWith(".so", StringComparison.Ordinal) || name.EndsWith(".dylib", StringComparison.Ordinal)))
    {
        faults.Add($"{id}: holds the native file {native}. Natives come from packages that the host application chooses.");
    }

    // Symbols, and no folder of the machine that built them.
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
        Check(Bytes($"lib/net10.0/{id}.dll").AsSpan().IndexOf(here) < 0, "the assembly names the folder in which it was built. ContinuousIntegrationBuild should map it away.");
    }

    // Dependencies: what the project names, no more and no less.
    var document = XDocument.Load(project);
    var expected = document.Descendants("PackageReference").Where(reference => !string.Equals((string?)reference.Attribute("PrivateAssets"), "all", StringComparison.OrdinalIgnoreCase))
        .Select(reference => (string)reference.Attribute("Include")!)
        .Concat(document.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)))
        .Order(StringComparer.Ordinal).ToArray();
    var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency").ToArray();
    var actual = dependencies.Select(dependency => (string)dependency.Attribute("id")!).Order(StringComparer.Ordinal).ToArray();
    Check(actual.SequenceEqual(expected), $"depends on [{string.Join(", ", actual)}], but its project names [{string.Join(", ", expected)}]. Something adds or hides a dependency.");
    foreach (var dependency in dependencies.Where(dependency => projects.ContainsKey((string)dependency.Attribute("id")!) && (string?)dependency.Attribute("version") != Value("version")))
    {
        faults.Add($"{id} {Value("version")}: depends on {(string?)dependency.Attribute("id")} {(string?)dependency.Attribute("version")}. Packages of ours have one version.");
    }

    Console.WriteLine($"{id} {Value("version")}: {new FileInfo(path).Length / 1024} KB, depends on {(actual.Length == 0 ? "nothing" : string.Join(", ", actual))}");

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

faults.AddRange(projects.Keys.Except(packed).Select(missing => $"{missing}: a project under src/, but not packed. Set IsPackable, or move it."));
foreach (var fault in faults)
{
    Console.WriteLine($"FAULT {fault}");
}

return faults.Count == 0 && packed.Count > 0 ? 0 : 1;
