using System.IO.Compression;
using System.Text;

namespace ZetDard.Catalog.Tests;

/// <summary>A folder that is deleted at the end of the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("zetdard-catalog-").FullName;

    public string Database => this["music.db"];

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public TemporaryFolder With(string name, string content, bool byteOrderMark = false)
    {
        using var file = File.Create(this[name]);
        using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var writer = new StreamWriter(stream, new UTF8Encoding(byteOrderMark));
        writer.Write(content);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
