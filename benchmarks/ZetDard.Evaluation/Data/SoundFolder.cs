using System.Formats.Tar;
using System.IO.Compression;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Data;

/// <summary>The sounds of a folder, or of an archive (.tar, .tar.gz, .tgz), which is unpacked for the time being.</summary>
internal sealed class SoundFolder : IItemSource<string, Waveform>, IDisposable
{
    private static readonly string[] Archives = [".tar.gz", ".tgz", ".tar"];
    private readonly AudioFolder _files;
    private readonly string? _unpacked;

    private SoundFolder(AudioFolder files, string? unpacked, Vocabulary<string> items) =>
        (_files, _unpacked, Items) = (files, unpacked, items);

    public Vocabulary<string> Items { get; private set; }

    /// <exception cref="FileNotFoundException">There is neither a folder nor an archive of that name.</exception>
    /// <exception cref="InvalidDataException">The archive is damaged, or nothing is sound.</exception>
    public static async Task<SoundFolder> OpenAsync(string path, RunContext context, CancellationToken cancellationToken)
    {
        var isArchive = File.Exists(path) && Array.Exists(Archives, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        if (!isArchive && !Directory.Exists(path))
        {
            throw new FileNotFoundException(
                $"There is no folder {path}, and no archive ({string.Join(", ", Archives)}) of that name.",
                path
            );
        }

        var unpacked = isArchive ? await UnpackAsync(path, cancellationToken) : null;
        try
        {
            var files = await AudioFolder.OpenAsync(unpacked ?? path, cancellationToken: cancellationToken);
            foreach (var (file, reason) in files.Failures)
            {
                context.Note($"{file}: {reason}");
            }

            return files.Items.Count > 0
                ? new(files, unpacked, files.Items)
                : throw new InvalidDataException($"{path} holds nothing that is sound or is named like it.");
        }
        catch
        {
            Delete(unpacked);
            throw;
        }
    }

    /// <summary>Keeps some of the files, by their paths or the ends of them.</summary>
    /// <returns>The path of each.</returns>
    /// <exception cref="InvalidDataException">A file is not there, or is there several times.</exception>
    public IReadOnlyList<string> Keep(IReadOnlyList<string> files, string listedIn)
    {
        var byName = Items.ToLookup(item => item[(item.LastIndexOf('/') + 1)..]);
        var kept = files
            .Select(file =>
            {
                var name = file.Replace('\\', '/');
                string[] found =
                [
                    .. byName[name[(name.LastIndexOf('/') + 1)..]]
                        .Where(item => item == name || item.EndsWith($"/{name}", StringComparison.Ordinal)),
                ];
                return found switch
                {
                    [var one] => one,
                    _ => throw new InvalidDataException(
                        $"{listedIn} names '{file}', which is {(found.Length == 0 ? "not there" : $"there {found.Length} times")}; name a file beside it, in the folders there or in the archive."
                    ),
                };
            })
            .ToArray();
        Items = new(kept.Distinct());
        return kept;
    }

    public ValueTask<Waveform> ReadAsync(string item, CancellationToken cancellationToken = default) =>
        _files.ReadAsync(item, cancellationToken);

    public ValueTask<string?> ContentKeyAsync(string item, CancellationToken cancellationToken = default) =>
        _files.ContentKeyAsync(item, cancellationToken);

    public void Dispose() => Delete(_unpacked);

    private static async Task<string> UnpackAsync(string path, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("zetdard-sound").FullName;
        try
        {
            await using var file = File.OpenRead(path);
            await using Stream tar = path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)
                ? file
                : new GZipStream(file, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(tar, folder, overwriteFiles: false, cancellationToken);
            return folder;
        }
        catch (Exception e)
        {
            Delete(folder);
            if (e is EndOfStreamException or FormatException or NotSupportedException)
            {
                throw new InvalidDataException($"{path} is damaged or no archive: {e.Message}", e);
            }

            throw;
        }
    }

    private static void Delete(string? folder)
    {
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
