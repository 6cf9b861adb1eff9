using System.IO.Enumeration;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>
/// The sound files in a folder and in the folders below it. A file's key is its path relative to the folder, with '/' between the parts.
/// </summary>
/// <remarks>
/// <para>
/// A file is listed if its name ends like that of a sound file (it is not opened then, and fails when it is read if it is something else),
/// or else if its first bytes are those of a format that a decoder knows. Hidden files and folders are left out. Links to folders are not
/// followed, because they may lead back.
/// </para>
/// <para>The list is made once; a file that is deleted later fails when it is read. Safe for concurrent use.</para>
/// </remarks>
/// <example>
/// <code>
/// var music = await AudioFolder.OpenAsync("music");
/// var sound = await music.ExtractAsync(new AudioFeatureExtractor());
/// foreach (var (file, reason) in music.Failures.Concat(sound.Failures)) Console.WriteLine($"{file}: {reason}");
/// </code>
/// </example>
public sealed class AudioFolder : IItemSource<string, Waveform>
{
    private static readonly HashSet<string> Endings = new(
        [
            ".wav", ".mp3", ".ogg", ".oga", ".opus", ".flac", ".aif", ".aiff", ".aifc",
            ".m4a", ".aac", ".wma", ".au", ".caf", ".ape", ".wv", ".mka", ".ncm",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly EnumerationOptions Visible = new()
    {
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
    };

    private readonly string _path;
    private readonly AudioReadOptions _options;

    private AudioFolder(string path, AudioReadOptions options, CancellationToken cancellationToken)
    {
        (_path, _options) = (path, options);
        var (files, failures) = (new List<string>(), new List<FeatureFailure<string>>());
        Find(files, failures, cancellationToken);
        files.Sort(StringComparer.Ordinal);
        (Items, Failures) = (new(files), failures);
    }

    /// <summary>The files' paths relative to the folder, in ordinal order.</summary>
    public Vocabulary<string> Items { get; }

    /// <summary>
    /// The folders below this one that could not be listed, and the files without the ending of a sound file that could not be opened, with
    /// the reasons.
    /// </summary>
    public IReadOnlyList<FeatureFailure<string>> Failures { get; }

    /// <summary>Lists the sound files of a folder on a thread of the pool. Sound is not decoded until it is read.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How files are read.</param>
    /// <param name="cancellationToken">Stops the listing between two files.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself may not be listed.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Task<AudioFolder> OpenAsync(string path, AudioReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var validated = new AudioReadOptionsValidator().Validated(options ?? new()) with { };
        return Task.Run(
            () => Directory.Exists(path)
                ? new AudioFolder(Path.GetFullPath(path), validated, cancellationToken)
                : throw new DirectoryNotFoundException($"There is no folder {path}."),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Waveform> ReadAsync(string item, CancellationToken cancellationToken = default) =>
        SoundFileItem.ReadAsync(PathOf(item), _options, cancellationToken);

    /// <summary>The hash (SHA-256) of the file, together with the options with which it is read.</summary>
    /// <inheritdoc/>
    public ValueTask<string?> ContentKeyAsync(string item, CancellationToken cancellationToken = default) =>
        SoundFileItem.ContentKeyAsync(PathOf(item), _options, cancellationToken);

    private void Find(List<string> files, List<FeatureFailure<string>> failures, CancellationToken cancellationToken)
    {
        var folders = new Stack<string>([_path]);
        while (folders.TryPop(out var folder))
        {
            try
            {
                foreach (var (path, isFolder, isLink) in new FileSystemEnumerable<(string, bool, bool)>(folder, Describe, Visible))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (!isFolder && IsSound(path, failures))
                    {
                        files.Add(RelativePath(path));
                    }
                    else if (isFolder && !isLink)
                    {
                        folders.Push(path);
                    }
                }
            }
            catch (Exception closed) when (folder != _path && closed is IOException or UnauthorizedAccessException)
            {
                failures.Add(new(RelativePath(folder), closed.Message));
            }
        }

        static (string, bool, bool) Describe(ref FileSystemEntry entry) =>
            (entry.ToFullPath(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0);
    }

    private bool IsSound(string file, List<FeatureFailure<string>> failures)
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
            failures.Add(new(RelativePath(file), closed.Message));
        }

        return false;
    }

    private string RelativePath(string path) => Path.GetRelativePath(_path, path).Replace(Path.DirectorySeparatorChar, '/');

    private string PathOf(string item) => Items.Contains(item)
        ? Path.Combine(_path, item)
        : throw new ArgumentException($"There is no file {item} here; Items lists the files of the folder.", nameof(item));
}
