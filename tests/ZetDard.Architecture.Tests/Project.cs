using System.Xml.Linq;

namespace ZetDard.Architecture.Tests;

/// <summary>What a project file says.</summary>
/// <param name="Name">The name of the project, its package and its assembly.</param>
/// <param name="Path">The path from the root.</param>
/// <param name="ProjectReferences">Names of the projects that it references.</param>
/// <param name="PackageReferences">Ids of the packages that it references.</param>
/// <param name="Xml">The file.</param>
internal sealed record Project(
    string Name,
    string Path,
    IReadOnlyList<string> ProjectReferences,
    IReadOnlyList<string> PackageReferences,
    XDocument Xml
)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public static Project Read(string path)
    {
        var xml = XDocument.Load(System.IO.Path.Combine(Repository.Root, path));
        return new(
            System.IO.Path.GetFileNameWithoutExtension(path),
            path,
            [.. Included("ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
            [.. Included("PackageReference")],
            xml
        );

        IEnumerable<string> Included(string element) =>
            xml.Descendants(element).Select(reference => (string)reference.Attribute("Include")!);
    }
}
