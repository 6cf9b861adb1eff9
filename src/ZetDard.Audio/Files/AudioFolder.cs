using System.IO.Enumeration;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>The sound files in a folder and those below it, by their path from there, with '/' between the parts.</summary>
/// <remarks>
/// Taken are files that are sound by their content, whatever their names, and files that are named like sound: those that turn out not to be fail when they are read. Hidden files and folders are left out, and links to folders are not followed: they may lead back.
/// Safe for concurrent use.
/// </remarks>
public sealed class AudioFolder : IItemSource<string, Waveform>
{
    private static readonly HashSet<string> Endings = new(
        [".wav", ".mp3", ".ogg", ".oga", ".opus", ".flac", ".aif", ".aiff", ".aifc", ".m4a", ".aac", ".wma", ".au", ".caf", ".ape", ".wv", ".mka", ".ncm"], StringComparer.OrdinalIgnoreCase);

    private readonly string _path;
    private readonly AudioReadOptions _options;

    /// <summary>Looks for files: reads the beginning of each.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How files are read.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public AudioFolder(string path, AudioReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _options = new AudioReadOptionsValidator().Validated(options ?? new()) with { };
        _path = Directory.Exists(path) ? Path.GetFullPath(path) : throw new DirectoryNotFoundException($"There is no folder {path}.");
        var found = new FileSystemEnumerable<string>(
            _path,
            (ref FileSystemEntry entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        }
            .Where(IsSound)
            .Select(file => Path.GetRelativePath(_path, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal);
        Items = new(found);
    }

    /// <summary>The files' paths within the folder, in ordinal order.</summary>
    public Vocabulary<string> Items { get; }

    /// <inheritdoc/>
    public ValueTask<Waveform> ReadAsync(string item, CancellationToken cancellationToken = default) => SoundFileItem.ReadAsync(PathOf(item), _options, cancellationToken);

    /// <summary>The hash (SHA-256) of the file and how it is read.</summary>
    /// <inheritdoc/>
    public ValueTask<string?> ContentKeyAsync(string item, CancellationToken cancellationToken = default) => SoundFileItem.ContentKeyAsync(PathOf(item), _options, cancellationToken);

    private bool IsSound(string file)
    {
        if (Endings.Contains(Path.GetExtension(file)))
        {
            return true;
        }

        try
        {
            var start = AudioFile.ReadStart(file);
            foreach (var decoder in _options.Decoders ?? AudioFile.Decoders)
            {
                if (decoder.CanDecode(start))
                {
                    return true;
                }
            }
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            // Nothing says that it is sound.
        }

        return false;
    }

    private string PathOf(string item) =>
        Items.Contains(item) ? Path.Combine(_path, item) : throw new ArgumentException($"There is no file {item} here.", nameof(item));
}
